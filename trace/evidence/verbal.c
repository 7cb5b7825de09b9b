#include "trace/evidence/evidence.h"

const char *
dye_evidence_verbal(double log10_weighted)
{
	/* ENFSI Guideline for Evaluative Reporting in Forensic Science (2015), the scale of likelihood ratios by words. */
	static const struct {
		double below;
		const char * words;
	} scale[] = {
	    {0, "none"}, {1, "weak"}, {2, "moderate"}, {3, "moderately strong"}, {4, "strong"}, {6, "very strong"}};
	size_t i;

	for (i = 0; i < sizeof(scale) / sizeof(scale[0]); i++)
		if (log10_weighted < scale[i].below)
			return scale[i].words;
	return "extremely strong";
}
