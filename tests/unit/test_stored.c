/*
 * test_stored.c: canaries that are not loaded but found by runs of the index, when a row asks for them, are those that are found where all are loaded: the
 * same rows burn the same records, in the same order, and are dropped. And what somebody has done to the runs, or to a record that they lead to, stops
 * the look.
 */
#include <time.h>

#include "tests/unit/canary_world.h"
#include "watermark/marks/canary/look.h"
#include "watermark/marks/canary/stored.h"
#include "watermark/registry/core/query.h"

#define CROWD 20500 /* with one telephone number: more than are kept for the next row (known.c) */
#define PEOPLE 1500 /* of these the first are stored, */
#define STORED 1000 /* the others loaded */
#define TEXTS 6
#define CROWD_PHONE "+1 415 555 0123"

static const char * const kinds[TEXTS] = {"opaque-id", "person-name", "phone", "email", "address-latin", "plate"};
static const char * const columns[TEXTS] = {"key", "name", "phone", "email", "address", "plate"};
static const char * const given[] = {"James", "Mary", "Robert", "Patrícia", "John", "Jennifer", "Michael", "Linda"};
static const char * const surnames[] = {
    "Smith", "Johnson", "Williams", "O'Brien", "Jones", "Garcia", "Miller", "Davis"};
static const char * const han[] = {"王小明", "李芳", "欧阳娜娜", "张伟"};
static const char * const streets[] = {"Oak", "Maple", "Cedar", "Willow", "River"};

struct person {
	char texts[TEXTS][80];
};

/* The same for the same number. Some keys are short, some digits begin with zeros, some names are Chinese. */
static void
person_of(unsigned i, struct person * p)
{
	unsigned x = i * 2654435761u;
	const char *g = given[x >> 29], *s = surnames[x >> 26 & 7];

	if (i % 25 == 0)
		(void)snprintf(p->texts[0], 80, "D%02u", x % 100);
	else
		(void)snprintf(p->texts[0], 80, i % 3 == 0 ? "K%06u" : "AB-%05u-X", x % 100000);
	if (i % 4 == 0)
		(void)snprintf(p->texts[1], 80, "%s", han[x >> 30]);
	else
		(void)snprintf(p->texts[1], 80, "%s %s", g, s);
	(void)snprintf(p->texts[2], 80, "+1 212 %03u %04u", x % 1000, x / 1000 % 10000);
	(void)snprintf(p->texts[3], 80, "%s.%s%04u@example.org", i % 4 == 0 ? "wang" : s, s, x / 77 % 10000);
	(void)snprintf(p->texts[4], 80, "%u %s Street, Springfield, IL 62704", 1 + x % 40, streets[x / 7 % 5]);
	(void)snprintf(p->texts[5], 80, "%c%02u-%04u", 'A' + (char)(x % 26), x % 100, x / 13 % 10000);
}

/* ---- a registry of them ---- */

static struct dye_dataset dataset;
static struct dye_canary_sealing sealing;
static uint64_t export_id;

static void
world_of_people(void)
{
	struct dye_buffer csv = {0};
	struct person p;
	unsigned i, k;

	world_open();
	world_draw = 4711;
	ck_assert_int_eq(dye_buffer_printf(&csv, NULL, "key,name,phone,email,address,plate\n"), DYE_OK);
	for (i = 0; i < 300; i++) {
		person_of(900000 + i, &p);
		for (k = 0; k < TEXTS; k++)
			ck_assert_int_eq(
			    dye_buffer_printf(&csv, NULL, "\"%s\"%s", p.texts[k], k + 1 < TEXTS ? "," : "\n"), DYE_OK);
	}
	world_learn("people", dye_buffer_slice(&csv), 1000);
	dye_buffer_release(&csv);
	OK(dye_store_dataset_find(world_store, "people", &dataset, &err));
	OK(dye_canary_sealing_open(NULL, dataset.salt, &sealing, &err));
}

static void
begin_export(uint64_t recipient)
{
	struct dye_export e = {.dataset = dataset.id, .profile_version = 1, .recipient = recipient, .marks = "canary"};

	OK(dye_store_export_begin(world_store, &e, &export_id, &err));
}

/* What a record has: of these texts those that are not NULL, twelve bits each, so that two are enough. */
static void
write_record(const char * const texts[TEXTS], struct dye_buffer * clear)
{
	struct dye_canary_text cells[TEXTS];
	struct dye_parse parses[TEXTS] = {0};
	double bounds[TEXTS];
	uint32_t count = 0, k;
	uint16_t kind;

	for (k = 0; k < TEXTS; k++) {
		struct dye_slice text = {texts[k], texts[k] == NULL ? 0 : strlen(texts[k])};
		struct dye_slice name = {kinds[k], strlen(kinds[k])};

		ck_assert(dye_canary_kind_id(name, &kind));
		if (text.len == 0)
			continue;
		OK(dye_kinds[kind]->parse(text, &parses[k], &err));
		cells[count] = (struct dye_canary_text){{columns[k], strlen(columns[k])}, name,
		    dye_buffer_slice(&parses[k].canonical), UINT64_C(1) << count};
		bounds[count++] = -12.1;
	}
	dye_buffer_reset(clear);
	OK(dye_canary_record_write(bounds, count, cells, count, clear, &err));
	for (k = 0; k < TEXTS; k++)
		dye_parse_release(&parses[k]);
}

#define BATCH 500
static struct dye_canary batch[BATCH];
static struct dye_buffer sealed[BATCH];
static size_t batch_count;

static void
add_batch(void)
{
	static const struct dye_canary_cell none[1];
	const struct dye_canary_cell * cells[BATCH];
	uint32_t counts[BATCH] = {0};
	bool fresh[BATCH];
	struct dye_canary_batch b = {
	    .canaries = batch, .cells = cells, .cell_counts = counts, .count = batch_count, .fresh = fresh};
	size_t i;

	for (i = 0; i < batch_count; i++)
		cells[i] = none;
	OK(dye_store_canary_add(world_store, dataset.id, export_id, &b, &err));
	for (i = 0; i < batch_count; i++)
		dye_buffer_release(&sealed[i]);
	batch_count = 0;
}

/* Of unit number ${unit}. */
static void
add(uint64_t recipient, uint64_t unit, const char * const texts[TEXTS])
{
	struct dye_canary * c = &batch[batch_count];
	struct dye_buffer clear = {0};

	*c = (struct dye_canary){.recipient = recipient, .trial = unit * 2 + (texts[1] == NULL)};
	dye_put_u64(c->parent, unit);
	dye_put_u64(c->anchor, unit ^ (uint64_t)texts[0][0] << 40);
	write_record(texts, &clear);
	OK(dye_canary_seal(&sealing, c, dye_buffer_slice(&clear), &sealed[batch_count], &err));
	c->sealed = dye_buffer_slice(&sealed[batch_count]);
	dye_buffer_release(&clear);
	if (++batch_count == BATCH)
		add_batch();
}

static void
add_person(unsigned i)
{
	const char * texts[TEXTS];
	struct person p;
	unsigned k;

	person_of(i, &p);
	for (k = 0; k < TEXTS; k++)
		texts[k] = p.texts[k];
	/* Two texts of one unit: what neither has alone they have together. */
	if (i % 10 == 1)
		texts[2] = texts[3] = NULL;
	add(1, 1 + i, texts);
}

static void
add_second_text(unsigned i)
{
	const char * texts[TEXTS] = {NULL};
	struct person p;

	person_of(i, &p);
	texts[0] = "K777777";
	texts[2] = p.texts[2];
	texts[3] = p.texts[3];
	add(1, 1 + i, texts);
}

static void
add_crowd(void)
{
	const char * texts[TEXTS] = {NULL};
	struct person p;
	unsigned i;

	begin_export(2);
	for (i = 0; i < CROWD; i++) {
		person_of(50000 + i, &p);
		texts[0] = "K";
		texts[1] = p.texts[1];
		texts[2] = CROWD_PHONE;
		add(2, 1000000 + i, texts);
	}
	add_batch();
}

static void
burn(unsigned i)
{
	struct dye_canary_unit unit = {.dataset = dataset.id, .recipient = 1};

	dye_put_u64(unit.parent, 1 + i);
	OK(dye_store_canary_burn_all(world_store, &unit, 1, 1700000000 + i, &err));
}

/* Some are stored, the others loaded: of one unit either, or both. */
static void
fill_people(bool crowd)
{
	unsigned i;

	world_of_people();
	if (crowd)
		add_crowd();
	begin_export(1);
	for (i = 0; i < STORED; i++)
		add_person(i);
	add_batch();
	begin_export(1);
	for (i = 1; i < STORED; i += 20)
		add_second_text(i);
	add_batch();
	burn(7);
	burn(21);
	OK(dye_canary_settle(NULL, world_store, 1, &err));
	begin_export(1);
	for (i = STORED; i < PEOPLE; i++)
		add_person(i);
	add_batch();
	begin_export(1);
	for (i = 11; i < PEOPLE; i += 20)
		add_second_text(i);
	add_batch();
	burn(8);
	burn(STORED + 7);
}

/* ---- looking ---- */

struct looker {
	struct dye_mark_context context;
	struct dye_canary_known * known;
	struct dye_profile * profile;
	const struct dye_profile_column * map[TEXTS];
	struct dye_canary_look look, unknown;
	struct dye_cells cells;
	struct dye_buffer said; /* of all rows */
	unsigned visits, drops;
};

static void
looker_open(struct looker * l)
{
	static const struct dye_profile_column * const nobody[TEXTS];
	unsigned k;

	*l = (struct looker){.context = {.store = world_store, .dataset = &dataset, .recipient = 1, .quiet = true}};
	OK(dye_profile_load(world_store, "people", 0, NULL, &l->profile, &err));
	for (k = 0; k < TEXTS; k++)
		l->map[k] = dye_profile_column_find(l->profile, (struct dye_slice){columns[k], strlen(columns[k])});
	OK(dye_store_trust_open(world_store, &err));
	OK(dye_store_trust_close(world_store, dye_canary_known_open(&l->context, &l->known, &err), &err));
	OK(dye_canary_look_open(l->known, l->map, TEXTS, &l->look, &err));
	OK(dye_canary_look_open(l->known, nobody, TEXTS, &l->unknown, &err));
}

static void
looker_close(struct looker * l)
{

	dye_canary_look_close(&l->look);
	dye_canary_look_close(&l->unknown);
	dye_canary_known_close(l->known);
	dye_cells_release(&l->cells);
	dye_profile_free(l->profile);
	dye_buffer_release(&l->said);
}

static enum dye_code
say(void * cookie, const struct dye_canary_unit * u, struct dye_error * e)
{
	struct looker * l = cookie;

	l->visits++;
	return dye_buffer_printf(&l->said, e, " %" PRIu64 ":%" PRIu64 "%s%" PRId64, u->recipient,
	    dye_get_u64(u->parent), u->burned ? "!" : "/", u->burned_from);
}

static enum dye_code
try_row(struct looker * l, struct dye_canary_look * look, const struct dye_slice * texts)
{
	enum dye_code rc;
	bool drop;

	dye_cells_next(&l->cells);
	if ((rc = dye_canary_look_at(look, texts, &l->cells, say, l, &drop, &err)) != DYE_OK)
		return rc;
	l->drops += drop;
	return dye_buffer_printf(&l->said, &err, drop ? " drop\n" : "\n");
}

static enum dye_code
see(struct looker * l, const char * const texts[TEXTS])
{
	struct dye_slice slices[TEXTS];
	enum dye_code rc;
	unsigned k;

	for (k = 0; k < TEXTS; k++)
		slices[k] = (struct dye_slice){texts[k], strlen(texts[k])};
	if ((rc = try_row(l, &l->look, slices)) != DYE_OK)
		return rc;
	return try_row(l, &l->unknown, slices);
}

/* A person as it may come back, in so many shapes. */
#define SHAPES 12
static enum dye_code
see_shape(struct looker * l, unsigned i, unsigned shape)
{
	const char * t[TEXTS];
	char room[400];
	struct person p, other;
	unsigned k;

	person_of(i, &p);
	person_of(i + 333331, &other);
	for (k = 0; k < TEXTS; k++)
		t[k] = p.texts[k];
	switch (shape) {
	case 1: /* another key, other number of its letters */
		t[0] = "K999999";
		break;
	case 2: /* name and telephone alone */
		t[0] = t[3] = t[4] = t[5] = "";
		break;
	case 3: /* one cell alone */
		for (k = 0; k < TEXTS; k++)
			t[k] = k == i % TEXTS ? p.texts[k] : other.texts[k];
		break;
	case 4: /* address and name */
		t[0] = t[2] = t[3] = t[5] = "-";
		break;
	case 5: /* all in one cell */
		(void)snprintf(room, sizeof(room), "%s; %s; %s; %s", p.texts[0], p.texts[1], p.texts[2], p.texts[3]);
		t[0] = t[1] = t[2] = t[3] = t[4] = "";
		t[5] = room;
		break;
	case 6: /* columns exchanged */
		t[2] = p.texts[4];
		t[4] = p.texts[2];
		break;
	case 7: /* signs around, references, other spellings */
		(void)snprintf(room, sizeof(room), "[%s]", p.texts[0]);
		t[0] = room;
		t[3] = "x&#64;y";
		break;
	case 8: /* of two texts of a unit a part each */
		t[1] = other.texts[1];
		t[4] = other.texts[4];
		break;
	case 9: /* nobody */
		for (k = 0; k < TEXTS; k++)
			t[k] = other.texts[k];
		break;
	case 10: /* two persons in one row */
		person_of(i + 1, &other);
		t[3] = other.texts[3];
		t[5] = other.texts[5];
		break;
	case 11: /* whose telephone so many have */
		t[2] = CROWD_PHONE;
		break;
	default:
		break;
	}
	return see(l, t);
}

static void
see_all(struct looker * l)
{
	unsigned i;

	for (i = 0; i < PEOPLE; i++)
		OK(see_shape(l, i, i / 3 % (SHAPES - 1)));
	for (i = 0; i < PEOPLE; i += 100)
		OK(see_shape(l, i, 0));
}

static void
uncover(void)
{

	OK(dye_sql_run(world_store, &err, "DELETE FROM points WHERE name = 'covered'", ""));
}

static void
agree(const struct looker * stored, const struct looker * loaded)
{

	ck_assert_uint_eq(stored->said.len, loaded->said.len);
	ck_assert_mem_eq(stored->said.data, loaded->said.data, loaded->said.len);
	ck_assert_uint_gt(loaded->visits, PEOPLE / 2);
	ck_assert_uint_gt(loaded->drops, PEOPLE / 20);
}

START_TEST(test_same)
{
	struct looker stored, loaded;

	fill_people(false);
	looker_open(&stored);
	see_all(&stored);
	uncover();
	looker_open(&loaded);
	see_all(&loaded);
	agree(&stored, &loaded);
	looker_close(&stored);
	looker_close(&loaded);
	world_close();
}
END_TEST

/* Where more are fetched for a row than are kept, the next row begins anew. */
START_TEST(test_crowd)
{
	struct looker stored, loaded;
	unsigned i;

	fill_people(true);
	looker_open(&stored);
	for (i = 3; i < 60; i += 17)
		OK(see_shape(&stored, i, 11));
	see_all(&stored);
	uncover();
	looker_open(&loaded);
	for (i = 3; i < 60; i += 17)
		OK(see_shape(&loaded, i, 11));
	see_all(&loaded);
	agree(&stored, &loaded);
	looker_close(&stored);
	looker_close(&loaded);
	world_close();
}
END_TEST

/* What others register while a source is read is loaded too, whether it is stored by then or not. */
START_TEST(test_renew)
{
	struct looker stored, loaded;
	bool stale;
	unsigned i;

	fill_people(false);
	looker_open(&stored);
	OK(see_shape(&stored, 5, 0));
	begin_export(3);
	for (i = 2000; i < 2100; i++) {
		struct person p;
		const char * texts[TEXTS];

		person_of(i, &p);
		for (unsigned k = 0; k < TEXTS; k++)
			texts[k] = p.texts[k];
		add(3, 5000 + i, texts);
	}
	add_batch();
	OK(dye_canary_settle(NULL, world_store, 1, &err));
	OK(dye_canary_known_stale(stored.known, &stale, &err));
	ck_assert(stale);
	OK(dye_canary_known_renew(stored.known, &err));
	dye_buffer_reset(&stored.said);
	for (i = 1990; i < 2100; i++)
		OK(see_shape(&stored, i, i % 9));
	see_all(&stored);
	uncover();
	looker_open(&loaded);
	for (i = 1990; i < 2100; i++)
		OK(see_shape(&loaded, i, i % 9));
	see_all(&loaded);
	agree(&stored, &loaded);
	looker_close(&stored);
	looker_close(&loaded);
	world_close();
}
END_TEST

/* ---- what somebody has done ---- */

/* Open a look, do this to the registry, and look for all that are stored. */
static enum dye_code
see_after(const char * const * done, size_t count)
{
	enum dye_code rc = DYE_OK;
	struct looker l;
	unsigned i;

	looker_open(&l);
	OK(dye_sql_run(world_store, &err, "PRAGMA foreign_keys=OFF", ""));
	for (i = 0; i < count && done[i] != NULL; i++)
		OK(dye_sql_run(world_store, &err, done[i], ""));
	for (i = 0; i < STORED && rc == DYE_OK; i++)
		rc = see_shape(&l, i, 0);
	looker_close(&l);
	return rc;
}

#define RUN "(SELECT max(run) FROM index_blocks WHERE first >= 4611686018427387904)"
#define DONE_MOST 3

static const char * const changes[][DONE_MOST] = {
    /* A block of a run, its first, a page of its filter, the run itself. */
    {"DELETE FROM index_blocks WHERE run = " RUN " AND first = (SELECT max(first) FROM index_blocks WHERE"
     " first < 4611686018427387904 AND run = " RUN ")"},
    {"DELETE FROM index_blocks WHERE first = 0 AND run = " RUN},
    {"DELETE FROM index_blocks WHERE first >= 4611686018427387904"},
    {"DELETE FROM index_runs WHERE id = " RUN},
    /* Another block in the place of one. */
    {"UPDATE index_blocks SET sealed = (SELECT b.sealed FROM index_blocks b WHERE b.first = 0 AND b.run ="
     " index_blocks.run) WHERE first > 0 AND first < 4611686018427387904 AND run = " RUN},
    /* What was said of the runs. */
    {"UPDATE points SET state = zeroblob(length(state)) WHERE name = 'covered'"},
    {"DELETE FROM points WHERE name = 'covered'"},
    /* A record that was taken away, or changed; two that have changed places. */
    {"DELETE FROM canaries WHERE id = 600"},
    {"UPDATE canaries SET sealed = zeroblob(length(sealed)) WHERE id = 600"},
    {"UPDATE canaries SET sealed = (SELECT c.sealed FROM canaries c WHERE c.id = 601) WHERE id = 600"},
    {"UPDATE canaries SET recipient = 2 WHERE id = 600"},
    {"UPDATE canaries SET id = 1000000 WHERE id = 500", "UPDATE canaries SET id = 500 WHERE id = 501",
	"UPDATE canaries SET id = 501 WHERE id = 1000000"},
};

START_TEST(test_changed)
{

	fill_people(false);
	ck_assert_int_eq(see_after(NULL, 0), DYE_OK);
	ck_assert_int_eq(see_after(changes[_i], DONE_MOST), DYE_EVAULT);
	world_close();
}
END_TEST

/* ---- what is made anew ---- */

#define OF_RUNS 7 /* of the changes: the others are of records */

static bool
says_remedy(void)
{
	char text[1024];

	return strstr(dye_error_format(&err, text, sizeof(text)), "leakdye canaries --rebuild") != NULL;
}

static uint64_t
count_blocks(void)
{
	uint64_t n;
	bool got;

	OK(dye_sql_number(world_store, &n, &got, &err, "SELECT count(*) FROM index_blocks", ""));
	return n;
}

/* Whatever was done to them, they are made anew of the records, and find what they found. */
START_TEST(test_rebuilt)
{
	struct looker stored, loaded;
	uint64_t count;

	fill_people(false);
	ck_assert_int_eq(see_after(changes[_i], DONE_MOST), DYE_EVAULT);
	ck_assert(says_remedy());
	OK(dye_canary_rebuild(NULL, world_store, &count, &err));
	ck_assert_uint_eq(count, PEOPLE + STORED / 20 + PEOPLE / 20);
	looker_open(&stored);
	see_all(&stored);
	/* All of them are: none is loaded. */
	OK(dye_store_uncovered(world_store, &count, &err));
	ck_assert_uint_eq(count, 0);
	uncover();
	looker_open(&loaded);
	see_all(&loaded);
	agree(&stored, &loaded);
	looker_close(&stored);
	looker_close(&loaded);
	world_close();
}
END_TEST

/* Where the records are not what was registered nothing is made of them, and nothing is thrown away. */
START_TEST(test_not_rebuilt)
{
	uint64_t count, blocks;

	fill_people(false);
	ck_assert_int_eq(see_after(changes[OF_RUNS + _i], DONE_MOST), DYE_EVAULT);
	ck_assert(!says_remedy());
	blocks = count_blocks();
	ck_assert_int_eq(dye_canary_rebuild(NULL, world_store, &count, &err), DYE_EVAULT);
	ck_assert_uint_gt(blocks, 0);
	ck_assert_uint_eq(count_blocks(), blocks);
	world_close();
}
END_TEST

/*
 * What somebody has kept of a run that is no more: all of it was sealed by us, stood at these very places and is of these very records. He puts a block, a
 * page of the filter, or the whole run in the place of what lives.
 */
static const char * const replays[][DONE_MOST] = {
    {"UPDATE index_blocks SET sealed = (SELECT d.sealed FROM dead d WHERE d.first = index_blocks.first) WHERE first = "
     "0"},
    {"UPDATE index_blocks SET sealed = (SELECT d.sealed FROM dead d WHERE d.first = index_blocks.first) WHERE"
     " first = 4611686018427387904"},
    {"UPDATE index_blocks SET sealed = (SELECT d.sealed FROM dead d WHERE d.first = index_blocks.first)",
	"UPDATE index_runs SET sealed = (SELECT d.sealed FROM dead_run d WHERE d.id = index_runs.id)"},
};

START_TEST(test_dead)
{
	uint64_t number, again, count;
	bool got;

	fill_people(false);
	OK(dye_canary_rebuild(NULL, world_store, &count, &err));
	OK(dye_sql_number(world_store, &number, &got, &err, "SELECT max(id) FROM index_runs", ""));
	OK(dye_sql_run(world_store, &err, "CREATE TEMP TABLE dead AS SELECT * FROM index_blocks", ""));
	OK(dye_sql_run(world_store, &err, "CREATE TEMP TABLE dead_run AS SELECT * FROM index_runs", ""));
	OK(dye_canary_rebuild(NULL, world_store, &count, &err));
	OK(dye_sql_number(world_store, &again, &got, &err, "SELECT max(id) FROM index_runs", ""));
	/* The number has come again, or the test says nothing. */
	ck_assert_uint_eq(again, number);
	ck_assert_int_eq(see_after(NULL, 0), DYE_OK);
	ck_assert_int_eq(see_after(replays[_i], DONE_MOST), DYE_EVAULT);
	ck_assert(says_remedy());
	world_close();
}
END_TEST

/* What is said to be covered is along another chain than the one that was verified, as in a registry that was put back and went on otherwise. */
START_TEST(test_other_chain)
{
	struct dye_canary_covered covered;
	struct looker l;
	bool got;

	fill_people(false);
	looker_open(&l);
	OK(dye_store_covered_get(world_store, &covered, &got, &err));
	covered.chain.hash[_i] ^= 1;
	OK(dye_store_covered_put(world_store, &covered, &err));
	ck_assert_int_eq(see_shape(&l, 5, 0), DYE_EVAULT);
	looker_close(&l);
	world_close();
}
END_TEST

/* ---- of whom a record left before ---- */

static enum dye_code
left_of(struct looker * l, uint64_t parent, bool * left)
{
	uint8_t bytes[DYE_PRF_LEN] = {0};

	dye_put_u64(bytes, parent);
	return dye_canary_known_left(l->known, bytes, left, &err);
}

START_TEST(test_left)
{
	struct looker l;
	uint64_t i;
	bool left;

	fill_people(false);
	looker_open(&l);
	for (i = 1; i <= PEOPLE; i++) {
		OK(left_of(&l, i, &left));
		ck_assert_msg(left, "%u", (unsigned)i);
	}
	for (i = PEOPLE + 1; i <= 2 * PEOPLE; i++) {
		OK(left_of(&l, i, &left));
		ck_assert_msg(!left, "%u", (unsigned)i);
	}
	looker_close(&l);
	world_close();
}
END_TEST

/* A row that is taken away for a while, or says that it is another's, does not hide that it left. Canary number i is of parent i here. */
static const char * const hidings[] = {
    "DELETE FROM canaries WHERE id = 600",
    "UPDATE canaries SET parent = randomblob(16) WHERE id = 600",
    "UPDATE canaries SET recipient = 2 WHERE id = 600",
};

START_TEST(test_hidden)
{
	struct looker l;
	bool left;

	fill_people(false);
	looker_open(&l);
	OK(dye_sql_run(world_store, &err, "PRAGMA foreign_keys=OFF", ""));
	OK(dye_sql_run(world_store, &err, hidings[_i], ""));
	ck_assert_int_eq(left_of(&l, 600, &left), DYE_EVAULT);
	looker_close(&l);
	world_close();
}
END_TEST

/* Runs of another version are not read; new ones are made in their place. */
START_TEST(test_version)
{
	struct dye_canary_covered covered;
	struct looker stored, loaded;
	bool got;

	fill_people(false);
	OK(dye_store_covered_get(world_store, &covered, &got, &err));
	ck_assert(got && covered.version == DYE_STORED_VERSION && covered.chain.last == STORED + STORED / 20);
	covered.version++;
	OK(dye_store_covered_put(world_store, &covered, &err));
	looker_open(&loaded);
	see_all(&loaded);
	OK(dye_canary_settle(NULL, world_store, 1, &err));
	OK(dye_store_covered_get(world_store, &covered, &got, &err));
	ck_assert(got && covered.version == DYE_STORED_VERSION && covered.chain.last > STORED + STORED / 20);
	looker_open(&stored);
	see_all(&stored);
	agree(&stored, &loaded);
	looker_close(&stored);
	looker_close(&loaded);
	world_close();
}
END_TEST

/* ---- what they are found by ---- */

static enum dye_code
add_key(void * cookie, uint32_t key, bool finds, struct dye_error * e)
{
	uint64_t * sum = cookie;

	(void)e;
	*sum = dye_digest_mix(*sum, (uint64_t)finds << 32 | key);
	return DYE_OK;
}

/*
 * Keys are made of records once, and looked for by programs that come later. This number knows by nothing what is right: whoever changes what cells are
 * found by sees that here, adds 1 to DYE_STORED_VERSION (stored.h), and puts the new number in its place.
 */
#define KEYS_OF_VERSION UINT64_C(0x4EBC70D205380F36)

static enum dye_code
tell_one(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * e)
{

	return dye_canary_tell(cookie, id, canary, e);
}

START_TEST(test_keys)
{
	struct dye_mark_context context = {.quiet = true};
	struct dye_canary_known * teller;
	struct dye_canary_chain chain = {0};
	uint64_t sum = 0;

	fill_people(false);
	context.store = world_store;
	OK(dye_canary_teller_open(&context, add_key, &sum, &teller, &err));
	OK(dye_store_look(world_store, &err));
	OK(dye_store_canary_follow(world_store, &chain, STORED, tell_one, teller, &err));
	dye_store_look_end(world_store);
	dye_canary_known_close(teller);
	ck_assert_msg(sum == KEYS_OF_VERSION,
	    "what canaries are found by has changed (0x%016" PRIX64 "): add 1 to DYE_STORED_VERSION", sum);
	world_close();
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("stored canaries");

	tcase_add_test(t, test_same);
	tcase_add_test(t, test_crowd);
	tcase_add_test(t, test_renew);
	tcase_add_test(t, test_version);
	tcase_add_test(t, test_keys);
	tcase_add_loop_test(t, test_changed, 0, (int)(sizeof(changes) / sizeof(changes[0])));
	tcase_add_loop_test(t, test_rebuilt, 0, OF_RUNS);
	tcase_add_loop_test(t, test_not_rebuilt, 0, (int)(sizeof(changes) / sizeof(changes[0])) - OF_RUNS);
	tcase_add_loop_test(t, test_dead, 0, (int)(sizeof(replays) / sizeof(replays[0])));
	tcase_add_loop_test(t, test_other_chain, 0, 2);
	tcase_add_test(t, test_left);
	tcase_add_loop_test(t, test_hidden, 0, (int)(sizeof(hidings) / sizeof(hidings[0])));
	return suite_run("stored canaries", t);
}
