/*
 * conform_marks.c: every member of dye_marks meets the same demands: it can be named, it writes the same bytes twice, it leaves what it does not
 * mark as it came, and what it wrote reads back as the recipient's, by its own observer.
 *
 * The table is the IEEE registry's oui36.csv (skipped where it is absent); keys are new in every run.
 */
#include <check.h>
#include <inttypes.h>

#include "tests/conform/ieee.h"
#include "tests/suite.h"
#include "watermark/embed/chain.h"
#include "watermark/marks/core/cellkey.h"

#define RECIPIENT 7

static void
set_up(void)
{

	open_ieee("marks", 20);
}

static enum dye_code
embed(const char * marks, struct dye_slice from, struct dye_buffer * to, struct dye_embed_result * result)
{

	return embed_ieee(RECIPIENT, marks, from, to, result, NULL);
}

static void
check_functions(const struct dye_mark * m)
{
	bool observes = m->observe != NULL;

	suite_has("mark", m->name, "open", m->open != NULL);
	suite_has("mark", m->name, "close", m->close != NULL);
	suite_has("mark", m->name, "worker_open", m->worker_open != NULL);
	suite_has("mark", m->name, "apply", m->apply != NULL);
	suite_has("mark", m->name, "worker_close", m->worker_close != NULL);
	ck_assert_msg((m->observer_open != NULL) == observes && (m->observer_close != NULL) == observes,
	    "mark %s: observer_open, observe and observer_close come together, or not at all", m->name);
	ck_assert_msg((m->measure_open != NULL) == (m->measure != NULL) &&
			  (m->measure_open != NULL) == (m->measure_close != NULL),
	    "mark %s: measure_open, measure and measure_close come together, or not at all", m->name);
	ck_assert_msg(
	    m->advise == NULL || m->expect != NULL, "mark %s: advise() without expect() is never asked", m->name);
	ck_assert_msg(
	    strlen(m->name) < DYE_FIGURE_MARK_MAX, "mark %s: its name is too long for bits.NAME of a profile", m->name);
}

/* Names are permanent: small letters and hyphens; every place in the chain is one mark's. */
START_TEST(test_declares_itself)
{
	const struct dye_mark * m = dye_marks[_i];
	struct dye_mark_set set;
	int i;

	ck_assert_msg(suite_is_name(m->name), "the name of a mark is small letters and hyphens, not \"%s\"",
	    m->name != NULL ? m->name : "");
	suite_has("mark", m->name, "description", m->description != NULL && strlen(m->description) > 0);
	for (i = 0; i < _i; i++) {
		ck_assert_msg(strcmp(dye_marks[i]->name, m->name) != 0,
		    "two marks are called %s: give one another name", m->name);
		ck_assert_msg(dye_marks[i]->order != m->order,
		    "marks %s and %s have the same place in the chain: give one another .order than %d",
		    dye_marks[i]->name, m->name, m->order);
	}
	check_functions(m);
	ck_assert_int_eq(dye_mark_set_choose(m->name, &set, NULL), DYE_OK);
	/* Alone, but for those that look at every export. */
	ck_assert_uint_eq(set.asked, 1);
	for (i = 0; i < (int)set.count; i++)
		ck_assert(set.quiet[i] ? set.marks[i] != m && set.marks[i]->guards : set.marks[i] == m);
}
END_TEST

/* Nobody of the marks before ${n} has the option. */
static void
check_option(int n, const char * option)
{

	for (int i = 0; i < n; i++)
		for (size_t j = 0; j < dye_marks[i]->setting_count; j++)
			ck_assert_msg(dye_marks[i]->settings[j].option == NULL ||
					  strcmp(dye_marks[i]->settings[j].option, option) != 0,
			    "marks %s and %s both have the option --%s: give one another .option", dye_marks[i]->name,
			    dye_marks[n]->name, option);
}

static void
check_setting(const struct dye_mark * m, const struct dye_setting * s)
{
	size_t size = s->type == DYE_SETTING_TRUTH  ? sizeof(bool)
		      : s->type == DYE_SETTING_TEXT ? DYE_SETTING_TEXT_MAX
						    : sizeof(uint32_t);
	char text[DYE_SETTING_TEXT_MAX] = "";
	uint32_t most = s->type == DYE_SETTING_TRUTH ? 1 : DYE_TABLE_UNITS;

	ck_assert_msg(suite_is_name(s->key) && strcmp(s->key, "note") != 0,
	    "mark %s: the .key of a setting is small letters and hyphens, and not \"note\"", m->name);
	for (const struct dye_setting * other = m->settings; other < s; other++)
		ck_assert_msg(strcmp(other->key, s->key) != 0, "mark %s has two settings %s", m->name, s->key);
	ck_assert_msg(s->offset <= m->settings_size && size <= m->settings_size - s->offset,
	    "mark %s: the setting %s lies outside its struct (.offset, .type, .settings_size)", m->name, s->key);
	for (uint32_t k = 0; s->type == DYE_SETTING_CHOICE && s->choices[k] != NULL; k++) {
		ck_assert_msg(suite_is_name(s->choices[k]),
		    "mark %s: the choices of the setting %s are small letters and hyphens", m->name, s->key);
		most = k;
	}
	ck_assert_msg(
	    s->otherwise <= most, "mark %s: the .otherwise of the setting %s is more than it may be", m->name, s->key);
	if (s->type == DYE_SETTING_TEXT) {
		ck_assert_msg(s->add != NULL && s->check != NULL && s->example != NULL,
		    "mark %s: the text %s has .add, .check and .example", m->name, s->key);
		ck_assert_msg(s->check(text) && s->add(text, s->example) && s->check(text),
		    "mark %s: the text %s does not take its .example, or then is none that a profile may have", m->name,
		    s->key);
	}
	ck_assert_msg(s->option == NULL || s->help != NULL, "mark %s: the option of the setting %s has no .help",
	    m->name, s->key);
}

/* A key is a key of the profile, and its value lies in the settings; an option is one mark's. */
START_TEST(test_settings)
{
	const struct dye_mark * m = dye_marks[_i];

	ck_assert_msg(m->setting_count <= 60 && (m->setting_count == 0 || m->settings != NULL),
	    "mark %s: .settings are .setting_count, at most 60", m->name);
	for (size_t i = 0; i < m->setting_count; i++) {
		check_setting(m, &m->settings[i]);
		if (m->settings[i].option != NULL)
			check_option(_i, m->settings[i].option);
	}
}
END_TEST

/* The same account gets the same bytes, on one thread or several, however often. */
START_TEST(test_writes_the_same_twice)
{
	struct dye_buffer first = {0}, second = {0};
	struct dye_embed_result one, two;

	ck_assert_int_eq(embed(dye_marks[_i]->name, dye_buffer_slice(&table), &first, &one), DYE_OK);
	ck_assert_int_eq(embed(dye_marks[_i]->name, dye_buffer_slice(&table), &second, &two), DYE_OK);
	ck_assert_msg(dye_slice_equal(dye_buffer_slice(&first), dye_buffer_slice(&second)),
	    "mark %s writes other bytes the second time: what it writes hangs on account, keys and row alone",
	    dye_marks[_i]->name);
	ck_assert_mem_eq(one.sha256, two.sha256, sizeof(one.sha256));
	ck_assert_msg(one.cells > 0 || one.slots == 0,
	    "mark %s counts choices (counts->slots) and no cells that have one (counts->cells): embed says \"0 cells "
	    "with "
	    "a choice\"",
	    dye_marks[_i]->name);
	/* What replaces columns, where somebody names one, is another test's. */
	ck_assert_msg(dye_marks[_i]->replaces != NULL || one.slots > 0 || one.canaries > 0 || one.placed > 0,
	    "mark %s counts nothing on the IEEE registry, so an export with it alone is refused as unmarked: what it "
	    "did goes into "
	    "counts->slots or counts->placed in worker_close, or is a born row",
	    dye_marks[_i]->name);
	dye_buffer_release(&first);
	dye_buffer_release(&second);
}
END_TEST

/* A table of a header alone, or of blank lines, leaves as it came. */
START_TEST(test_leaves_what_is_no_row)
{
	static const char * const texts[] = {"Registry,Assignment,Organization Name,Organization Address\r\n",
	    "Registry,Assignment,Organization Name,Organization Address\n\n\n\n"};
	struct dye_embed_result result;
	size_t i;

	for (i = 0; i < 2; i++) {
		struct dye_buffer out = {0};

		ck_assert_int_eq(
		    embed(dye_marks[_i]->name, (struct dye_slice){texts[i], strlen(texts[i])}, &out, &result), DYE_OK);
		ck_assert_msg(dye_slice_equal(dye_buffer_slice(&out), (struct dye_slice){texts[i], strlen(texts[i])}),
		    "mark %s changes a header, or blank lines", dye_marks[_i]->name);
		dye_buffer_release(&out);
	}
}
END_TEST

/* What a mark is for is how cells are written, in which order rows stand, and rows of its own: what the rows say stays. */
START_TEST(test_leaves_what_rows_say)
{
	struct dye_buffer copy = {0};
	struct dye_embed_result result;

	ck_assert_int_eq(embed(dye_marks[_i]->name, dye_buffer_slice(&table), &copy, &result), DYE_OK);
	ieee_check_values(dye_marks[_i]->name, &table, &copy, result.canaries);
	dye_buffer_release(&copy);
}
END_TEST

/* What an observer reports of a marked copy. */
struct seen {
	struct dye_prf * prf;
	uint64_t number; /* the recipient's */
	uint64_t agree, differ, hits, foreign_hits, places, falls;
	uint64_t last;		  /* place */
	uint8_t key[DYE_PRF_LEN]; /* of it */
	uint8_t rank;
};

static enum dye_code
see_symbol(void * cookie, uint64_t row, const struct dye_symbol * s, struct dye_error * err)
{
	struct seen * seen = cookie;
	uint8_t block[DYE_PRF_LEN], position;

	(void)row;
	dye_symbol_input(seen->number, s->lane, block);
	ck_assert_int_eq(dye_prf_key(seen->prf, s->key, err), DYE_OK);
	ck_assert_int_eq(dye_prf_blocks(seen->prf, block, block, 1, err), DYE_OK);
	position = dye_table_draw(s->table, dye_symbol_bits(block, s->lane));
	if ((s->spellings >> position & 1) != 0)
		seen->agree++;
	else
		seen->differ++;
	return DYE_OK;
}

static enum dye_code
see_hit(void * cookie, uint64_t row, const struct dye_hit * hit, struct dye_error * err)
{
	struct seen * seen = cookie;

	(void)row;
	(void)err;
	if (hit->recipient == seen->number)
		seen->hits++;
	else
		seen->foreign_hits++;
	ck_assert_uint_gt(hit->units, 0);
	ck_assert_uint_ne(hit->draws, 0);
	return DYE_OK;
}

static enum dye_code
see_place(void * cookie, uint64_t row, const struct dye_place * p, struct dye_error * err)
{
	struct seen * seen = cookie;
	uint8_t block[DYE_PRF_LEN];

	(void)row;
	dye_symbol_input(seen->number, 0, block);
	ck_assert_int_eq(dye_prf_once(seen->prf, p->key, block, block, err), DYE_OK);
	seen->falls += dye_get_u64(block) < seen->last;
	seen->last = dye_get_u64(block);
	seen->places++;
	memcpy(seen->key, p->key, sizeof(seen->key));
	seen->rank = p->rank;
	return DYE_OK;
}

/* Whoever knows of a row only what it was placed by finds the same place: the first cell of those that naming() lists, by its digest. */
static void
check_placing(const struct dye_mark * mark, const struct dye_mark_context * context, void * observer,
    const struct dye_leak_row * row, const struct seen * seen)
{
	struct dye_named_by list[4];
	struct dye_leak_cell * cell;
	struct dye_place place;
	struct dye_error err = {0};
	uint32_t count = mark->naming(context, list), i = 0;

	ck_assert_msg(count > 0, "mark %s: rows have places, and naming() says by nothing", mark->name);
	while (i + 1 < count && row->texts[list[i].cell].len == 0)
		i++;
	ck_assert_int_eq(dye_leak_cell(row->cells, list[i].cell, row->kinds[list[i].cell], row->texts[list[i].cell],
			     false, &cell, &err),
	    DYE_OK);
	ck_assert_int_eq(mark->placing(observer, cell->digest, &place, &err), DYE_OK);
	ck_assert_msg(memcmp(place.key, seen->key, sizeof(place.key)) == 0 && list[i].rank == seen->rank,
	    "mark %s: naming() and placing() place a row elsewhere than observe()", mark->name);
}

/* Every row of ${copy}, with the columns that its header names, to the observer of ${mark}. */
static void
observe(const struct dye_mark * mark, const struct dye_buffer * copy, struct seen * seen)
{
	struct dye_observer_sink sink = {.symbol = see_symbol, .hit = see_hit, .place = see_place, .cookie = seen};
	const struct dye_profile_column * columns[4];
	const struct dye_kind * kinds[4];
	struct dye_mark_context context = {.vault = world.vault, .store = dye_vault_store(world.vault)};
	struct dye_profile * profile = NULL;
	struct bench_table rows = {0};
	struct dye_losses losses = {0};
	struct dye_dataset dataset;
	struct dye_error err = {0};
	struct dye_leak_cells cells = {0};
	void * observer;
	uint64_t before;
	uint32_t i;
	size_t r;

	ck_assert_int_eq(dye_store_dataset_find(context.store, "ieee", &dataset, &err), DYE_OK);
	ck_assert_int_eq(dye_profile_load(context.store, "ieee", 0, NULL, &profile, &err), DYE_OK);
	for (i = 0; i < 4; i++) {
		columns[i] = &profile->columns[i];
		kinds[i] = columns[i]->kind;
	}
	context.dataset = &dataset;
	context.profile = profile;
	context.column_map = columns;
	context.column_count = 4;
	bench_table_read(&rows, dye_buffer_slice(copy), "copy");
	ck_assert_int_eq(mark->observer_open(&context, &losses, &observer, &err), DYE_OK);
	for (r = 1; r < rows.rows; r++) {
		struct dye_slice texts[4];
		struct dye_leak_row row = {
		    .row = r, .texts = texts, .kinds = kinds, .columns = columns, .count = 4, .cells = &cells};

		dye_leak_cells_reset(&cells);
		for (i = 0; i < 4; i++)
			texts[i] = bench_text(&rows, r, i);
		before = seen->places;
		ck_assert_int_eq(mark->observe(observer, &row, &sink, &err), DYE_OK);
		if (seen->places > before)
			check_placing(mark, &context, observer, &row, seen);
	}
	mark->observer_close(observer);
	dye_leak_cells_release(&cells);
	bench_table_release(&rows);
	dye_profile_free(profile);
}

/* All that an observer sees in a recipient's copy is that recipient's; in the source, it is nobody's. */
START_TEST(test_reads_back_as_the_recipient)
{
	const struct dye_mark * m = dye_marks[_i];
	struct seen seen = {.number = bench_number(&world, &ieee, RECIPIENT)}, plain = seen;
	struct dye_embed_result result;
	struct dye_buffer copy = {0};

	ck_assert_msg((m->naming == NULL) == (m->placing == NULL) && (m->naming == NULL || m->ranks != NULL),
	    "mark %s: naming and placing come together, with ranks", m->name);
	if (m->observe == NULL)
		return;
	ck_assert_int_eq(dye_prf_open(&seen.prf, NULL), DYE_OK);
	plain.prf = seen.prf;
	ck_assert_int_eq(embed(m->name, dye_buffer_slice(&table), &copy, &result), DYE_OK);
	observe(m, &copy, &seen);
	ck_assert_msg(seen.differ == 0 && seen.foreign_hits == 0,
	    "mark %s: observe reads %" PRIu64 " symbols and %" PRIu64 " hits in a copy that are not its recipient's",
	    m->name, seen.differ, seen.foreign_hits);
	ck_assert_msg(seen.hits == result.canaries && seen.agree >= result.slots,
	    "mark %s: observe finds %" PRIu64 " of %" PRIu64 " records and %" PRIu64 " of %" PRIu64 " slots of a copy",
	    m->name, seen.hits, result.canaries, seen.agree, result.slots);
	ck_assert_msg(seen.places == result.placed && seen.falls == 0,
	    "mark %s: observe finds %" PRIu64 " of %" PRIu64 " rows in their places, and %" PRIu64
	    " before one that is before them (the table is one window)",
	    m->name, seen.places, result.placed, seen.falls);
	observe(m, &table, &plain);
	ck_assert_msg(3 * plain.falls >= plain.places,
	    "mark %s: the source is in the order of a recipient, for whom it was not marked", m->name);
	ck_assert_msg(plain.hits == 0 && (result.slots == 0 || plain.differ > 0),
	    "mark %s: observe finds a recipient in the source, which was marked for nobody", m->name);
	dye_prf_close(seen.prf);
	dye_buffer_release(&copy);
}
END_TEST

/* ---- marks that replace what a column says ---- */

/* The dataset "replaced": oui36.csv, of which every text of the mark's settings has its example. */
static void
learn_replaced(const struct dye_mark * m, struct bench_dataset * d)
{
	static const char * const files[] = {"/usr/share/ieee-data/oui36.csv"};
	struct dye_setting_wish wishes[8];
	size_t count = 0;

	for (size_t i = 0; i < m->setting_count && count < 8; i++)
		if (m->settings[i].type == DYE_SETTING_TEXT)
			wishes[count++] = (struct dye_setting_wish){m, &m->settings[i], 0, m->settings[i].example};
	ck_assert(bench_learn_as(&world, d, "replaced", files, 1, wishes, count));
	(void)bench_enrol(&world, d, 4);
}

static int
by_text(const void * a, const void * b)
{
	const struct dye_slice *x = a, *y = b;
	int order = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);

	return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

/* How many texts the column has. */
static size_t
distinct(const struct bench_table * t, uint32_t column)
{
	struct dye_slice * texts = calloc(t->rows, sizeof(*texts));
	size_t n = 0;

	ck_assert_ptr_nonnull(texts);
	for (size_t r = 1; r < t->rows; r++)
		texts[r - 1] = bench_text(t, r, column);
	qsort(texts, t->rows - 1, sizeof(*texts), by_text);
	for (size_t r = 0; r + 1 < t->rows; r++)
		n += r == 0 || !dye_slice_equal(texts[r], texts[r - 1]);
	free(texts);
	return n;
}

/*
 * Nothing of a replaced column leaves as it came, whatever marks were asked for; what is equal stays so and what is not does not; each account has its own. All
 * other cells stay.
 */
START_TEST(test_replaces_all_of_a_column)
{
	const struct dye_mark * m = dye_marks[_i];
	struct bench_table was = {0}, is = {0}, others = {0};
	struct dye_buffer copy = {0}, other = {0};
	struct dye_embed_result result;
	struct bench_dataset d;
	bool any = false;

	if (m->replaces == NULL)
		return;
	learn_replaced(m, &d);
	ck_assert_int_eq(embed_as("replaced", 1, "none", dye_buffer_slice(&table), &copy, &result, NULL), DYE_OK);
	ck_assert_int_eq(embed_as("replaced", 2, m->name, dye_buffer_slice(&table), &other, &result, NULL), DYE_OK);
	bench_table_read(&was, dye_buffer_slice(&table), "source");
	bench_table_read(&is, dye_buffer_slice(&copy), "copy");
	bench_table_read(&others, dye_buffer_slice(&other), "copy");
	ck_assert_uint_eq(is.rows, was.rows);
	for (uint32_t c = 0; c < was.columns; c++) {
		bool replaced = m->replaces(d.profile, &d.profile->columns[c]);
		size_t same = 0, same_for_others = 0;

		any = any || replaced;
		for (size_t r = 1; r < was.rows; r++) {
			same += dye_slice_equal(bench_text(&was, r, c), bench_text(&is, r, c));
			same_for_others += dye_slice_equal(bench_text(&is, r, c), bench_text(&others, r, c));
		}
		ck_assert_msg(same == (replaced ? 0 : was.rows - 1),
		    "mark %s: %zu of %zu cells of column %u leave as they came, which is %s", m->name, same,
		    was.rows - 1, c + 1, replaced ? "replaced" : "not replaced");
		ck_assert_msg(!replaced || same_for_others < was.rows / 100,
		    "mark %s: accounts share what it replaces by", m->name);
		ck_assert_msg(distinct(&is, c) == distinct(&was, c),
		    "mark %s: equal cells of column %u differ in the copy, or others do not", m->name, c + 1);
	}
	ck_assert_msg(any, "mark %s replaces no column, with the .example of its settings", m->name);
	bench_table_release(&was);
	bench_table_release(&is);
	bench_table_release(&others);
	bench_dataset_release(&d);
	dye_buffer_release(&copy);
	dye_buffer_release(&other);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("marks");
	int n = 0;

	if (access("/usr/share/ieee-data/oui36.csv", R_OK) != 0) {
		(void)puts("package ieee-data is not installed");
		return 77;
	}
	while (dye_marks[n] != NULL)
		n++;
	bench_folder_make(); /* In the parent, so that it goes when all tests are over. */
	tcase_add_unchecked_fixture(t, set_up, close_ieee);
	tcase_add_loop_test(t, test_declares_itself, 0, n);
	tcase_add_loop_test(t, test_settings, 0, n);
	tcase_add_loop_test(t, test_writes_the_same_twice, 0, n);
	tcase_add_loop_test(t, test_leaves_what_is_no_row, 0, n);
	tcase_add_loop_test(t, test_leaves_what_rows_say, 0, n);
	tcase_add_loop_test(t, test_reads_back_as_the_recipient, 0, n);
	tcase_add_loop_test(t, test_replaces_all_of_a_column, 0, n);
	return suite_run("marks", t);
}
