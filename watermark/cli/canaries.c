/*
 * canaries.c: leakdye canaries: the invented records of an export, so that calls, invoices and statistics leave them out.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/json.h"
#include "formats/base/text.h"
#include "watermark/cli/command.h"

struct listing {
	const struct dye_cli * cli;
	struct dye_buffer line;
	uint64_t count;
};

/* A cell of CSV (RFC 4180). */
static enum dye_code
put_cell(struct dye_buffer * out, struct dye_slice text, struct dye_error * err)
{
	bool quotes = false;

	for (size_t i = 0; i < text.len; i++)
		quotes = quotes || strchr(",\"\r\n", text.data[i]) != NULL;
	if (!quotes)
		return dye_buffer_append_slice(out, text, err);
	DYE_TRY(dye_buffer_append_byte(out, '"', err));
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '"')
			DYE_TRY(dye_buffer_append_byte(out, '"', err));
		DYE_TRY(dye_buffer_append_byte(out, text.data[i], err));
	}
	return dye_buffer_append_byte(out, '"', err);
}

/* The names of the columns, or what the record says in them. */
static enum dye_code
put_row(struct listing * l, const struct dye_listed_canary * c, bool names, struct dye_error * err)
{

	for (size_t i = 0; i < c->count; i++) {
		struct dye_slice name = {c->columns[i], strlen(c->columns[i])};

		if (i > 0)
			DYE_TRY(dye_buffer_append_byte(&l->line, ',', err));
		DYE_TRY(put_cell(&l->line, names ? name : c->values[i], err));
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

static int
run_canaries(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct listing l = {.cli = cli};
	struct dye_vault * vault;
	struct dye_error err;
	uint64_t export_id;
	enum dye_code rc;

	(void)arguments;
	(void)operands;
	if (!read_number(argv[1], &export_id))
		return dye_cli_usage("\"%s\" is no number of an export (leakdye list exports shows them)", argv[1]);
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	rc = dye_vault_canaries(vault, export_id, show, &l, &err);
	dye_vault_close(vault);
	dye_buffer_release_secret(&l.line);
	if (rc != DYE_OK)
		return dye_cli_fail(&err);
	if (cli->json)
		(void)fputs(l.count == 0 ? "[]\n" : "\n]\n", stdout);
	else if (l.count == 0 && !cli->quiet)
		(void)fprintf(stderr, "leakdye: export %" PRIu64 " has no invented records\n", export_id);
	return DYE_EXIT_DONE;
}

const struct dye_command dye_command_canaries = {
    .name = "canaries",
    .order = 66,
    .arguments = "EXPORT",
    .summary = "show the invented records of an export, for calls and statistics to leave out",
    .least = 1,
    .most = 1,
    .run = run_canaries,
};
