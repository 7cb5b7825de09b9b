/*
 * The published table docs/SPELLINGS.md against the code, from outside: every neutral alternative of every kind stands there, nothing else
 * does, and whatever a respelling changes in a real cell is explained by pairs of that table alone.
 */
#include <check.h>
#include <strings.h>

#include "formats/field/kind.h"
#include "formats/field/latin/clean.h"
#include "tests/cells.h"
#include "tests/suite.h"

#define LINES 2048
#define TEXT 96

struct line {
	char kind[TEXT], type[TEXT], spelling[TEXT], equals[TEXT], source[TEXT];
};

static struct line lines[LINES];
static char sources[LINES][TEXT];
static size_t line_count, source_count;

/* One column of a pipe table without the spaces and the signs around it. */
static bool
column(const char ** p, char * out, const char * signs)
{
	const char *end = strchr(*p, '|'), *start = *p;
	size_t n = strlen(signs);

	if (end == NULL)
		return false;
	*p = end + 1;
	while (start < end && *start == ' ')
		start++;
	while (end > start && end[-1] == ' ')
		end--;
	/* The signs: as they open, and mirrored as they close. */
	if (n > 0) {
		if ((size_t)(end - start) < 2 * n || strncmp(start, signs, n) != 0)
			return false;
		start += n;
		end -= n;
	}
	if (end - start >= TEXT)
		return false;
	memcpy(out, start, (size_t)(end - start));
	out[end - start] = '\0';
	return true;
}

static void
load(void)
{
	FILE * f = fopen("docs/SPELLINGS.md", "r");
	char text[8192];

	ck_assert_msg(f != NULL, "docs/SPELLINGS.md is missing");
	line_count = source_count = 0;
	while (fgets(text, sizeof(text), f) != NULL) {
		struct line * l = &lines[line_count];
		const char * p = text + 1;

		if (text[0] != '|')
			continue;
		if (column(&p, l->kind, "") && column(&p, l->type, "") && column(&p, l->spelling, "`\"") &&
		    column(&p, l->equals, "`\"") && column(&p, l->source, "")) {
			ck_assert_uint_lt(++line_count, LINES);
		} else {
			p = text + 1;
			if (column(&p, sources[source_count], ""))
				ck_assert_uint_lt(++source_count, LINES);
		}
	}
	fclose(f);
	ck_assert_uint_gt(line_count, 100);
}

static bool
published(const char * kind, const char * type, const char * spelling, const char * equals)
{
	size_t i;

	for (i = 0; i < line_count; i++)
		if (strcmp(lines[i].kind, kind) == 0 && strcmp(lines[i].type, type) == 0 &&
		    strcmp(lines[i].spelling, spelling) == 0 && strcmp(lines[i].equals, equals) == 0)
			return true;
	return false;
}

START_TEST(test_code_is_published)
{
	size_t k;
	uint8_t t, a;

	for (k = 0; dye_kinds[k] != NULL; k++)
		for (t = 0; t < dye_kinds[k]->slot_type_count; t++) {
			const struct dye_slot_type * type = &dye_kinds[k]->slot_types[t];

			for (a = 0; a < type->count && type->class == DYE_NEUTRAL; a++)
				ck_assert_msg(published(dye_kinds[k]->name, type->name, type->alternatives[a].text,
						  type->alternatives[0].text),
				    "%s %s %s is not published", dye_kinds[k]->name, type->name,
				    type->alternatives[a].id);
		}
}
END_TEST

START_TEST(test_published_is_code)
{
	size_t i, s;
	uint8_t a;

	for (i = 0; i < line_count; i++) {
		const struct dye_kind * kind = dye_kind_find(lines[i].kind);
		const struct dye_slot_type * type;
		bool known = false, sourced = false;

		ck_assert_msg(kind != NULL, "no kind %s", lines[i].kind);
		ck_assert_ptr_nonnull(type = dye_slot_type_find(kind, lines[i].type, NULL));
		for (a = 0; a < type->count; a++)
			known |= strcmp(type->alternatives[a].text, lines[i].spelling) == 0;
		ck_assert_msg(known, "%s %s \"%s\" is in no code", lines[i].kind, lines[i].type, lines[i].spelling);
		for (s = 0; s < source_count; s++)
			sourced |= strcmp(sources[s], lines[i].source) == 0;
		ck_assert_msg(sourced, "the source %s is not explained", lines[i].source);
	}
}
END_TEST

/* Whether now[] can come of old[] by keeping bytes and by replacing published spellings by their equals. */
static bool
explained(const char * kind, const char * old, const char * now)
{
	size_t n = strlen(old), m = strlen(now), i, j, a, b;
	bool * reach = calloc((n + 1) * (m + 1), sizeof(*reach));
	bool ok;

	ck_assert_ptr_nonnull(reach);
	reach[0] = true;
	for (i = 0; i <= n; i++)
		for (j = 0; j <= m; j++) {
			if (!reach[i * (m + 1) + j])
				continue;
			if (i < n && j < m && old[i] == now[j])
				reach[(i + 1) * (m + 1) + j + 1] = true;
			for (a = 0; a < line_count; a++) {
				size_t la = strlen(lines[a].spelling);

				if (strcmp(lines[a].kind, kind) != 0 ||
				    strncasecmp(old + i, lines[a].spelling, la) != 0)
					continue;
				for (b = 0; b < line_count; b++) {
					size_t lb = strlen(lines[b].spelling);

					if (strcmp(lines[a].type, lines[b].type) == 0 &&
					    strcmp(lines[b].kind, kind) == 0 &&
					    strncasecmp(now + j, lines[b].spelling, lb) == 0)
						reach[(i + la) * (m + 1) + j + lb] = true;
				}
			}
		}
	ok = reach[n * (m + 1) + m];
	free(reach);
	return ok;
}

START_TEST(test_explained)
{
	/* The judge itself: it must know right from wrong. */
	ck_assert(explained("address-latin", "1 Main St", "1 Main Street"));
	ck_assert(explained("address-latin", "No. 5, Foo Rd", "NO.5,Foo Road"));
	ck_assert(!explained("address-latin", "1 Main St", "1 Main Road"));
	ck_assert(!explained("address-latin", "1 Main St", "2 Main St"));
	ck_assert(!explained("address-latin", "1 Main St", "1 main St"));
	ck_assert(!explained("company", "Foo Ltd", "Foo Inc"));
}
END_TEST

struct respell {
	const struct dye_kind * kind;
	unsigned column;
	unsigned long seen, changed;
	uint64_t seed;
	struct dye_parse parse;
	struct dye_buffer out;
};

/* ${text} with its signs as the published table has them. */
static void
in_ascii(struct dye_slice text, char out[512])
{
	struct dye_clean clean;

	ck_assert_int_eq(dye_clean_open(&clean, text, NULL), DYE_OK);
	if (clean.text != NULL)
		text = (struct dye_slice){clean.text, clean.len};
	ck_assert_uint_lt(text.len, 512);
	memcpy(out, text.data, text.len);
	out[text.len] = '\0';
	dye_clean_close(&clean);
}

/* Respell a cell at random, spelling OTHER slots not, as a mark does. */
static void
on_cell(void * cookie, unsigned number, struct dye_slice text)
{
	struct respell * r = cookie;
	uint32_t i, at = 0;
	char old[512], now[512];

	if (number != r->column || r->seen++ % 97 != 0 || text.len >= sizeof(old) || text.len == 0)
		return;
	ck_assert_int_eq(r->kind->parse(text, &r->parse, NULL), DYE_OK);
	dye_buffer_reset(&r->out);
	for (i = 0; i < r->parse.slot_count; i++) {
		const struct dye_slot * s = &r->parse.slots[i];

		r->seed = r->seed * 6364136223846793005u + 1442695040888963407u;
		/* What is nearly a spelling is none that is published. */
		if (s->current == DYE_OTHER || (s->folded & DYE_NEARLY) != 0)
			continue;
		(void)dye_buffer_append(&r->out, text.data + at, s->offset - at, NULL);
		ck_assert_int_eq(
		    dye_slot_render(r->kind, text, &r->parse, i,
			(uint8_t)((r->seed >> 33) % r->kind->slot_types[s->type].count), false, &r->out, NULL),
		    DYE_OK);
		at = s->offset + s->len;
	}
	(void)dye_buffer_append(&r->out, text.data + at, text.len - at, NULL);
	in_ascii(text, old);
	in_ascii(dye_buffer_slice(&r->out), now);
	ck_assert_msg(explained(r->kind->name, old, now), "%s -> %s", old, now);
	r->changed += strcmp(old, now) != 0;
}

START_TEST(test_real_cells)
{
	static const struct {
		const char * kind;
		unsigned column;
	} what[] = {{"company", 3}, {"address-latin", 4}};
	struct respell r = {0};

	r.kind = dye_kind_find(what[_i].kind);
	r.column = what[_i].column;
	if (cells_read("/usr/share/ieee-data/oui.csv", on_cell, &r) >= 0)
		ck_assert_uint_gt(r.changed, 100);
	dye_parse_release(&r.parse);
	dye_buffer_release(&r.out);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("spellings");

	tcase_add_checked_fixture(t, load, NULL);
	tcase_add_test(t, test_code_is_published);
	tcase_add_test(t, test_published_is_code);
	tcase_add_test(t, test_explained);
	tcase_add_loop_test(t, test_real_cells, 0, 2);
	return suite_run("spellings", t);
}
