/*
 * test_trials.c: a trial is what a record is a function of, keys aside: whatever the profile says, equal trials are one record. (n_R counts trials: two records of
 * one trial have together a mean of up to 2, docs/EVIDENCE.md, 4.2.)
 */
#include "formats/base/map.h"
#include "tests/unit/canary_world.h"
#include "watermark/marks/canary/donors.h"
#include "watermark/marks/canary/forge.h"
#include "watermark/marks/canary/reserve.h"

#define ROWS 600
#define PARENTS 40
#define COLUMNS 7

/* splitmix64 (Steele, Lea and Flood 2014). */
static uint32_t
below(uint64_t * state, uint32_t n)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)((z ^ z >> 31) >> 33) % n;
}

/* Invented people: a number that counts up, a code of which two in three are taken, a telephone of a few blocks, a name, a birth that may be read in two ways, a mailbox of the name, a city. */
static void
write_table(struct dye_buffer * csv)
{
	static const char * const given[] = {"Anna", "Bela", "Carl", "Dora", "Emil", "Fritz", "Greta", "Hans"};
	static const char * const last[] = {"Huber", "Meier", "Novak", "Olsen", "Peters", "Roth", "Stein", "Vogel"};
	static const char * const cities[] = {"Bonn", "Linz", "Graz", "Kiel"};
	uint64_t state = 11;
	uint32_t number = 100000;

	OK(dye_buffer_printf(csv, &err, "no,code,phone,name,birth,mail,city\n"));
	for (uint32_t i = 0; i < ROWS; i++) {
		const char *g = given[below(&state, 8)], *l = last[below(&state, 8)];

		number += 1 + below(&state, 9);
		OK(dye_buffer_printf(csv, &err,
		    "%u,K%03u,+49 30 90%u%05u,%s %s,%02u/%02u/19%u,%s.%s%u@example.org,%s\n", number,
		    100 + i * 7919 % 900, below(&state, 3), below(&state, 100000), g, l, 1 + below(&state, 12),
		    1 + below(&state, 12), 60 + below(&state, 30), g, l, i, cities[below(&state, 4)]));
	}
}

/* ---- ways in which a later version of the profile may differ ---- */

static const size_t flags[] = {offsetof(struct dye_profile_column, identity),
    offsetof(struct dye_profile_column, unique), offsetof(struct dye_profile_column, key),
    offsetof(struct dye_profile_column, pair), offsetof(struct dye_profile_column, sorted),
    offsetof(struct dye_profile_column, falling), offsetof(struct dye_profile_column, keep),
    offsetof(struct dye_profile_column, aged), offsetof(struct dye_profile_column, unpadded),
    offsetof(struct dye_profile_column, mark)};
static const struct {
	enum dye_days days;
	enum dye_tells tells;
} persons[] = {{DYE_DAYS_DAY_FIRST, DYE_TELLS_UNKNOWN}, {DYE_DAYS_MONTH_FIRST, DYE_TELLS_UNKNOWN},
    {DYE_DAYS_UNKNOWN, DYE_TELLS_BIRTH}, {DYE_DAYS_UNKNOWN, DYE_TELLS_NOTHING}};
/* Each of the column in hand. */
static const char * const reserves[] = {"200000-209999", "200000-300000", "000400-000999"};
static const uint64_t distincts[] = {3, ROWS / 5, ROWS};
#define FLAGS (sizeof(flags) / sizeof(flags[0]))
#define PERSONS (sizeof(persons) / sizeof(persons[0]))
#define DISTINCTS (sizeof(distincts) / sizeof(distincts[0]))
#define RESERVES (sizeof(reserves) / sizeof(reserves[0]))
#define WAYS (FLAGS + PERSONS + DISTINCTS + RESERVES + 3)

static struct dye_canary_settings *
settings_of(struct dye_profile * p)
{

	return dye_profile_mark(p, "canary")->values;
}

/* Two of one column at once may have numbers in common: then the first stays. */
static void
reserve(struct dye_profile * p, const char * column, const char * range)
{
	char option[64];

	(void)snprintf(option, sizeof(option), "%s:%s", column, range);
	(void)dye_reserve_add(settings_of(p)->reserve, option);
}

static void
turn(struct dye_profile * p, struct dye_profile_column * c, size_t way)
{
	bool * flag = (bool *)((char *)c + flags[way % FLAGS]);

	if (way < FLAGS)
		*flag = !*flag;
	else if ((way -= FLAGS) < PERSONS) {
		c->days = persons[way].days;
		c->tells = persons[way].tells;
	} else if ((way -= PERSONS) < DISTINCTS)
		c->distinct = distincts[way];
	else if (way == DISTINCTS)
		c->empty = ROWS / 2;
	else if (way == DISTINCTS + 1)
		c->group = 77;
	else if (way >= DISTINCTS + 3)
		reserve(p, c->name, reserves[way - DISTINCTS - 3]);
	else
		p->rows *= 20;
}

/* ---- records of one profile ---- */

struct seen {
	struct dye_map trials;	   /* the number of a text, from 1 */
	struct dye_buffer texts;   /* one after another, each with a zero behind */
	uint32_t again, different; /* trials that were seen before; those whose record was another */
};

/* What is drawn of a record, as one text. */
static void
append_drawn(struct dye_buffer * out, const struct dye_canary_columns * cs, const struct dye_row * row)
{

	for (uint32_t i = 0; i < cs->count; i++)
		if (cs->columns[i].part == DYE_PART_FORGE)
			OK(dye_buffer_printf(
			    out, &err, "%u=%.*s;", i, (int)row->cells[i].text.len, row->cells[i].text.data));
	OK(dye_buffer_append_byte(out, '\0', &err));
}

static void
note_record(struct seen * s, uint64_t trial, const struct dye_canary_columns * cs, const struct dye_row * row)
{
	size_t start = s->texts.len, at;
	bool fresh;

	append_drawn(&s->texts, cs, row);
	OK(dye_map_put(&s->trials, trial, true, &at, &fresh, &err));
	if (fresh) {
		s->trials.values[at] = start;
		return;
	}
	s->again++;
	if (strcmp(s->texts.data + s->trials.values[at], s->texts.data + start) != 0 && s->different++ < 3)
		(void)fprintf(stderr, "one trial: %s\n      and: %s\n", s->texts.data + s->trials.values[at],
		    s->texts.data + start);
}

static void
make_one(struct dye_canary_maker * maker, const struct dye_canary_columns * cs, const struct dye_donor_pool * pool,
    uint32_t parent, struct seen * seen)
{
	struct dye_slice texts[COLUMNS];
	const struct dye_slice * imitated;
	uint8_t anchor[DYE_PRF_LEN] = {0};
	struct dye_row row;
	struct dye_birth birth;
	bool made;

	for (uint32_t i = 0; i < cs->count; i++)
		texts[i] = dye_donor_pool_cell(pool, parent * (ROWS / PARENTS), i);
	dye_put_u64(anchor, (uint64_t)(parent + 1) << 40);
	OK(dye_canary_imitate(maker, texts, anchor, &imitated, &err));
	OK(dye_canary_make(maker, anchor, &row, &birth, &made, &err));
	if (made)
		note_record(seen, birth.canary.trial, cs, &row);
}

static void
make_records(const struct dye_profile * profile, struct dye_donor_pool * pool, bool donors, struct seen * seen)
{
	const struct dye_profile_column * map[COLUMNS];
	struct dye_dataset dataset = {0};
	struct dye_mark_context context = {.dataset = &dataset,
	    .profile = profile,
	    .recipient = 1,
	    .column_map = map,
	    .column_count = profile->column_count,
	    .pool = pool};
	struct dye_canary_columns columns;
	struct dye_donors * of = NULL;
	struct dye_canary_maker * maker;

	for (uint32_t i = 0; i < profile->column_count; i++)
		map[i] = &profile->columns[i];
	OK(dye_canary_columns_init(&columns, &context, &err));
	if (columns.possible) {
		if (donors)
			OK(dye_donors_open(pool, profile, &of, &err));
		OK(dye_canary_maker_open(&context, &columns, of, &maker, &err));
		for (uint32_t k = 0; k < PARENTS; k++)
			make_one(maker, &columns, pool, k, seen);
		dye_canary_maker_close(maker);
		dye_donors_close(of);
	}
	dye_canary_columns_release(&columns);
}

/* Every turn of every column, and of two columns at once. */
static void
turn_all(struct dye_learned * learned, bool donors, struct seen * seen)
{
	struct dye_profile * p = learned->profile;
	struct dye_profile_column was[COLUMNS];
	uint64_t rows = p->rows;
	size_t n = p->column_count * WAYS;

	ck_assert_uint_le(p->column_count, COLUMNS);
	memcpy(was, p->columns, p->column_count * sizeof(*was));
	make_records(p, &learned->table.pool, donors, seen);
	ck_assert_uint_gt(seen->texts.len, 0);
	for (size_t a = 0; a < n; a++)
		for (size_t b = a; b < n; b += 1 + n / 6) {
			turn(p, &p->columns[a / WAYS], a % WAYS);
			if (b != a)
				turn(p, &p->columns[b / WAYS], b % WAYS);
			make_records(p, &learned->table.pool, donors, seen);
			memcpy(p->columns, was, p->column_count * sizeof(*was));
			p->rows = rows;
			settings_of(p)->reserve[0] = '\0';
		}
}

START_TEST(equal_trials_are_one_record)
{
	bool donors = _i == 1;
	struct dye_buffer csv = {0};
	struct dye_learned learned;
	struct seen seen = {0};

	folder_make();
	world_draw = 1;
	write_table(&csv);
	learned = world_learned("d", dye_buffer_slice(&csv));
	ck_assert_uint_eq(learned.table.pool.rows, ROWS);
	for (uint32_t i = 0; i < learned.profile->column_count; i++)
		learned.profile->columns[i].gapless = false;
	*settings_of(learned.profile) = (struct dye_canary_settings){.on = true, .density = 600, .pool = true};
	turn_all(&learned, donors, &seen);
	(void)fprintf(stderr, "%zu trials, %u again\n", seen.trials.count, seen.again);
	ck_assert_uint_gt(seen.again, 1000);
	ck_assert_uint_eq(seen.different, 0);
	dye_map_release(&seen.trials);
	dye_buffer_release(&seen.texts);
	dye_buffer_release(&csv);
	dye_learned_release(&learned);
	folder_remove();
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("trials");

	tcase_add_loop_test(t, equal_trials_are_one_record, 0, 2);
	return suite_run("trials", t);
}
