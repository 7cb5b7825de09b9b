/*
 * shortlist.h: the best by screening, best first. Only so many are weighed in the search for the candidates: equals may be without number.
 */
#ifndef DYE_EVIDENCE_SHORTLIST_H
#define DYE_EVIDENCE_SHORTLIST_H

#include <stdbool.h>
#include <stddef.h>

#define DYE_SHORTLIST_MAX 512

struct dye_shortlist {
	struct {
		size_t crowd;
		size_t place; /* in its population */
		float value;
	} best[DYE_SHORTLIST_MAX];
	size_t count;
};

/* Whether one of this value would come in. */
static inline bool
dye_shortlist_takes(const struct dye_shortlist * l, float value)
{

	return l->count < DYE_SHORTLIST_MAX || value > l->best[DYE_SHORTLIST_MAX - 1].value;
}

/* Put one that is taken into its place from the end; equals stay behind those that came first. */
static inline void
dye_shortlist_add(struct dye_shortlist * l, size_t crowd, size_t place, float value)
{
	size_t i;

	if (l->count < DYE_SHORTLIST_MAX)
		l->count++;
	for (i = l->count - 1; i > 0 && l->best[i - 1].value < value; i--)
		l->best[i] = l->best[i - 1];
	l->best[i].crowd = crowd;
	l->best[i].place = place;
	l->best[i].value = value;
}

#endif
