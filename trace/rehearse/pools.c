#include "trace/rehearse/pools.h"

void
dye_filtered_release(struct dye_filtered * f)
{
	size_t i;

	dye_row_index_release(&f->source);
	for (i = 0; i < DYE_STAGE_COPIES; i++) {
		dye_row_index_release(&f->copies[i]);
		dye_row_list_release(&f->tidy[i]);
		dye_row_list_release(&f->known[i]);
	}
}

void
dye_pools_release(struct dye_pools * p)
{
	size_t i;

	for (i = 0; i < DYE_PLAY_SOURCES_MOST; i++)
		dye_row_list_release(&p->shared[i]);
	*p = (struct dye_pools){0};
}

uint64_t
dye_pools_rows(const struct dye_pools * p, uint64_t wanted)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		uint64_t rows = dye_pool_rows(&p->list[i]);

		wanted = rows < wanted ? rows : wanted;
	}
	return wanted;
}

static enum dye_code
need_index(const struct dye_stage_set * set, const struct dye_sheet * sheet, struct dye_row_index * index,
    struct dye_error * err)
{

	return index->keys == NULL ? dye_row_index_make(sheet, set->outlook.profile, index, err) : DYE_OK;
}

static enum dye_code
need_tidy(struct dye_filtered * f, const struct dye_stage_set * set, size_t copy, struct dye_error * err)
{

	return f->tidy[copy].rows == NULL ? dye_filter_tidy(&set->copies[copy], &f->tidy[copy], err) : DYE_OK;
}

static enum dye_code
need_known(struct dye_filtered * f, const struct dye_stage_set * set, size_t copy, struct dye_error * err)
{

	if (f->known[copy].rows != NULL)
		return DYE_OK;
	DYE_TRY(need_index(set, &set->source, &f->source, err));
	DYE_TRY(need_index(set, &set->copies[copy], &f->copies[copy], err));
	return dye_filter_known(&f->copies[copy], &f->source, &f->known[copy], err);
}

static enum dye_code
share(struct dye_filtered * f, const struct dye_stage_set * set, const size_t * copies, struct dye_pools * p,
    struct dye_error * err)
{
	const struct dye_row_index * indexes[DYE_PLAY_SOURCES_MOST];
	size_t i;

	for (i = 0; i < p->count; i++) {
		DYE_TRY(need_index(set, &set->copies[copies[i]], &f->copies[copies[i]], err));
		indexes[i] = &f->copies[copies[i]];
	}
	DYE_TRY(dye_filter_shared(indexes, p->count, p->shared, err));
	for (i = 0; i < p->count; i++)
		p->list[i].list = &p->shared[i];
	return DYE_OK;
}

/* Of one copy. */
static enum dye_code
keep(struct dye_filtered * f, const struct dye_stage_set * set, enum dye_play_filter filter, size_t copy,
    struct dye_pool * pool, struct dye_error * err)
{

	if (filter == DYE_PLAY_TIDY) {
		DYE_TRY(need_tidy(f, set, copy, err));
		pool->list = &f->tidy[copy];
	} else if (filter == DYE_PLAY_KNOWN) {
		DYE_TRY(need_known(f, set, copy, err));
		pool->list = &f->known[copy];
	}
	return DYE_OK;
}

enum dye_code
dye_pools_make(struct dye_filtered * f, const struct dye_stage_set * set, const struct dye_play * play,
    const size_t * copies, struct dye_pools * p, struct dye_error * err)
{
	const struct dye_sheet * sheets = play->passed ? set->passed : set->copies;
	size_t i;

	*p = (struct dye_pools){.count = play->sources};
	for (i = 0; i < p->count; i++) {
		p->list[i] = (struct dye_pool){.sheet = &sheets[copies[i]]};
		DYE_TRY(keep(f, set, play->filter, copies[i], &p->list[i], err));
	}
	return play->filter == DYE_PLAY_SHARED ? share(f, set, copies, p, err) : DYE_OK;
}
