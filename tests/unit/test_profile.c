/*
 * test_profile.c: the profile file: what is written is read back the same, and what is wrong is refused by line and cause.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "tests/unit/fake_kinds.h"
#include "watermark/marks/mark.h"
#include "watermark/profile/profile.h"

/* A mark with settings, in place of those of the library. */
struct settings {
	uint32_t part;
	bool loud;
};

static const struct dye_setting settings[] = {
    {.key = "loud", .type = DYE_SETTING_TRUTH, .offset = offsetof(struct settings, loud), .otherwise = 1},
    {.key = "part", .type = DYE_SETTING_SHARE, .offset = offsetof(struct settings, part), .otherwise = 655},
};
static const struct dye_mark plain = {.name = "plain"};
static const struct dye_mark ringing = {
    .name = "ringing", .settings = settings, .setting_count = 2, .settings_size = sizeof(struct settings)};
const struct dye_mark * const dye_marks[] = {&plain, &ringing, NULL};

/* Written by hand from docs/FORMAT.md; line 3 is the format, 6 the mark, 10 the first column, 21 the first table. */
static const char good[] = "; comment\n"
			   "[profile]\n"
			   "format = leakdye-profile-2\n"
			   "dataset = \"places\"\n"
			   "rows = 10\n"
			   "[mark ringing]\n"
			   "loud = no\n"
			   "part = 1311\n"
			   "note = \"no identity %25\"\n"
			   "[column 1]\n"
			   "name = \"Address\"\n"
			   "kind = street\n"
			   "mark = yes\n"
			   "identity = no\n"
			   "unique = no\n"
			   "gapless = no\n"
			   "sorted = no\n"
			   "keep = no\n"
			   "tolerance = 0\n"
			   "distinct = 9\n"
			   "[table 1]\n"
			   "kind = street\n"
			   "type = suffix\n"
			   "context = \"*\"\n"
			   "enabled = yes\n"
			   "units.street = 40000\n"
			   "units.st.dot = 25536\n"
			   "[table 2]\n"
			   "kind = street\n"
			   "type = suffix\n"
			   "context = \"CN\"\n"
			   "enabled = no\n"
			   "units.st = 65536\n";

static struct dye_slice
slice(const char * s)
{

	return (struct dye_slice){s, strlen(s)};
}

static struct dye_profile *
parse_ok(const char * text)
{
	struct dye_profile * p = NULL;
	struct dye_error err = {0};
	char buf[1024];

	if (dye_profile_parse(slice(text), &p, &err) != DYE_OK)
		ck_abort_msg("%s", dye_error_format(&err, buf, sizeof(buf)));
	return p;
}

/* The good file with one text replaced by another. */
static char *
with(const char * from, const char * to)
{
	const char * at = strstr(good, from);
	char * out = malloc(sizeof(good) + strlen(to));

	ck_assert_ptr_nonnull(at);
	ck_assert_ptr_nonnull(out);
	(void)snprintf(out, sizeof(good) + strlen(to), "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
	return out;
}

START_TEST(reads_what_is_written_by_hand)
{
	struct dye_profile * p = parse_ok(good);
	const struct dye_table * t = dye_profile_table(p, &fake_street, 0, "US");

	ck_assert_str_eq(p->dataset, "places");
	ck_assert_uint_eq(p->rows, 10);
	ck_assert_ptr_null(dye_profile_mark(p, "plain"));
	ck_assert_uint_eq(((struct settings *)dye_profile_mark(p, "ringing")->values)->part, 1311);
	ck_assert(!((struct settings *)dye_profile_mark(p, "ringing")->values)->loud);
	ck_assert_str_eq(dye_profile_mark(p, "ringing")->note, "no identity %");
	ck_assert_uint_eq(p->column_count, 1);
	ck_assert_ptr_eq(dye_profile_column_find(p, slice("Address")), &p->columns[0]);
	ck_assert_ptr_null(dye_profile_column_find(p, slice("Addres")));
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(t->count, 2);
	ck_assert_uint_eq(t->alternatives[0], 2);
	ck_assert_uint_eq(t->cumulative[1], 40000);
	ck_assert_uint_eq(t->alternatives[1], 1);
	ck_assert_uint_eq(t->cumulative[2], 65536);
	/* A context that is not enabled is not respelt by the pool. */
	ck_assert_ptr_null(dye_profile_table(p, &fake_street, 0, "CN"));
	ck_assert_ptr_nonnull(dye_profile_table_exact(p, &fake_street, 0, "CN"));
	ck_assert_ptr_null(dye_profile_table(p, &fake_street, 1, "US"));
	ck_assert_ptr_null(dye_profile_table_exact(p, &fake_street, 0, "a context that is far too long"));
	dye_profile_free(p);
}
END_TEST

/* A mark that came after the profile was made has the settings that hold where nothing is said. */
START_TEST(a_mark_may_lack_its_section)
{
	char * text = with("[mark ringing]\nloud = no\npart = 1311\nnote = \"no identity %25\"\n", "");
	struct dye_profile * p = parse_ok(text);

	ck_assert_uint_eq(((struct settings *)dye_profile_mark(p, "ringing")->values)->part, 655);
	ck_assert(((struct settings *)dye_profile_mark(p, "ringing")->values)->loud);
	ck_assert_str_eq(dye_profile_mark(p, "ringing")->note, "");
	dye_profile_free(p);
	free(text);
}
END_TEST

START_TEST(reads_back_what_it_prints)
{
	char * text = with("distinct = 9", "distinct = 9\nempty = 3");
	struct dye_profile * p = parse_ok(text);
	struct dye_profile * q;
	struct dye_buffer one = {0}, two = {0};

	ck_assert_int_eq(dye_profile_print(p, &one, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&one, '\0', NULL), DYE_OK);
	q = parse_ok(one.data);
	ck_assert_int_eq(dye_profile_print(q, &two, NULL), DYE_OK);
	ck_assert_uint_eq(one.len - 1, two.len);
	ck_assert_mem_eq(one.data, two.data, two.len);
	ck_assert_mem_eq(&p->tables[0], &q->tables[0], sizeof(p->tables[0]));
	ck_assert_uint_eq(q->columns[0].empty, 3);
	dye_profile_free(p);
	dye_profile_free(q);
	dye_buffer_release(&one);
	dye_buffer_release(&two);
	free(text);
}
END_TEST

/* Figures are read, written again, and found by the name of their mark, also of one that this program does not have. */
START_TEST(figures_are_read_and_written)
{
	char * text =
	    with("distinct = 9", "distinct = 9\nrepeats = 4669\nbits.plain = 1340 2075\nbits.to-come = 0 1000000000");
	struct dye_profile * p = parse_ok(text);
	const struct dye_figure * f;
	struct dye_buffer out = {0};

	ck_assert_ptr_nonnull(f = dye_profile_figure(&p->columns[0], "plain"));
	ck_assert_uint_eq(f->mean, 1340);
	ck_assert_uint_eq(f->spread, 2075);
	ck_assert_ptr_nonnull(f = dye_profile_figure(&p->columns[0], "to-come"));
	ck_assert_uint_eq(f->spread, 1000000000);
	ck_assert_ptr_null(dye_profile_figure(&p->columns[0], "ringing"));
	ck_assert_int_eq(dye_profile_figure_set(&p->columns[0], "plain", 0.0306, -1, NULL), DYE_OK);
	ck_assert_int_eq(dye_profile_print(p, &out, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
	ck_assert_ptr_nonnull(
	    strstr(out.data, "\ndistinct = 9\nrepeats = 4669\nbits.plain = 31 0\nbits.to-come = 0 1000000000\n"));
	dye_profile_free(p);
	dye_buffer_release(&out);
	free(text);
}
END_TEST

/* "key = yes" and "looks" (docs/FORMAT.md, 6) are kept; a column that is no key says nothing of it. */
START_TEST(a_key_is_read_and_written)
{
	static const struct {
		const char *line, *printed;
		bool key;
	} cases[] = {{"distinct = 9\nkey = yes\nlooks = id", "\nkey = yes\nlooks = id\n", true},
	    {"distinct = 9\nkey = no", NULL, false}, {"distinct = 9", NULL, false}};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char * text = with("distinct = 9", cases[i].line);
		struct dye_profile *p = parse_ok(text), *q;
		struct dye_buffer out = {0};

		ck_assert_int_eq(p->columns[0].key, cases[i].key);
		ck_assert_ptr_eq(p->columns[0].looks, cases[i].key ? &fake_id : NULL);
		ck_assert_int_eq(dye_profile_print(p, &out, NULL), DYE_OK);
		ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
		if (cases[i].printed != NULL)
			ck_assert_ptr_nonnull(strstr(out.data, cases[i].printed));
		else
			ck_assert_ptr_null(strstr(out.data, "\nkey = "));
		q = parse_ok(out.data);
		ck_assert_int_eq(q->columns[0].key, cases[i].key);
		dye_profile_free(p);
		dye_profile_free(q);
		dye_buffer_release(&out);
		free(text);
	}
}
END_TEST

/* What columns tell of a person; the lines of a version before say nothing, and are read. */
START_TEST(what_columns_tell_is_read_and_written)
{
	char * text = with("distinct = 9\n",
	    "distinct = 9\ntells = birth 2\naged = yes\ndays = day-first\nunpadded = yes\n[column 2]\nname = "
	    "\"no\"\nkind = id\n"
	    "mark = no\nidentity = no\nunique = no\ngapless = no\nsorted = down\nkeep = no\ntolerance = 0\ndistinct = "
	    "9\n"
	    "tells = sex 1\nmale = \"%22m\"\nfemale = \"\"\n");
	struct dye_profile *p = parse_ok(text), *q, *before = parse_ok(good);
	struct dye_buffer out = {0};

	ck_assert_int_eq(before->columns[0].tells, DYE_TELLS_UNKNOWN);
	ck_assert_int_eq(before->columns[0].days, DYE_DAYS_UNKNOWN);
	ck_assert_int_eq(dye_profile_print(p, &out, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
	ck_assert_ptr_nonnull(
	    strstr(out.data, "distinct = 9\ntells = birth 2\naged = yes\ndays = day-first\nunpadded = yes\n"));
	q = parse_ok(out.data);
	ck_assert(q->columns[0].tells == DYE_TELLS_BIRTH && q->columns[0].tells_of == 2 && q->columns[0].aged &&
		  q->columns[0].days == DYE_DAYS_DAY_FIRST && q->columns[0].unpadded);
	ck_assert(!q->columns[0].sorted && !q->columns[0].falling && q->columns[1].sorted && q->columns[1].falling);
	ck_assert(q->columns[1].tells == DYE_TELLS_SEX && q->columns[1].tells_of == 1 && !q->columns[1].aged);
	ck_assert_str_eq(q->columns[1].male, "\"m");
	ck_assert_str_eq(q->columns[1].female, "");
	dye_profile_free(p);
	dye_profile_free(q);
	dye_profile_free(before);
	dye_buffer_release(&out);
	free(text);
}
END_TEST

/* Two columns have "pair = yes", or none. */
START_TEST(a_pair_is_read_and_written)
{
	char * text = with("distinct = 9\n",
	    "distinct = 9\npair = yes\n[column 2]\nname = \"no\"\nkind = id\nmark = no\nidentity = no\nunique = no\n"
	    "gapless = no\nsorted = no\nkeep = no\ntolerance = 0\ndistinct = 9\npair = yes\n");
	struct dye_profile *p = parse_ok(text), *q;
	struct dye_buffer out = {0};

	ck_assert(p->columns[0].pair && p->columns[1].pair);
	ck_assert_int_eq(dye_profile_print(p, &out, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
	q = parse_ok(out.data);
	ck_assert(q->columns[0].pair && q->columns[1].pair);
	dye_profile_free(p);
	dye_profile_free(q);
	dye_buffer_release(&out);
	free(text);
	p = parse_ok(good);
	dye_buffer_reset(&out);
	ck_assert_int_eq(dye_profile_print(p, &out, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
	ck_assert_ptr_null(strstr(out.data, "pair"));
	dye_profile_free(p);
	dye_buffer_release(&out);
}
END_TEST

static const char * const odd_names[] = {"", " leading and trailing ", "a;b ; c", "#hash", "[brackets]", "k = v : w",
    "100%", "quote\"quote", "line\nbreak\r\ttab", "\xE5\xA7\x93\xE5\x90\x8D", "\xEF\xBB\xBFzero-width", "\xFFnot utf-8",
    "%22"};

/* A profile with one column of that name, printed and read. */
static void
name_round_trip(const char * name)
{
	struct dye_profile * p = parse_ok(good);
	struct dye_profile * q;
	struct dye_buffer out = {0};
	const char *line, *end;

	free(p->columns[0].name);
	ck_assert_ptr_nonnull(p->columns[0].name = strdup(name));
	ck_assert_int_eq(dye_profile_print(p, &out, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
	for (line = out.data; (end = strchr(line, '\n')) != NULL; line = end + 1)
		ck_assert_int_le(end - line, 197);
	q = parse_ok(out.data);
	ck_assert_str_eq(q->columns[0].name, name);
	dye_profile_free(p);
	dye_profile_free(q);
	dye_buffer_release(&out);
}

START_TEST(odd_column_names_survive)
{

	name_round_trip(odd_names[_i]);
}
END_TEST

START_TEST(long_column_names_survive)
{
	char name[4001];
	size_t i;

	/* Every place a line can break at, among characters of one to four bytes and ones that are encoded. */
	for (i = 0; i + 10 < sizeof(name); i += 10)
		memcpy(name + i, "a\xC3\xA9\xF0\x9F\x98\x80;% ", 10);
	name[i] = '\0';
	for (i = 0; i < 10; i++)
		name_round_trip(name + i);
}
END_TEST

/* What is replaced in the good file, by what, the line to blame and the cause. */
static const struct {
	const char *from, *to;
	unsigned row;
	const char * message;
} bad[] = {
    {"leakdye-profile-2", "leakdye-profile-1", 3, "key format: not leakdye-profile-2"},
    {"rows = 10", "rows = ten", 5, "key rows: not a whole number within its range"},
    {"rows = 10", "rows = 18446744073709551616", 5, "key rows: not a whole number within its range"},
    {"rows = 10\n", "", 2, "key rows is missing in section profile"},
    {"rows = 10", "rows = 10\nrows = 10", 6, "key rows: given twice"},
    {"rows = 10", "colour = red", 5, "unknown key 'colour'"},
    {"rows = 10", "Zhang San = 110", 5, "unknown key"},
    {"loud = no", "loud = maybe", 7, "key loud: neither yes nor no"},
    {"part = 1311", "part = 65537", 8, "key part: not a whole number within its range"},
    {"part = 1311\n", "", 6, "key part is missing in section mark ringing"},
    {"part = 1311", "part = 1311\npart = 1311", 9, "key part: given twice"},
    {"part = 1311", "share = 1311", 8, "unknown key 'share'"},
    {"[mark ringing]", "[mark plain]", 6,
	"unknown mark 'plain' (if it is not misspelt, a program that has it must be used)"},
    {"[mark ringing]", "[mark]", 6, "unknown mark"},
    {"[column 1]", "[mark ringing]\nloud = no\npart = 1\n[column 1]", 10, "marks come once each, before the columns"},
    {"[table 1]", "[mark ringing]\nloud = no\npart = 1\n[table 1]", 21, "marks come once each, before the columns"},
    {"\"places\"", "places", 4, "key dataset: not a text in double quotes"},
    {"\"places\"", "\"\"", 2, "key dataset: not a name of 1 to 255 bytes"},
    {"%25", "%2", 9, "key note: % must be followed by two capital hexadecimal digits, not 00"},
    {"%25", "%00", 9, "key note: % must be followed by two capital hexadecimal digits, not 00"},
    {"kind = street\nmark", "kind = road\nmark", 12,
	"unknown kind 'road' (if it is not misspelt, a program that has it must be used)"},
    {"kind = street\nmark", "kind = id\nmark", 10, "key mark: cells of this kind are never respelt"},
    {"[column 1]", "[column 2]", 10, "columns are numbered from 1, in order, before the tables"},
    {"[column 1]", "[coloumn 1]", 10, "unknown section"},
    {"[column 1]", "[column 1", 10, "not a section's name in brackets"},
    {"distinct = 9\n",
	"distinct = 9\n[column 2]\nname = \"Address\"\nkind = text\nmark = no\nidentity = no\nunique = no\n"
	"gapless = no\nsorted = no\nkeep = no\ntolerance = 0\ndistinct = 9\n",
	21, "duplicate column name"},
    {"distinct = 9", "distinct = 9\nempty = -1", 21, "key empty: not a whole number within its range"},
    {"distinct = 9", "empty = 1\nempty = 1\ndistinct = 9", 21, "key empty: given twice"},
    {"distinct = 9", "distinct = 9\nkey = maybe", 21, "key key: neither yes nor no"},
    {"distinct = 9", "distinct = 9\nrepeats = 1000001", 21, "key repeats: not a whole number within its range"},
    {"distinct = 9", "distinct = 9\nbits.plain = 1", 21, "key bits.plain: not two whole numbers"},
    {"distinct = 9", "distinct = 9\nbits.plain = 1 2 3", 21, "key bits.plain: not a whole number within its range"},
    {"distinct = 9", "distinct = 9\nbits.plain = 1 -2", 21, "key bits.plain: not a whole number within its range"},
    {"distinct = 9", "distinct = 9\nbits.plain = 1 1000000001", 21,
	"key bits.plain: not a whole number within its range"},
    {"distinct = 9", "distinct = 9\nbits. = 1 2", 21, "key bits: not the name of a mark"},
    {"distinct = 9", "distinct = 9\nbits.Plain = 1 2", 21, "key bits: not the name of a mark"},
    {"distinct = 9", "distinct = 9\nbits.plain = 1 2\nbits.plain = 1 2", 22, "key bits.plain: given twice"},
    {"distinct = 9", "distinct = 9\nkey = 1", 21, "key key: neither yes nor no"},
    {"distinct = 9", "distinct = 9\nkey = yes\nkey = yes", 22, "key key: given twice"},
    {"rows = 10", "rows = 10\nkey = yes", 6, "unknown key 'key'"},
    {"distinct = 9", "distinct = 9\ntells = height 1", 21,
	"key tells: neither nothing, nor birth, sex or age and the number of a column"},
    {"distinct = 9", "distinct = 9\ntells = birth", 21,
	"key tells: neither nothing, nor birth, sex or age and the number of a column"},
    {"distinct = 9", "distinct = 9\ntells = age two", 21, "key tells: not a whole number within its range"},
    {"distinct = 9", "distinct = 9\ntells = age 1", 0, "key tells: not the number of another column"},
    {"distinct = 9", "distinct = 9\ntells = age 0", 0, "key tells: not the number of another column"},
    {"distinct = 9", "distinct = 9\ntells = sex 2", 0, "key tells: not the number of another column"},
    {"distinct = 9", "distinct = 9\ndays = first", 21, "key days: neither day-first nor month-first"},
    {"distinct = 9", "distinct = 9\nmale = \"a word that is longer than any for a sex\"", 21,
	"key male: the text is too long"},
    {"distinct = 9", "distinct = 9\npair = both", 21, "key pair: neither yes nor no"},
    {"distinct = 9", "distinct = 9\npair = yes", 0, "key pair: two columns have it, or none"},
    {"distinct = 9", "distinct = 9\nlooks = road", 21,
	"unknown kind 'road' (if it is not misspelt, a program that has it must be used)"},
    {"tolerance = 0", "tolerance = -1", 19, "key tolerance: not a whole number within its range"},
    {"[table 1]", "[table 2]", 21, "tables are numbered from 1, in order"},
    {"type = suffix", "type = prefix", 23, "unknown slot type 'prefix'"},
    {"units.street", "units.strasse", 26, "unknown alternative 'strasse'"},
    {"units.street = 40000", "units.street = 40001", 27, "key units.st.dot: the units of a table must sum to 65536"},
    {"units.street = 40000", "units.street = 39999", 21, "the units of a table must sum to 65536"},
    {"units.street = 40000", "units.street = 0", 26, "key units.street: 0 units; leave the alternative out"},
    {"units.st.dot", "units.street", 27, "key units.street: given twice"},
    {"enabled = no", "enabled = yes", 28, "key enabled: a table that marks needs two spellings or more"},
    {"\"CN\"", "\"*\"", 28, "tables must be in the order of kind, type and context, each once"},
    {"\"CN\"", "\"0123456789abcdef\"", 28, "key context: the text is too long"},
    {"rows = 10", " rows = 10", 5, "an indented line"},
    {"rows = 10", "rows 10", 5, "neither a section nor a key and its value"},
    {"[profile]", "", 3, "a key outside of every section"},
    {"[profile]", "[table 1]", 2, "section profile must come first"},
};

START_TEST(refuses_what_is_wrong)
{
	struct dye_profile * p = NULL;
	struct dye_error err = {0};
	char * text = with(bad[_i].from, bad[_i].to);

	ck_assert_int_eq(dye_profile_parse(slice(text), &p, &err), DYE_EDATA);
	ck_assert_str_eq(err.message, bad[_i].message);
	ck_assert_uint_eq(err.row, bad[_i].row);
	ck_assert_ptr_null(p);
	free(text);
}
END_TEST

START_TEST(refuses_lines_that_inih_would_cut)
{
	struct dye_profile * p = NULL;
	struct dye_error err = {0};
	char line[400];

	/* 198 bytes: "dataset = " and two quotes are 12. Two less than what inih can hold is what is allowed. */
	(void)snprintf(line, sizeof(line), "\"%0186d\"", 1);
	char * text = with("\"places\"", line);
	ck_assert_int_eq(dye_profile_parse(slice(text), &p, &err), DYE_EDATA);
	ck_assert_str_eq(err.message, "a line of a profile has at most 197 bytes");
	ck_assert_uint_eq(err.row, 4);
	free(text);
	(void)snprintf(line, sizeof(line), "\"%0185d\"", 1);
	text = with("\"places\"", line);
	p = parse_ok(text);
	ck_assert_uint_eq(strlen(p->dataset), 185);
	dye_profile_free(p);
	free(text);
	/* A key of 50 bytes. */
	(void)snprintf(line, sizeof(line), "x%049d = 10", 1);
	text = with("rows = 10", line);
	p = NULL;
	ck_assert_int_eq(dye_profile_parse(slice(text), &p, &err), DYE_EDATA);
	ck_assert_str_eq(err.message, "a key has at most 49 bytes");
	free(text);
}
END_TEST

START_TEST(refuses_every_truncation)
{
	size_t len, table2 = (size_t)(strstr(good, "[table 2]") - good),
		    table1 = (size_t)(strstr(good, "[table 1]") - good);

	/* Cut anywhere, the file is refused, but where a section just ended and nothing that must be there is missing. */
	for (len = 0; len < sizeof(good) - 2; len++) {
		struct dye_profile * p = NULL;
		enum dye_code rc = dye_profile_parse((struct dye_slice){good, len}, &p, NULL);

		if (len == table1 || len == table2 || len == table1 - 1 || len == table2 - 1)
			ck_assert_int_eq(rc, DYE_OK);
		else
			ck_assert_int_eq(rc, DYE_EDATA);
		dye_profile_free(p);
	}
}
END_TEST

START_TEST(reads_crlf_and_bom)
{
	struct dye_buffer text = {0};
	struct dye_profile * p;
	const char * s;

	ck_assert_int_eq(dye_buffer_append(&text, "\xEF\xBB\xBF", 3, NULL), DYE_OK);
	for (s = good; *s != '\0'; s++) {
		if (*s == '\n')
			ck_assert_int_eq(dye_buffer_append_byte(&text, '\r', NULL), DYE_OK);
		ck_assert_int_eq(dye_buffer_append_byte(&text, *s, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_buffer_append_byte(&text, '\0', NULL), DYE_OK);
	p = parse_ok(text.data);
	ck_assert_uint_eq(p->table_count, 2);
	dye_profile_free(p);
	dye_buffer_release(&text);
}
END_TEST

START_TEST(refuses_what_is_no_profile)
{
	struct dye_profile * p = NULL;
	struct dye_error err = {0};

	ck_assert_int_eq(dye_profile_parse(slice(""), &p, &err), DYE_EDATA);
	ck_assert_str_eq(err.message, "not a profile: section profile is missing");
	ck_assert_int_eq(dye_profile_parse(slice("name,phone\nA,1\n"), &p, &err), DYE_EDATA);
	ck_assert_uint_eq(err.row, 1);
	ck_assert_int_eq(dye_profile_parse((struct dye_slice){"a\0=", 3}, &p, &err), DYE_EDATA);
	ck_assert_str_eq(err.message, "a zero byte");
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("file");

	tcase_add_test(tcase, reads_what_is_written_by_hand);
	tcase_add_test(tcase, a_mark_may_lack_its_section);
	tcase_add_test(tcase, reads_back_what_it_prints);
	tcase_add_test(tcase, figures_are_read_and_written);
	tcase_add_test(tcase, a_key_is_read_and_written);
	tcase_add_test(tcase, a_pair_is_read_and_written);
	tcase_add_test(tcase, what_columns_tell_is_read_and_written);
	tcase_add_loop_test(tcase, odd_column_names_survive, 0, sizeof(odd_names) / sizeof(odd_names[0]));
	tcase_add_test(tcase, long_column_names_survive);
	tcase_add_loop_test(tcase, refuses_what_is_wrong, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tcase, refuses_lines_that_inih_would_cut);
	tcase_add_test(tcase, refuses_every_truncation);
	tcase_add_test(tcase, reads_crlf_and_bom);
	tcase_add_test(tcase, refuses_what_is_no_profile);
	return suite_run("profile", tcase);
}
