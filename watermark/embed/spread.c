#include "watermark/embed/spread.h"

#include <stdlib.h>

#include "formats/base/sorted.h"

/* Rows between a parent and its record, in a block of four times as many or more. */
#define APART 128

enum dye_code
dye_spread_open(struct dye_spread * s, const struct dye_job * job, struct dye_error * err)
{
	uint64_t lines = 0;

	*s = (struct dye_spread){.rows = calloc(job->row_count + 1, sizeof(*s->rows)),
	    .lines = calloc(job->row_count + 1, sizeof(*s->lines))};
	if (s->rows == NULL || s->lines == NULL) {
		dye_spread_close(s);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	for (size_t i = 0; i < job->row_count; i++) {
		if (!job->rows[i].blank && !job->rows[i].beside) {
			s->rows[s->count] = i;
			s->lines[s->count++] = lines;
		}
		lines += !job->rows[i].blank;
	}
	return DYE_OK;
}

void
dye_spread_close(struct dye_spread * s)
{

	free(s->rows);
	free(s->lines);
	*s = (struct dye_spread){0};
}

size_t
dye_spread_row(const struct dye_spread * s, const struct dye_job_birth * birth)
{
	uint64_t rows = s->count, away = rows >= 4 * APART ? APART : 0;
	uint64_t parent = dye_count_below(s->rows, s->count, birth->after);

	return rows == 0 ? 0 : (size_t)((parent + away + (birth->birth.spread * (rows - 2 * away) >> 32)) % rows);
}

uint64_t
dye_spread_line(const struct dye_spread * s, const struct dye_job_birth * birth)
{

	return s->lines[dye_spread_row(s, birth)];
}

size_t
dye_spread_row_at(const struct dye_spread * s, uint64_t line)
{
	size_t row = dye_count_below(s->lines, s->count, line);

	return (size_t)s->rows[row < s->count ? row : s->count - 1];
}
