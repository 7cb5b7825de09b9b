/*
 * conform_reports.c: every member of dye_reports shows what a trace found, with nobody and with several named, of all there is of everything, and with
 * texts of strangers that would break a careless renderer. The JSON is read back by Python's parser in tests/cli/test_trace.sh.
 */
#include <check.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "formats/base/text.h"
#include "tests/suite.h"
#include "trace/report/report.h"

/*
 * What a stranger may put behind a name: quotes, a line of ours, a character that clears the screen, one that deletes, one that turns the line
 * round, one of eight bits that begins a command, a byte that is no text.
 */
#define EVIL " \"x\"\\\nNAMED: account forged\x1B[2J\x7F\xE2\x80\xAE\xC2\x9B\xFF"
/* In a string of the registry, which is JSON and has no line ends. */
#define EVIL_JSON "\x7F\xE2\x80\xAE\xC2\x9B"

static struct dye_trace_file files[] = {{.name = (char[]){"first-leak.txt" EVIL},
					    .salt = "a1a1",
					    .sha256 = "b2b2",
					    .bytes = 1,
					    .rows = 2,
					    .reading = "text, columns: colour" EVIL,
					    .readings = 2,
					    .hint = "perhaps two columns"},
    {.name = (char[]){"second-leak.txt" EVIL},
	.salt = "a5a5",
	.sha256 = "b6b6",
	.bytes = 3,
	.rows = 4,
	.reading = "csv" EVIL,
	.readings = 1,
	.hint = "perhaps another encoding"}};
static struct dye_trace_export exports[] = {{.id = 3,
						.started = 1700000000,
						.finished = 1700000009,
						.rows = 4,
						.profile_version = 1,
						.marks = "spelling",
						.meta = "{\"ticket\":\"T-4711" EVIL_JSON "\"}",
						.salt = "c3c3",
						.sha256 = "d4d4"},
    {.id = 4,
	.started = 1700000100,
	.finished = 1700000109,
	.rows = 4,
	.profile_version = 1,
	.marks = "canary",
	.meta = "{\"ticket\":\"T-4712\"}",
	.salt = "c7c7",
	.sha256 = "d8d8"},
    {.id = 5,
	.started = 1700000200,
	.rows = 1,
	.profile_version = 1,
	.marks = "canary",
	.meta = "{\"ticket\":\"T-4713\"}"}};
static struct dye_trace_route routes[] = {{"first-mark", 3}, {"second-mark", -INFINITY}};
/* All that speaks against naming an account is of the first alone. */
static struct dye_trace_account named[] = {{.recipient = "\xE5\xBC\xA0\xE4\xB8\x89@cs" EVIL,
					       .dataset = "d" EVIL,
					       .round = 1,
					       .profile_version = 1,
					       .log10_evidence = 20,
					       .log10_weighted = 14,
					       .bound = 0,
					       .log10_bound = -412.7,
					       .number = 31415,
					       .verbal = "extremely strong",
					       .units_only = true,
					       .rests_on_order = true,
					       .sources = 2,
					       .source_entry = 7,
					       .slots_agree = 9,
					       .routes = routes,
					       .route_count = 2,
					       .exports = exports,
					       .export_count = 3},
    {.recipient = "wang.wu@cs" EVIL,
	.dataset = "d",
	.round = 2,
	.profile_version = 1,
	.log10_evidence = 18,
	.log10_weighted = 12,
	.bound = 0,
	.log10_bound = -399.2,
	.number = 27182,
	.verbal = "very strong",
	.routes = routes,
	.route_count = 1}};
static struct dye_trace_account next[] = {{.recipient = "li.si@cs" EVIL,
					      .dataset = "d",
					      .log10_evidence = -INFINITY,
					      .log10_weighted = -INFINITY,
					      .bound = 1},
    {.recipient = "zhao.liu@cs" EVIL,
	.dataset = "d",
	.log10_evidence = -INFINITY,
	.log10_weighted = -INFINITY,
	.bound = 1}};
static struct dye_trace_earlier earlier[] = {
    {.log_entry = 5, .when = 1700000000, .overlap = 0.5}, {.log_entry = 6, .when = 1700000001, .overlap = 0.25}};

/* Text that people may be shown, in lines: nothing in it moves a cursor, turns a line round or is no text. */
static void
check_characters(const struct dye_report * report, const struct dye_buffer * out)
{
	utf8proc_ssize_t n;

	for (size_t i = 0; i < out->len; i += (size_t)n) {
		utf8proc_int32_t c;

		n = utf8proc_iterate((const utf8proc_uint8_t *)out->data + i, (utf8proc_ssize_t)(out->len - i), &c);
		ck_assert_msg(n > 0 && (c == '\n' || dye_is_shown(c)),
		    "report %s holds the byte 0x%02X, of no text or of a character that is not shown: what comes of "
		    "strangers goes through dye_show or dye_json_string (what is JSON through dye_json_part)",
		    report->name, (unsigned char)out->data[i]);
	}
}

static struct dye_buffer
render(const struct dye_report * report, const struct dye_trace_report * r)
{
	struct dye_buffer out = {0};
	struct dye_error err = {0};

	ck_assert_msg(
	    report->render(r, &out, &err) == DYE_OK, "report %s: render fails: %s", report->name, err.message);
	ck_assert_msg(
	    out.len > 0 && out.data[out.len - 1] == '\n', "report %s does not end in a line end", report->name);
	check_characters(report, &out);
	ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', &err), DYE_OK);
	ck_assert_msg(strstr(out.data, "\nNAMED: account forged") == NULL,
	    "report %s lets the name of a file or an account write a line of its own", report->name);
	return out;
}

START_TEST(test_declares_itself)
{
	const struct dye_report * report = dye_reports[_i];

	ck_assert_msg(suite_is_name(report->name), "the name of a report is small letters and hyphens, not \"%s\"",
	    report->name != NULL ? report->name : "");
	ck_assert_msg(
	    dye_report_find(report->name) == report, "two reports are called %s: give one another name", report->name);
	suite_has(
	    "report", report->name, "description", report->description != NULL && strlen(report->description) > 0);
	suite_has("report", report->name, "render", report->render != NULL);
}
END_TEST

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Of a trace that matched nothing: what may be wrong with the reading is said, and only then. */
START_TEST(test_nobody)
{
	struct dye_trace_report r = {.dataset = "d" EVIL,
	    .alpha = 1e-9,
	    .population = 10,
	    .threshold_log10 = 10.3,
	    .files = files,
	    .file_count = COUNT(files),
	    .candidates = next,
	    .candidate_count = COUNT(next)};
	struct dye_buffer out = render(dye_reports[_i], &r);

	ck_assert_msg(strstr(out.data, "\nNAMED: account") == NULL && strncmp(out.data, "NAMED", 5) != 0,
	    "report %s names somebody where nobody is named", dye_reports[_i]->name);
	for (size_t i = 0; i < COUNT(files); i++)
		ck_assert_msg(strstr(out.data, files[i].hint) != NULL,
		    "report %s lacks the hint of a file where nobody is named: \"%s\"", dye_reports[_i]->name,
		    files[i].hint);
	dye_buffer_release(&out);
}
END_TEST

/* What must stand in a report that names two, in one way or the other: of all there is, the last too. */
static const struct {
	const char * what;
	const char *text, *other; /* other may be NULL */
} wanted[] = {
    {"an account that is named", "\xE5\xBC\xA0\xE4\xB8\x89@cs", NULL},
    {"the second account that is named", "wang.wu@cs", NULL},
    {"the next candidate", "li.si@cs", NULL},
    {"the second candidate", "zhao.liu@cs", NULL},
    {"the verbal word", "extremely strong", NULL},
    {"the verbal word of the second account", "very strong", NULL},
    {"the meta of an export", "T-4711", NULL},
    {"the meta of the second export", "T-4712", NULL},
    {"the meta of an export that is incomplete", "T-4713", NULL},
    {"that an export is incomplete", "INCOMPLETE", "\"complete\":false"},
    {"the name of a leak", "first-leak.txt", NULL},
    {"the name of the second leak", "second-leak.txt", NULL},
    {"the salt of a leak", "a1a1", NULL},
    {"the salted hash of a leak", "b2b2", NULL},
    {"the salt of the second leak", "a5a5", NULL},
    {"the salted hash of the second leak", "b6b6", NULL},
    {"the salt of an export", "c3c3", NULL},
    {"the salted hash of an export", "d4d4", NULL},
    {"the salt of the second export", "c7c7", NULL},
    {"the salted hash of the second export", "d8d8", NULL},
    {"how the hashes are made (DYE_REPORT_HASH_COMMAND)", DYE_REPORT_HASH_COMMAND, NULL},
    {"the overlap with an earlier trace", "50 %", "\"overlap\":0.5"},
    {"the overlap with the second earlier trace", "25 %", "\"overlap\":0.25"},
    {"the number of an account", "31415", NULL},
    {"the number of the second account", "27182", NULL},
    /* Too small for a double, and no report says that it is 0. */
    {"the bound on the chance of accusing an innocent, as a power of ten (log10_bound)", "10^-412",
	"\"log10_bound\":-412.7"},
    {"the bound of the second account", "10^-399", "\"log10_bound\":-399.2"},
};

/* Of the first account alone; what a member of struct dye_trace_account says. */
static const struct {
	const char *what, *text, *other;
} warnings[] = {
    {"units_only (dye_report_units_only)", dye_report_units_only, "\"units_only\":true"},
    {"rests_on_order (dye_report_rests_on_order)", dye_report_rests_on_order, "\"rests_on_order\":true"},
    {"sources (dye_report_sources)", dye_report_sources, "\"sources\":2"},
};

/* How often ${what} stands in ${text}, whose line ends and blanks are all the same. */
static size_t
times(const char * text, const char * what)
{
	size_t n = 0;

	for (const char * at = text; (at = strstr(at, what)) != NULL; at += strlen(what))
		n++;
	return n;
}

/* Runs of blanks and line ends become one blank: a report may break its sentences anywhere. */
static void
squeeze(char * text)
{
	char * to = text;

	for (const char * from = text; *from != '\0'; from++)
		if (!isspace((unsigned char)*from))
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
}

static void
check_sentences(const struct dye_report * report, const char * text)
{

	for (size_t i = 0; i < COUNT(warnings); i++) {
		size_t n = times(text, warnings[i].text) + times(text, warnings[i].other);

		ck_assert_msg(n == 1,
		    "report %s says what an account's %s means %zu times, of two accounts of which it holds "
		    "for one: \"%s\"",
		    report->name, warnings[i].what, n, warnings[i].text);
	}
	for (size_t i = 0; dye_report_presumptions[i] != NULL; i++)
		ck_assert_msg(times(text, dye_report_presumptions[i]) == 1,
		    "report %s lacks what the bound presumes (dye_report_presumptions, all of them): \"%s\"",
		    report->name, dye_report_presumptions[i]);
}

/* The accounts, their exports and what is known of earlier traces stand in every report. */
START_TEST(test_somebody)
{
	struct dye_trace_report r = {.dataset = "d" EVIL,
	    .alpha = 1e-9,
	    .population = 10,
	    .threshold_log10 = 10.3,
	    .files = files,
	    .file_count = COUNT(files),
	    .accused = named,
	    .accused_count = COUNT(named),
	    .candidates = next,
	    .candidate_count = COUNT(next),
	    .earlier = earlier,
	    .earlier_count = COUNT(earlier)};
	struct dye_buffer out = render(dye_reports[_i], &r);

	for (size_t i = 0; i < COUNT(wanted); i++)
		ck_assert_msg(strstr(out.data, wanted[i].text) != NULL ||
				  (wanted[i].other != NULL && strstr(out.data, wanted[i].other) != NULL),
		    "report %s lacks %s: \"%s\"", dye_reports[_i]->name, wanted[i].what, wanted[i].text);
	ck_assert_msg(strstr(out.data, "nan") == NULL, "report %s: a number that is none", dye_reports[_i]->name);
	for (size_t i = 0; i < COUNT(files); i++)
		ck_assert_msg(strstr(out.data, files[i].hint) == NULL,
		    "report %s gives a hint of a file although somebody is named", dye_reports[_i]->name);
	squeeze(out.data);
	check_sentences(dye_reports[_i], out.data);
	dye_buffer_release(&out);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("reports");
	int n = 0;

	while (dye_reports[n] != NULL)
		n++;
	tcase_add_loop_test(t, test_declares_itself, 0, n);
	tcase_add_loop_test(t, test_nobody, 0, n);
	tcase_add_loop_test(t, test_somebody, 0, n);
	return suite_run("reports", t);
}
