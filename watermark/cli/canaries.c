/*
 * canaries.c: leakdye canaries: the invented records of an export, or the rows of a file that are some, so that calls, invoices and statistics leave them out;
 * and what they are found by when they come back, made anew.
 */
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/json.h"
#include "formats/base/text.h"
#include "watermark/cli/command.h"
#include "watermark/cli/put_cell.h"
#include "watermark/cli/table_options.h"

struct arguments {
	const char * check; /* a file; NULL: an export is shown, */
	bool rebuild;	    /* or nothing is */
	struct dye_table_arguments table;
};

static const struct dye_option options[] = {
    {"check", 0, DYE_OPTION_TEXT, offsetof(struct arguments, check), "FILE",
	"show which rows of a file are invented, whoever's they are; -: standard input"},
    {"rebuild", 0, DYE_OPTION_FLAG, offsetof(struct arguments, rebuild), NULL,
	"make anew what invented records are found by when they come back"},
    DYE_TABLE_OPTIONS(struct arguments),
    DYE_OPTION_END,
};

struct listing {
	const struct dye_cli * cli;
	struct dye_buffer line;
	uint64_t count;
};

/* The names of the columns, or what the record says in them. */
static enum dye_code
put_row(struct listing * l, const struct dye_listed_canary * c, bool names, struct dye_error * err)
{

	for (size_t i = 0; i < c->count; i++) {
		struct dye_slice name = {c->columns[i], strlen(c->columns[i])};

		if (i > 0)
			DYE_TRY(dye_buffer_append_byte(&l->line, ',', err));
		DYE_TRY(dye_cli_put_cell(&l->line, names ? name : c->values[i], err));
	}
	return dye_buffer_append_byte(&l->line, '\n', err);
}

static enum dye_code
put_object(struct listing * l, const struct dye_listed_canary * c, struct dye_error * err)
{
	bool any = false;

	DYE_TRY(dye_buffer_printf(
	    &l->line, err, "%s\n {\"burned\":%s,\"cells\":{", l->count == 0 ? "[" : ",", c->burned ? "true" : "false"));
	for (size_t i = 0; i < c->count; i++) {
		if (c->values[i].len == 0)
			continue;
		if (any)
			DYE_TRY(dye_buffer_append_byte(&l->line, ',', err));
		any = true;
		DYE_TRY(dye_json_string(&l->line, (struct dye_slice){c->columns[i], strlen(c->columns[i])}, err));
		DYE_TRY(dye_buffer_append_byte(&l->line, ':', err));
		DYE_TRY(dye_json_string(&l->line, c->values[i], err));
	}
	return dye_buffer_printf(&l->line, err, "}}");
}

static enum dye_code
show(void * cookie, const struct dye_listed_canary * c, struct dye_error * err)
{
	struct listing * l = cookie;

	dye_buffer_reset(&l->line);
	if (l->cli->json)
		DYE_TRY(put_object(l, c, err));
	else {
		if (l->count == 0)
			DYE_TRY(put_row(l, c, true, err));
		DYE_TRY(put_row(l, c, false, err));
	}
	l->count++;
	return dye_cli_print(&l->line, err);
}

/* A whole number above 0 in ASCII digits. */
static bool
read_number(const char * text, uint64_t * number)
{
	char * end;

	if (!dye_is_digit((uint8_t)text[0]))
		return false;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' && *number > 0 && *number <= INT64_MAX;
}

static enum dye_code
show_checked(void * cookie, const struct dye_checked_row * row, struct dye_error * err)
{
	struct dye_slice account = {row->recipient, strlen(row->recipient)};
	struct dye_slice dataset = {row->dataset, strlen(row->dataset)};
	const char * burned = row->burned ? "true" : "false";
	struct listing * l = cookie;

	dye_buffer_reset(&l->line);
	if (l->cli->json) {
		DYE_TRY(dye_buffer_printf(
		    &l->line, err, "%s\n {\"row\":%" PRIu64 ",\"recipient\":", l->count == 0 ? "[" : ",", row->row));
		DYE_TRY(dye_json_string(&l->line, account, err));
		DYE_TRY(dye_buffer_printf(&l->line, err, ",\"number\":%" PRIu64 ",\"dataset\":", row->number));
		DYE_TRY(dye_json_string(&l->line, dataset, err));
		DYE_TRY(dye_buffer_printf(&l->line, err, ",\"burned\":%s}", burned));
	} else {
		DYE_TRY(dye_buffer_printf(
		    &l->line, err, "%s%" PRIu64 ",", l->count == 0 ? "row,recipient,dataset,burned\n" : "", row->row));
		DYE_TRY(dye_cli_put_cell(&l->line, account, err));
		DYE_TRY(dye_buffer_append_byte(&l->line, ',', err));
		DYE_TRY(dye_cli_put_cell(&l->line, dataset, err));
		DYE_TRY(dye_buffer_printf(&l->line, err, ",%s\n", burned));
	}
	l->count++;
	return dye_cli_print(&l->line, err);
}

static enum dye_code
list_export(struct dye_vault * vault, uint64_t export_id, struct listing * l, struct dye_error * err)
{

	DYE_TRY(dye_vault_canaries(vault, export_id, show, l, err));
	if (l->count == 0 && !l->cli->json && !l->cli->quiet)
		(void)fprintf(stderr, "leakdye: export %" PRIu64 " has no invented records\n", export_id);
	return DYE_OK;
}

static enum dye_code
check_file(struct dye_vault * vault, const char * path, const struct dye_dialect_wish * wish, struct listing * l,
    struct dye_error * err)
{
	struct dye_file_input input;
	struct dye_source source;
	enum dye_code rc;

	DYE_TRY(dye_file_input_open(path, &input, err));
	source = dye_file_input_source(&input);
	rc = dye_vault_canaries_check(vault, &source, wish, show_checked, l, err);
	dye_file_input_close(&input);
	if (rc == DYE_OK && l->count == 0 && !l->cli->json && !l->cli->quiet)
		(void)fprintf(stderr, "leakdye: %s: no row is an invented record\n", source.name);
	return rc;
}

static enum dye_code
rebuild(const struct dye_cli * cli, struct dye_vault * vault, struct dye_error * err)
{
	uint64_t count;

	DYE_TRY(dye_vault_canaries_rebuild(vault, &count, err));
	if (cli->json)
		(void)printf("{\"canaries\":%" PRIu64 "}\n", count);
	else if (!cli->quiet)
		(void)printf("%" PRIu64 " invented record%s can be found\n", count, dye_plural(count));
	return DYE_OK;
}

/* What was asked for, once the vault is open. */
static enum dye_code
run_list(const struct dye_cli * cli, const struct arguments * a, struct dye_vault * vault, uint64_t export_id,
    const struct dye_dialect_wish * wish, struct dye_error * err)
{
	struct listing l = {.cli = cli};
	enum dye_code rc;

	if (a->rebuild)
		return rebuild(cli, vault, err);
	rc = a->check == NULL ? list_export(vault, export_id, &l, err) : check_file(vault, a->check, wish, &l, err);
	dye_buffer_release_secret(&l.line);
	if (rc == DYE_OK && cli->json)
		(void)fputs(l.count == 0 ? "[]\n" : "\n]\n", stdout);
	return rc;
}

static int
run_canaries(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	const struct arguments * a = arguments;
	struct dye_dialect_wish wish;
	struct dye_vault * vault;
	uint64_t export_id = 0;
	struct dye_error err;
	enum dye_code rc;

	if ((a->check != NULL) + a->rebuild + (operands == 1) != 1)
		return dye_cli_usage("canaries takes the number of an export, or --check and a file, or --rebuild");
	if (operands == 1 && !read_number(argv[1], &export_id))
		return dye_cli_usage("\"%s\" is no number of an export (leakdye list exports shows them)", argv[1]);
	if (!dye_table_wish(&a->table, &wish))
		return DYE_EXIT_ERROR;
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	rc = run_list(cli, a, vault, export_id, &wish, &err);
	dye_vault_close(vault);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_canaries = {
    .name = "canaries",
    .order = 66,
    .arguments = "EXPORT | --check FILE | --rebuild",
    .summary = "show the invented records of an export, or the rows of a file that are some",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .least = 0,
    .most = 1,
    .run = run_canaries,
};
