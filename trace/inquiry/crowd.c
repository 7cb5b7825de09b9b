#include "trace/inquiry/crowd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What takes part while the crowds are found. */
struct finding {
	struct dye_store * store; /* Not owned, nor the next. */
	const struct dye_crowd_wish * wish;
	struct dye_crowds * crowds;
	bool counting; /* pairs alone: nobody is scored, and a profile that cannot be read counts as one of its own */
	/* Of the dataset in hand. */
	size_t * crowd_of;	      /* Owned. [version - 1]: index into the crowds */
	struct dye_buffer * essences; /* Owned, each and all. [index into the crowds - first]: as many as crowds */
	uint32_t version_count;
	size_t first; /* its first crowd */
};

void
dye_crowds_release(struct dye_crowds * crowds)
{
	size_t i;

	for (i = 0; i < crowds->count; i++) {
		dye_profile_free(crowds->list[i].profile);
		free(crowds->list[i].numbers);
	}
	free(crowds->list);
	*crowds = (struct dye_crowds){0};
}

/* ---- versions that are alike ---- */

/* The profile as text, without what no trace looks at: its number, the notes for people, what is kept for forecasts, what an owner said that
 * stands in it as done, and what columns tell of a person, which records were drawn by. */
static enum dye_code
essence(const struct dye_profile * profile, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_profile bare = *profile;
	enum dye_code rc;
	uint32_t i;

	bare.columns = calloc((size_t)profile->column_count + 1, sizeof(*bare.columns));
	bare.marks = calloc((size_t)profile->mark_count + 1, sizeof(*bare.marks));
	if (bare.columns == NULL || bare.marks == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto done;
	}
	for (i = 0; i < profile->column_count; i++) {
		bare.columns[i] = profile->columns[i];
		bare.columns[i].note[0] = '\0';
		bare.columns[i].figure_count = 0;
		bare.columns[i].repeats = 0;
		bare.columns[i].tells = DYE_TELLS_UNKNOWN;
		bare.columns[i].days = DYE_DAYS_UNKNOWN;
		bare.columns[i].aged = bare.columns[i].unpadded = false;
		bare.columns[i].said_kind = bare.columns[i].said_identity = bare.columns[i].said_no_mark = false;
	}
	bare.version = 0;
	for (i = 0; i < profile->mark_count; i++) {
		bare.marks[i] = profile->marks[i];
		bare.marks[i].note[0] = '\0';
	}
	rc = dye_profile_print(&bare, out, err);

done:
	free(bare.columns);
	free(bare.marks);
	return rc;
}

/* Put the version into the crowd that is alike, or into a new one. The profile is the crowd's from now on, or freed; NULL: ${text} is not understood. */
static enum dye_code
place_version(struct finding * f, const struct dye_dataset * dataset, uint32_t version, struct dye_profile * profile,
    struct dye_slice text, struct dye_error * err)
{
	struct dye_crowds * crowds = f->crowds;
	struct dye_buffer * own = &f->essences[crowds->count - f->first];
	struct dye_crowd * list;
	enum dye_code rc;
	size_t i;

	dye_buffer_reset(own);
	rc = profile != NULL ? essence(profile, own, err) : dye_buffer_append_slice(own, text, err);
	if (rc != DYE_OK)
		goto err0;
	for (i = f->first; i < crowds->count; i++)
		if (dye_slice_equal(dye_buffer_slice(&f->essences[i - f->first]), dye_buffer_slice(own))) {
			crowds->list[i].version = version;
			f->crowd_of[version - 1] = i;
			goto err0;
		}
	if ((list = dye_grown(crowds->list, &crowds->size, crowds->count, sizeof(*list))) == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto err0;
	}
	crowds->list = list;
	f->crowd_of[version - 1] = crowds->count;
	list[crowds->count++] =
	    (struct dye_crowd){.dataset = *dataset, .version = version, .first = version, .profile = profile};
	return DYE_OK;

err0:
	dye_profile_free(profile);
	return rc;
}

/* Add the way out to what is wrong with a profile, mostly a kind or a mark that this program lacks: other datasets can be traced. */
static void
point_to_others(const struct finding * f, struct dye_error * err)
{
	size_t used;

	if (err == NULL || f->counting || f->wish->dataset != NULL)
		return;
	used = strlen(err->message);
	(void)snprintf(err->message + used, sizeof(err->message) - used,
	    "; leakdye trace --dataset NAME looks at another dataset alone");
}

static enum dye_code
add_version(struct finding * f, const struct dye_dataset * dataset, uint32_t version, struct dye_error * err)
{
	struct dye_profile_version p = {0};
	struct dye_profile * profile = NULL;
	enum dye_code rc;

	DYE_TRY(dye_store_profile_get(f->store, dataset->id, version, &p, err));
	rc = dye_profile_parse(dye_buffer_slice(&p.text), &profile, f->counting ? NULL : err);
	if (rc == DYE_EDATA)
		point_to_others(f, err);
	if (rc == DYE_OK || (f->counting && rc != DYE_ENOMEM))
		rc = place_version(f, dataset, version, profile, dye_buffer_slice(&p.text), err);
	dye_buffer_release(&p.text);
	return rc;
}

/* ---- accounts ---- */

static enum dye_code
take_number(struct dye_crowd * c, uint64_t number, struct dye_error * err)
{
	uint64_t * numbers = dye_grown(c->numbers, &c->number_size, c->count, sizeof(*numbers));

	if (numbers == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	c->numbers = numbers;
	c->numbers[c->count++] = number;
	return DYE_OK;
}

static enum dye_code
take_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	struct finding * f = cookie;

	if (e->started > f->wish->leaked_on || e->profile_version == 0 || e->profile_version > f->version_count)
		return DYE_OK;
	return take_number(&f->crowds->list[f->crowd_of[e->profile_version - 1]], e->recipient, err);
}

static int
by_number(const void * a, const void * b)
{
	const uint64_t * x = a;
	const uint64_t * y = b;

	return (*x > *y) - (*x < *y);
}

/* Sort the exporters and keep each once, of those who were enrolled in time. */
static void
keep_enrolled(struct dye_crowd * c, const uint64_t * enrolled, size_t enrolled_count)
{
	size_t i, kept = 0;

	if (c->count > 0)
		qsort(c->numbers, c->count, sizeof(*c->numbers), by_number);
	for (i = 0; i < c->count && enrolled_count > 0; i++) {
		if (kept > 0 && c->numbers[kept - 1] == c->numbers[i])
			continue;
		if (bsearch(&c->numbers[i], enrolled, enrolled_count, sizeof(*enrolled), by_number) != NULL)
			c->numbers[kept++] = c->numbers[i];
	}
	c->count = kept;
}

static enum dye_code
copy_enrolled(struct dye_crowd * c, const uint64_t * enrolled, size_t count, struct dye_error * err)
{

	if ((c->numbers = calloc(count + 1, sizeof(*c->numbers))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (count > 0)
		memcpy(c->numbers, enrolled, count * sizeof(*c->numbers));
	c->count = count;
	return DYE_OK;
}

/* The accounts of the crowds of one dataset. */
static enum dye_code
find_accounts(struct finding * f, const struct dye_dataset * dataset, struct dye_error * err)
{
	uint64_t * enrolled = NULL;
	size_t count = 0, i;
	enum dye_code rc;

	DYE_TRY(dye_store_recipient_numbers(f->store, dataset->id, f->wish->leaked_on, &enrolled, &count, err));
	f->crowds->enrolled += count;
	rc = f->wish->all_enrolled ? DYE_OK : dye_store_export_each(f->store, dataset->id, 0, take_export, f, err);
	for (i = f->first; i < f->crowds->count && rc == DYE_OK; i++) {
		if (f->wish->all_enrolled)
			rc = copy_enrolled(&f->crowds->list[i], enrolled, count, err);
		else
			keep_enrolled(&f->crowds->list[i], enrolled, count);
		f->crowds->scored += f->crowds->list[i].count;
	}
	free(enrolled);
	return rc;
}

/* ---- datasets ---- */

/* Nobody is scored under them: they need not be looked at. */
static void
drop_empty(struct dye_crowds * crowds)
{
	size_t i, kept = 0;

	for (i = 0; i < crowds->count; i++) {
		/* One stays, so that the report can say how the leak was read. */
		if (crowds->list[i].count > 0 || (kept == 0 && i + 1 == crowds->count)) {
			crowds->list[kept++] = crowds->list[i];
			continue;
		}
		dye_profile_free(crowds->list[i].profile);
		free(crowds->list[i].numbers);
	}
	crowds->count = kept;
}

static void
add_name(struct dye_crowds * crowds, const char * name)
{
	size_t used = strlen(crowds->names);

	(void)snprintf(crowds->names + used, sizeof(crowds->names) - used, "%s%s", used > 0 ? "," : "", name);
}

/* The crowds of a dataset, by its versions. */
static enum dye_code
add_versions(struct finding * f, const struct dye_dataset * dataset, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	uint32_t v;

	f->crowd_of = calloc((size_t)f->version_count + 1, sizeof(*f->crowd_of));
	f->essences = calloc((size_t)f->version_count + 1, sizeof(*f->essences));
	if (f->crowd_of == NULL || f->essences == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	for (v = 1; v <= f->version_count && rc == DYE_OK; v++)
		rc = add_version(f, dataset, v, err);
	for (v = 0; f->essences != NULL && v <= f->version_count; v++)
		dye_buffer_release(&f->essences[v]);
	free(f->essences);
	f->essences = NULL;
	return rc;
}

static enum dye_code
add_dataset(void * cookie, const struct dye_dataset * dataset, struct dye_error * err)
{
	struct finding * f = cookie;
	struct dye_profile_version newest = {0};
	enum dye_code rc;

	DYE_TRY(dye_store_profile_get(f->store, dataset->id, 0, &newest, err));
	dye_buffer_release(&newest.text);
	add_name(f->crowds, dataset->name);
	f->first = f->crowds->count;
	f->version_count = newest.version;
	if ((rc = add_versions(f, dataset, err)) == DYE_OK)
		rc = find_accounts(f, dataset, err);
	free(f->crowd_of);
	f->crowd_of = NULL;
	return rc;
}

/* Everybody, or the accounts of one dataset. */
static enum dye_code
find_wanted(struct finding * f, const char * dataset, struct dye_error * err)
{
	struct dye_dataset d;
	enum dye_code rc;

	if (dataset == NULL)
		return dye_store_dataset_each(f->store, add_dataset, f, err);
	rc = dye_store_dataset_find(f->store, dataset, &d, err);
	if (rc == DYE_EMISSING)
		return dye_fail(err, rc, "there is no dataset \"%s\"", dataset);
	return rc == DYE_OK ? add_dataset(f, &d, err) : rc;
}

/* All pairs of the vault. The dataset and the day that are asked for may have been chosen by what the leak is. */
static enum dye_code
count_pairs(struct dye_store * store, const struct dye_crowd_wish * wish, uint64_t * pairs, struct dye_error * err)
{
	const struct dye_crowd_wish everything = {NULL, INT64_MAX, wish->all_enrolled};
	struct dye_crowds all = {0};
	struct finding f = {.store = store, .wish = &everything, .crowds = &all, .counting = true};
	enum dye_code rc = find_wanted(&f, NULL, err);

	*pairs = all.scored;
	dye_crowds_release(&all);
	return rc;
}

enum dye_code
dye_crowds_find(
    struct dye_store * store, const struct dye_crowd_wish * wish, struct dye_crowds * crowds, struct dye_error * err)
{
	struct finding f = {.store = store, .wish = wish, .crowds = crowds};

	*crowds = (struct dye_crowds){0};
	DYE_TRY(find_wanted(&f, wish->dataset, err));
	if (crowds->count == 0)
		return dye_fail(err, DYE_EMISSING, "the vault has no dataset yet (leakdye learn makes one)");
	crowds->pairs = crowds->scored;
	if (wish->dataset != NULL || wish->leaked_on != INT64_MAX)
		DYE_TRY(count_pairs(store, wish, &crowds->pairs, err));
	drop_empty(crowds);
	return DYE_OK;
}
