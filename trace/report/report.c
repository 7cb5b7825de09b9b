#include "trace/report/report.h"

#include <string.h>

const struct dye_report *
dye_report_find(const char * name)
{
	size_t i;

	for (i = 0; dye_reports[i] != NULL; i++)
		if (strcmp(dye_reports[i]->name, name) == 0)
			return dye_reports[i];
	return NULL;
}
