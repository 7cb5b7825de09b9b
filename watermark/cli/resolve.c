/*
 * leakdye resolve: what keys the surrogates of an account stand for.
 */
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "formats/base/json.h"
#include "watermark/cli/command.h"
#include "watermark/cli/put_cell.h"
#include "watermark/cli/table_options.h"

struct arguments {
	const char * from;
	const char * column;
	const char * file;
	bool all;
	struct dye_table_arguments table;
};

static const struct dye_option options[] = {
    {"from", 0, DYE_OPTION_TEXT, offsetof(struct arguments, from), "ACCOUNT", "whose surrogates they are"},
    {"column", 0, DYE_OPTION_TEXT, offsetof(struct arguments, column), "COLUMN",
	"of which column, where several leave as surrogates"},
    {"file", 0, DYE_OPTION_TEXT, offsetof(struct arguments, file), "FILE",
	"resolve that column of a file, or each line; -: standard input"},
    {"all", 0, DYE_OPTION_FLAG, offsetof(struct arguments, all), NULL,
	"show keys too that the table had not when it was learned"},
    DYE_TABLE_OPTIONS(struct arguments),
    DYE_OPTION_END,
};

/* So many of those that do not resolve are said one by one. */
#define FAILED_SHOWN 20

struct listing {
	const struct dye_cli * cli;
	const struct arguments * arguments;
	struct dye_buffer line;
	uint64_t count;
	struct failed {
		uint64_t number;
		bool shapeless;
	} failed[FAILED_SHOWN]; /* the first ones */
	uint64_t failed_count;
};

static enum dye_code
put_object(struct listing * l, const struct dye_resolved * r, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(&l->line, err, "%s\n {\"%s\":%" PRIu64 ",\"surrogate\":", l->count == 0 ? "[" : ",",
	    l->arguments->file == NULL ? "value" : "row", r->number));
	DYE_TRY(dye_json_string(&l->line, r->surrogate, err));
	DYE_TRY(dye_buffer_printf(&l->line, err, ",\"key\":"));
	DYE_TRY(dye_json_string(&l->line, r->key, err));
	return dye_buffer_printf(&l->line, err, ",\"known\":%s,\"zeros_restored\":%s}", r->known ? "true" : "false",
	    r->restored ? "true" : "false");
}

/* A line of names first; of a file with the rows, and with --all whether the table had the key. */
static enum dye_code
put_line(struct listing * l, const struct dye_resolved * r, struct dye_error * err)
{
	const struct arguments * a = l->arguments;

	if (l->count == 0)
		DYE_TRY(dye_buffer_printf(
		    &l->line, err, "%ssurrogate,key%s\n", a->file == NULL ? "" : "row,", a->all ? ",known" : ""));
	if (a->file != NULL)
		DYE_TRY(dye_buffer_printf(&l->line, err, "%" PRIu64 ",", r->number));
	DYE_TRY(dye_cli_put_cell(&l->line, r->surrogate, err));
	DYE_TRY(dye_buffer_append_byte(&l->line, ',', err));
	DYE_TRY(dye_cli_put_cell(&l->line, r->key, err));
	return dye_buffer_printf(&l->line, err, "%s\n", !a->all ? "" : r->known ? ",yes" : ",no");
}

static enum dye_code
show(void * cookie, const struct dye_resolved * r, struct dye_error * err)
{
	struct listing * l = cookie;

	if (r->shapeless || r->unknown) {
		if (l->failed_count < FAILED_SHOWN)
			l->failed[l->failed_count] = (struct failed){r->number, r->shapeless};
		l->failed_count++;
		return DYE_OK;
	}
	dye_buffer_reset(&l->line);
	DYE_TRY(l->cli->json ? put_object(l, r, err) : put_line(l, r, err));
	l->count++;
	return dye_cli_print(&l->line, err);
}

/* Which of them do not resolve: never what they are. */
static void
say_failed(const struct listing * l)
{
	const struct arguments * a = l->arguments;

	(void)fflush(stdout);
	for (size_t i = 0; i < FAILED_SHOWN && i < l->failed_count; i++) {
		(void)fputs("leakdye: ", stderr);
		if (a->file != NULL && strcmp(a->file, "-") != 0)
			(void)fprintf(stderr, "%s: ", a->file);
		(void)fprintf(stderr, "%s %" PRIu64 ": %s\n", a->file != NULL ? "row" : "value", l->failed[i].number,
		    l->failed[i].shapeless ? "of another shape than the account's surrogates have"
					   : "for a key that the table had not when it was learned");
	}
	if (l->failed_count > FAILED_SHOWN)
		(void)fprintf(
		    stderr, "leakdye: and %" PRIu64 " more that do not resolve\n", l->failed_count - FAILED_SHOWN);
}

/* What does not resolve is an error, though the others are shown. */
static enum dye_code
judge(const struct arguments * a, const struct dye_resolve_counts * c, struct dye_error * err)
{

	if (c->shapeless == 0 && (c->unknown == 0 || a->all))
		return DYE_OK;
	return dye_fail(err, DYE_EMISSING,
	    "%" PRIu64 " of %" PRIu64 " cannot be shown to be surrogates of account \"%s\": %" PRIu64
	    " of another shape than its surrogates have, %" PRIu64
	    " for keys that the table had not when it was learned%s. Another account's? An invented record's, or of a "
	    "later row? Without zeros that stood in front, where surrogates have several lengths?",
	    c->shapeless + c->unknown, c->values, a->from, c->shapeless, c->unknown,
	    c->unknown > 0 && !a->all ? " (--all shows these)" : "");
}

static enum dye_code
resolve(const struct dye_cli * cli, const struct arguments * a, int operands, char ** argv, struct listing * l,
    struct dye_error * err)
{
	const struct dye_resolve_request request = {
	    .dataset = argv[1], .account = a->from, .column = a->column, .all = a->all};
	const char * const * values = (const char * const *)argv + 2;
	struct dye_dialect_wish wish;
	struct dye_resolve_counts counts;
	struct dye_file_input input = {.fd = -1};
	struct dye_source source;
	struct dye_vault * vault;
	enum dye_code rc;

	if (!dye_table_wish(&a->table, &wish))
		return DYE_EUSAGE;
	DYE_TRY(dye_cli_open_vault(cli, &vault, err));
	if (a->file == NULL)
		rc = dye_vault_resolve(vault, &request, values, (size_t)operands - 1, show, l, &counts, err);
	else if ((rc = dye_file_input_open(a->file, &input, err)) == DYE_OK) {
		source = dye_file_input_source(&input);
		rc = dye_vault_resolve_file(vault, &request, &source, &wish, show, l, &counts, err);
		dye_file_input_close(&input);
	}
	dye_vault_close(vault);
	if (rc == DYE_OK && cli->json)
		(void)fputs(l->count == 0 ? "[]\n" : "\n]\n", stdout);
	if (rc == DYE_OK && counts.restored > 0 && !cli->quiet)
		(void)fprintf(stderr,
		    "leakdye: %" PRIu64
		    " had lost zeros in front, as spreadsheets take them: with these they are resolved\n",
		    counts.restored);
	if (rc == DYE_OK)
		say_failed(l);
	return rc == DYE_OK ? judge(a, &counts, err) : rc;
}

static int
run_resolve(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct arguments * a = arguments;
	struct listing l = {.cli = cli, .arguments = a};
	struct dye_error err = {0};
	enum dye_code rc;

	if (a->from == NULL)
		return dye_cli_usage("resolve: --from is missing: every account has surrogates of its own");
	/* As other filters have it. */
	if (a->file == NULL && operands == 2 && strcmp(argv[2], "-") == 0) {
		a->file = "-";
		operands = 1;
	}
	if ((a->file != NULL) == (operands > 1))
		return dye_cli_usage("resolve takes values, or --file and a file (-: standard input, one in a line)");
	if (a->table.header && a->table.no_header)
		return dye_cli_usage("--header and --no-header exclude each other");
	rc = resolve(cli, a, operands, argv, &l, &err);
	dye_buffer_release_secret(&l.line);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_resolve = {
    .name = "resolve",
    .order = 67,
    .arguments = "DATASET --from ACCOUNT [VALUE...]",
    .summary = "show the keys that surrogates of an account stand for",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .least = 1,
    .most = INT_MAX,
    .run = run_resolve,
};
