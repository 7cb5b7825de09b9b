/*
 * conform_reports.c: every member of dye_reports shows what a trace found, with nobody, one and many named, and with texts that would break a
 * careless renderer. The JSON is read back by Python's parser in tests/cli/test_trace.sh.
 */
#include <check.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "trace/report/report.h"

static struct dye_trace_file files[] = {{.name = (char[]){"leak \"one\".txt"},
    .salt = "a1a1",
    .sha256 = "b2b2",
    .bytes = 1,
    .rows = 2,
    .reading = "text",
    .readings = 2,
    .hint = "perhaps two columns"}};
static struct dye_trace_export exports[] = {{.id = 3,
    .started = 1700000000,
    .finished = 1700000009,
    .rows = 4,
    .profile_version = 1,
    .marks = "spelling",
    .meta = "{\"ticket\":\"T\"}",
    .salt = "c3c3",
    .sha256 = "d4d4"}};
static struct dye_trace_route routes[] = {{"first-mark", 3}, {"second-mark", -INFINITY}};
static struct dye_trace_account named[] = {{.recipient = "\xE5\xBC\xA0\xE4\xB8\x89@cs \"x\"\\",
    .dataset = "d",
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
    .slots_agree = 9,
    .routes = routes,
    .route_count = 2,
    .exports = exports,
    .export_count = 1}};
static struct dye_trace_account next[] = {
    {.recipient = "li.si@cs", .dataset = "d", .log10_evidence = -INFINITY, .log10_weighted = -INFINITY, .bound = 1}};
static struct dye_trace_earlier earlier[] = {{.log_entry = 5, .when = 1700000000, .overlap = 0.5}};

static struct dye_buffer
render(const struct dye_report * report, const struct dye_trace_report * r)
{
	struct dye_buffer out = {0};
	struct dye_error err = {0};
	size_t i;

	ck_assert_msg(
	    report->render(r, &out, &err) == DYE_OK, "report %s: render fails: %s", report->name, err.message);
	ck_assert_msg(
	    out.len > 0 && out.data[out.len - 1] == '\n', "report %s does not end in a line end", report->name);
	for (i = 0; i < out.len; i++)
		ck_assert_msg(out.data[i] == '\n' || (unsigned char)out.data[i] >= ' ',
		    "report %s holds the byte 0x%02X: what comes of strangers goes through dye_show or dye_json_string",
		    report->name, (unsigned char)out.data[i]);
	ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', &err), DYE_OK);
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

/* Of a trace that matched nothing: what may be wrong with the reading is said, and only then. */
START_TEST(test_nobody)
{
	struct dye_trace_report r = {
	    .dataset = "d", .alpha = 1e-9, .population = 10, .threshold_log10 = 10.3, .files = files, .file_count = 1};
	struct dye_buffer out = render(dye_reports[_i], &r);

	ck_assert_msg(strstr(out.data, "NAMED: account") == NULL, "report %s names somebody where nobody is named",
	    dye_reports[_i]->name);
	ck_assert_msg(strstr(out.data, files[0].hint) != NULL,
	    "report %s lacks the hint of a file where nobody is named", dye_reports[_i]->name);
	dye_buffer_release(&out);
}
END_TEST

/* What must stand in a report that names somebody, in one way or the other. */
static const struct {
	const char * what;
	const char *text, *other; /* other may be NULL */
} wanted[] = {
    {"the account", "\xE5\xBC\xA0\xE4\xB8\x89@cs", NULL},
    {"the next candidate", "li.si@cs", NULL},
    {"the verbal word", "extremely strong", NULL},
    {"the meta of the export", "ticket", NULL},
    {"the salt of the leak", "a1a1", NULL},
    {"the salted hash of the leak", "b2b2", NULL},
    {"the salt of the export", "c3c3", NULL},
    {"the salted hash of the export", "d4d4", NULL},
    {"how the hashes are made (DYE_REPORT_HASH_COMMAND)", DYE_REPORT_HASH_COMMAND, NULL},
    {"the overlap with an earlier trace", "50 %", "\"overlap\":0.5"},
    {"the number of the account", "31415", NULL},
    /* Too small for a double, and no report says that it is 0. */
    {"the bound on the chance of accusing an innocent, as a power of ten (log10_bound)", "10^-412",
	"\"log10_bound\":-412.7"},
    {"the presumption of the keys (dye_report_presumptions)", "were secret", NULL},
    {"the presumption of what passed learn (dye_report_presumptions)", "had passed learn", NULL},
};

/* The account, its exports and what is known of earlier traces stand in every report. */
START_TEST(test_somebody)
{
	struct dye_trace_report r = {.dataset = "d",
	    .alpha = 1e-9,
	    .population = 10,
	    .threshold_log10 = 10.3,
	    .files = files,
	    .file_count = 1,
	    .accused = named,
	    .accused_count = 1,
	    .candidates = next,
	    .candidate_count = 1,
	    .earlier = earlier,
	    .earlier_count = 1};
	struct dye_buffer out = render(dye_reports[_i], &r);
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		ck_assert_msg(strstr(out.data, wanted[i].text) != NULL ||
				  (wanted[i].other != NULL && strstr(out.data, wanted[i].other) != NULL),
		    "report %s lacks %s: \"%s\"", dye_reports[_i]->name, wanted[i].what, wanted[i].text);
	ck_assert_msg(strstr(out.data, "nan") == NULL, "report %s: a number that is none", dye_reports[_i]->name);
	ck_assert_msg(strstr(out.data, files[0].hint) == NULL,
	    "report %s gives a hint of a file although somebody is named", dye_reports[_i]->name);
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
