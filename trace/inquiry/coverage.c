#include "trace/inquiry/coverage.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/inquiry/people.h"
#include "watermark/index/index.h"

/* A share of the people counts by this power of it: who had most of them has nearly all, and who had half of them next to nothing. */
#define POWER 16

/* What is known of an export. */
struct counted {
	uint64_t id, recipient;
	size_t account; /* its place among those that have exports */
	int64_t started;
	bool complete;
	uint64_t rows;	 /* of the leak, that it had read */
	uint64_t sheets; /* 0: nothing was noted of it */
	uint64_t noted;	 /* rows that it noted */
};

/* Bits that all accounts may have together, one for each row of the leak: 64 MiB. */
#define BITS_MOST (UINT64_C(1) << 29)

/* One dataset, by what the leak shows of one of its crowds. */
struct finding {
	struct dye_store * store; /* Not owned, nor the next four. */
	const struct dye_crowd * crowd;
	const struct dye_observed * shown;
	struct dye_coverage_of * of;
	const struct dye_map * logged; /* how many rows exports noted, as the log says */
	int64_t leaked_on;
	struct dye_index index;
	struct dye_people people; /* Owned: whom the leak shows */
	uint32_t *
	    stamps; /* Owned: for each row of the leak the last export that was seen to have it, its place and 1 */
	struct counted * exports; /* Owned: ascending by id */
	size_t export_count, export_size;
	struct dye_exporter *
	    accounts; /* Owned: those that have exports, ascending by number; 0: of exports that were begun too late */
	size_t account_count;
	uint64_t *
	    bits; /* Owned: of each account, which rows of the leak its exports had; NULL: there are too many rows */
	size_t words; /* of an account */
};

/* ---- which exports had them ---- */

static enum dye_code
take_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	struct finding * f = cookie;
	struct counted * exports = dye_grown(f->exports, &f->export_size, f->export_count, sizeof(*exports));

	if (exports == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	f->exports = exports;
	/* One that was begun later has nobody: its id is needed to know its sheets. */
	exports[f->export_count++] = (struct counted){.id = e->id,
	    .recipient = e->started > f->leaked_on ? 0 : e->recipient,
	    .started = e->started,
	    .complete = e->finished != 0};
	return DYE_OK;
}

static int
by_id(const void * a, const void * b)
{
	const struct counted *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static struct counted *
export_of(struct finding * f, uint64_t id)
{
	struct counted key = {.id = id};

	return f->export_count == 0 ? NULL : bsearch(&key, f->exports, f->export_count, sizeof(*f->exports), by_id);
}

/* The rows of the leak that stand in both lists, both ascending; each is counted once for an export. */
static void
count_rows(struct finding * f, struct counted * e, const struct dye_numbers * numbers)
{
	uint32_t stamp = (uint32_t)(e - f->exports) + 1;
	size_t k = 0;

	for (size_t i = 0; i < f->people.count; i++) {
		uint32_t row = f->people.list[i].row;

		while (k < numbers->count && numbers->list[k] < f->people.list[i].number)
			k++;
		if (k == numbers->count)
			return;
		if (numbers->list[k] != f->people.list[i].number || f->stamps[row] == stamp)
			continue;
		f->stamps[row] = stamp;
		e->rows++;
		if (f->bits != NULL)
			f->bits[e->account * f->words + row / 64] |= UINT64_C(1) << row % 64;
	}
}

static enum dye_code
take_sheet(void * cookie, const struct dye_index_sheet * sheet, struct dye_error * err)
{
	struct finding * f = cookie;
	struct counted * e = export_of(f, sheet->export_id);

	(void)err;
	/* Of the source, or of an export that was begun since the registry was read. */
	if (e == NULL)
		return DYE_OK;
	e->sheets++;
	e->noted += sheet->rows;
	count_rows(f, e, sheet->numbers);
	return DYE_OK;
}

static enum dye_code
take_entry(void * cookie, const struct dye_log_entry * entry, struct dye_error * err)
{
	struct dye_map * logged = cookie;
	uint64_t id, rows;
	char body[96];
	size_t at;
	bool fresh;

	if (strcmp(entry->type, DYE_INDEX_LOG_TYPE) != 0)
		return DYE_OK;
	(void)snprintf(body, sizeof(body), "%.*s", (int)entry->body.len, entry->body.data);
	if (sscanf(body, "{\"export\":%" SCNu64 ",\"rows\":%" SCNu64 "}", &id, &rows) != 2)
		return dye_fail(
		    err, DYE_EVAULT, "log entry %" PRIu64 " does not say how many rows were noted", entry->seq);
	DYE_TRY(dye_map_put(logged, id, true, &at, &fresh, err));
	logged->values[at] = rows;
	return DYE_OK;
}

/* Nobody took away what an export noted. */
static enum dye_code
check_noted(const struct finding * f, struct dye_error * err)
{

	for (size_t i = 0; i < f->export_count; i++) {
		const uint64_t * rows = dye_map_get(f->logged, f->exports[i].id);

		if (rows != NULL && f->exports[i].noted < *rows)
			return dye_fail(err, DYE_EVAULT,
			    "the index has lost rows of export %" PRIu64 ": the log says that there were more",
			    f->exports[i].id);
	}
	return DYE_OK;
}

static int
by_recipient(const void * a, const void * b)
{
	const struct dye_exporter *x = a, *y = b;

	return (x->recipient > y->recipient) - (x->recipient < y->recipient);
}

static const struct dye_exporter *
account_of(const struct finding * f, uint64_t recipient)
{
	struct dye_exporter key = {.recipient = recipient};

	return f->account_count == 0 ? NULL : bsearch(&key, f->accounts, f->account_count, sizeof(key), by_recipient);
}

/* Every account that has an export, once, and each export's. */
static enum dye_code
list_accounts(struct finding * f, struct dye_error * err)
{
	uint64_t rows = f->shown->sighted_rows;

	if ((f->accounts = calloc(f->export_count + 1, sizeof(*f->accounts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < f->export_count; i++)
		f->accounts[i].recipient = f->exports[i].recipient;
	if (f->export_count > 0)
		qsort(f->accounts, f->export_count, sizeof(*f->accounts), by_recipient);
	for (size_t i = 0; i < f->export_count; i++)
		if (f->account_count == 0 || f->accounts[f->account_count - 1].recipient != f->accounts[i].recipient)
			f->accounts[f->account_count++] = f->accounts[i];
	for (size_t i = 0; i < f->export_count; i++)
		f->exports[i].account = (size_t)(account_of(f, f->exports[i].recipient) - f->accounts);
	f->words = (size_t)(rows + 63) / 64;
	if (f->account_count * f->words * 64 <= BITS_MOST &&
	    (f->bits = calloc(f->account_count * f->words + 1, sizeof(*f->bits))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

/* Of each account the export that had most, of equals the earlier, and what all had together: who takes a table in parts has had it. */
static void
sum_up(struct finding * f)
{

	for (size_t i = 0; i < f->export_count; i++) {
		const struct counted * e = &f->exports[i];
		struct dye_exporter * a = &f->accounts[e->account];

		a->exports += e->rows > 0;
		a->unknown = a->unknown || e->sheets == 0;
		if (e->rows <= a->most)
			continue;
		a->most = e->rows;
		a->best = e->id;
		a->started = e->started;
		a->complete = e->complete;
	}
	for (size_t i = 0; i < f->account_count; i++) {
		f->accounts[i].rows = f->bits == NULL ? f->accounts[i].most : 0;
		for (size_t w = 0; w < f->words && f->bits != NULL; w++)
			f->accounts[i].rows += (uint64_t)__builtin_popcountll(f->bits[i * f->words + w]);
	}
}

static enum dye_code
find_exports(struct finding * f, struct dye_error * err)
{

	DYE_TRY(dye_store_export_each(f->store, f->crowd->dataset.id, 0, take_export, f, err));
	if (f->export_count > 0)
		qsort(f->exports, f->export_count, sizeof(*f->exports), by_id);
	DYE_TRY(list_accounts(f, err));
	if ((f->stamps = calloc(f->shown->sighted_rows + 1, sizeof(*f->stamps))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	DYE_TRY(dye_index_each(&f->index, take_sheet, f, err));
	sum_up(f);
	return check_noted(f, err);
}

/* Rows of the leak that the index knows at all. */
static uint64_t
count_known(struct finding * f)
{
	uint64_t known = 0;

	memset(f->stamps, 0, (f->shown->sighted_rows + 1) * sizeof(*f->stamps));
	for (size_t i = 0; i < f->people.count; i++) {
		known += f->stamps[f->people.list[i].row] == 0;
		f->stamps[f->people.list[i].row] = 1;
	}
	return known;
}

/* ---- weights ---- */

/* For every account of the crowd, how many rows its best export had, and all together. Of an export of which nothing was noted all may be. */
static enum dye_code
find_shares(struct finding * f, struct dye_error * err)
{
	const struct dye_crowd * c = f->crowd;

	if ((f->of->shares = calloc(c->count + 1, sizeof(*f->of->shares))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < c->count; i++) {
		const struct dye_exporter * a = account_of(f, c->numbers[i]);

		if (a != NULL)
			f->of->shares[i] = a->unknown ? (struct dye_coverage_share){INFINITY, INFINITY}
						      : (struct dye_coverage_share){(double)a->most, (double)a->rows};
	}
	return DYE_OK;
}

/* More rows in all; of equals more in one export. */
static bool
had_more(const struct dye_exporter * a, const struct dye_exporter * b)
{

	return a->rows != b->rows ? a->rows > b->rows : a->most > b->most;
}

static void
note_exporters(struct dye_coverage * coverage, const struct finding * f, size_t crowd)
{

	for (size_t i = 0; i < f->export_count; i++)
		coverage->unindexed += f->exports[i].sheets == 0 && f->exports[i].recipient != 0;
	for (size_t i = 0; i < f->account_count; i++) {
		const struct dye_exporter * a = &f->accounts[i];
		struct dye_exporter * list = coverage->exporters;
		size_t k = coverage->exporter_count;

		if (a->rows == 0 || a->recipient == 0 || (k == DYE_EXPORTERS_MOST && !had_more(a, &list[k - 1])))
			continue;
		coverage->exporter_count += k < DYE_EXPORTERS_MOST;
		for (k = coverage->exporter_count - 1; k > 0 && had_more(a, &list[k - 1]); k--)
			list[k] = list[k - 1];
		list[k] = *a;
		list[k].crowd = crowd;
	}
}

static double
power_of(double rows, double most)
{

	return pow(fmin(rows, most) / most, POWER);
}

/* Rows into weights: w = 1 / (2 N) + c^16 / (4 sum of c^16) + u^16 / (4 sum of u^16), c and u of the most that any dataset knows. */
static enum dye_code
weigh(struct dye_coverage * coverage, const struct dye_crowds * crowds, struct dye_error * err)
{
	double most = 0, best = 0, all = 0, half = 0.5 / (double)crowds->pairs;

	for (size_t i = 0; i < crowds->count; i++)
		most = fmax(most, (double)coverage->of[i].known);
	for (size_t i = 0; i < crowds->count && most > 0; i++)
		for (size_t k = 0; k < crowds->list[i].count; k++) {
			best += power_of(coverage->of[i].shares[k].best, most);
			all += power_of(coverage->of[i].shares[k].all, most);
		}
	for (size_t i = 0; i < crowds->count && best > 0; i++) {
		const struct dye_coverage_share * s = coverage->of[i].shares;
		double * w = coverage->of[i].log2_weights = calloc(crowds->list[i].count + 1, sizeof(*w));

		if (w == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		for (size_t k = 0; k < crowds->list[i].count; k++)
			w[k] =
			    log2(half + power_of(s[k].best, most) / (4 * best) + power_of(s[k].all, most) / (4 * all));
	}
	return DYE_OK;
}

static enum dye_code
find_one(struct finding * f, const struct dye_vault * vault, struct dye_error * err)
{

	DYE_TRY(dye_index_open(vault, f->store, &f->crowd->dataset, &f->index, err));
	DYE_TRY(dye_people_find(&f->index, f->crowd->profile, f->shown, &f->people, err));
	DYE_TRY(find_exports(f, err));
	f->of->asked = f->shown->sighted_rows;
	f->of->known = count_known(f);
	return find_shares(f, err);
}

/* No other crowd of the dataset came before. */
static bool
is_first(const struct dye_crowds * crowds, size_t crowd)
{

	return crowd == 0 || crowds->list[crowd - 1].dataset.id != crowds->list[crowd].dataset.id;
}

enum dye_code
dye_coverage_find(struct dye_coverage * coverage, const struct dye_vault * vault, struct dye_store * store,
    const struct dye_crowds * crowds, const struct dye_observation * observation, int64_t leaked_on,
    struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	coverage->count = crowds->count;
	if ((coverage->of = calloc(crowds->count + 1, sizeof(*coverage->of))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < crowds->count && rc == DYE_OK; i++) {
		struct finding f = {.store = store,
		    .crowd = &crowds->list[i],
		    .shown = &observation->of[i],
		    .of = &coverage->of[i],
		    .logged = &coverage->logged,
		    .leaked_on = leaked_on};

		if ((rc = find_one(&f, vault, err)) == DYE_OK && is_first(crowds, i))
			note_exporters(coverage, &f, i);
		dye_index_close(&f.index);
		dye_people_release(&f.people);
		free(f.stamps);
		free(f.exports);
		free(f.accounts);
		free(f.bits);
	}
	return rc == DYE_OK ? weigh(coverage, crowds, err) : rc;
}

void
dye_coverage_release(struct dye_coverage * coverage)
{

	for (size_t i = 0; coverage->of != NULL && i < coverage->count; i++) {
		free(coverage->of[i].log2_weights);
		free(coverage->of[i].shares);
	}
	free(coverage->of);
	dye_map_release(&coverage->logged);
	*coverage = (struct dye_coverage){0};
}

/* The datasets of the vault. */
struct datasets {
	struct dye_dataset * list; /* Owned. */
	size_t count, size;
};

static enum dye_code
take_dataset(void * cookie, const struct dye_dataset * dataset, struct dye_error * err)
{
	struct datasets * all = cookie;
	struct dye_dataset * list = dye_grown(all->list, &all->size, all->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	all->list = list;
	list[all->count++] = *dataset;
	return DYE_OK;
}

static enum dye_code
settle_all(const struct dye_vault * vault, struct dye_store * store, struct dye_error * err)
{
	struct datasets all = {0};
	enum dye_code rc = dye_store_dataset_each(store, take_dataset, &all, err);

	for (size_t i = 0; i < all.count && rc == DYE_OK; i++) {
		struct dye_index index = {0};

		if ((rc = dye_index_open(vault, store, &all.list[i], &index, err)) == DYE_OK)
			rc = dye_index_settle(&index, err);
		dye_index_close(&index);
	}
	free(all.list);
	return rc;
}

enum dye_code
dye_coverage_begin(
    const struct dye_vault * vault, struct dye_store * store, struct dye_coverage * coverage, struct dye_error * err)
{

	*coverage = (struct dye_coverage){0};
	DYE_TRY(settle_all(vault, store, err));
	return dye_store_log_verified(store, take_entry, &coverage->logged, err);
}
