/*
 * list.c: leakdye list: what the registry holds.
 */
#include <inttypes.h>
#include <string.h>

#include "formats/base/json.h"
#include "formats/base/text.h"
#include "watermark/cli/command.h"

/* A list on its way out. In JSON it is an array of objects. */
struct list {
	const struct dye_cli * cli;
	struct dye_buffer line;
	uint64_t count;
};

static enum dye_code
add_string(struct list * l, const char * key, const char * text, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&l->line, err, "\"%s\":", key)) != DYE_OK)
		return rc;
	return dye_json_string(&l->line, (struct dye_slice){text, strlen(text)}, err);
}

/* Begin an object of the array. */
static enum dye_code
begin(struct list * l, struct dye_error * err)
{

	dye_buffer_reset(&l->line);
	if (!l->cli->json)
		return DYE_OK;
	return dye_buffer_printf(&l->line, err, "%s\n {", l->count == 0 ? "[" : ",");
}

static enum dye_code
end(struct list * l, struct dye_error * err)
{
	enum dye_code rc;

	l->count++;
	if ((rc = dye_buffer_append_byte(&l->line, l->cli->json ? '}' : '\n', err)) != DYE_OK)
		return rc;
	return dye_cli_print(&l->line, err);
}

static enum dye_code
list_dataset(void * cookie, const struct dye_listed_dataset * d, struct dye_error * err)
{
	struct list * l = cookie;
	enum dye_code rc;

	if ((rc = begin(l, err)) != DYE_OK)
		return rc;
	if (l->cli->json) {
		if ((rc = add_string(l, "dataset", d->name, err)) == DYE_OK)
			rc = dye_buffer_printf(&l->line, err,
			    ",\"profile_version\":%" PRIu32 ",\"recipients\":%" PRIu64 ",\"exports\":%" PRIu64,
			    d->profile_version, d->recipients, d->exports);
	} else {
		rc = dye_buffer_printf(&l->line, err,
		    "%s: profile version %" PRIu32 ", %" PRIu64 " recipient%s, %" PRIu64 " export%s", d->name,
		    d->profile_version, d->recipients, dye_plural(d->recipients), d->exports, dye_plural(d->exports));
	}
	return rc == DYE_OK ? end(l, err) : rc;
}

/* Who is retired, and since when. */
static enum dye_code
add_retired(struct list * l, int64_t retired, struct dye_error * err)
{
	char when[DYE_TIME_LEN];

	if (retired != 0)
		return dye_buffer_printf(
		    &l->line, err, l->cli->json ? ",\"retired\":\"%s\"" : "\tretired %s", dye_cli_time(retired, when));
	return l->cli->json ? dye_buffer_printf(&l->line, err, ",\"retired\":null") : DYE_OK;
}

static enum dye_code
list_recipient(void * cookie, const struct dye_listed_recipient * r, struct dye_error * err)
{
	struct list * l = cookie;
	char when[DYE_TIME_LEN];
	enum dye_code rc;

	(void)dye_cli_time(r->enrolled, when);
	if ((rc = begin(l, err)) != DYE_OK)
		return rc;
	if (l->cli->json) {
		if ((rc = add_string(l, "dataset", r->dataset, err)) == DYE_OK &&
		    (rc = dye_buffer_printf(&l->line, err, ",\"number\":%" PRIu64 ",", r->number)) == DYE_OK &&
		    (rc = add_string(l, "recipient", r->name, err)) == DYE_OK)
			rc = dye_buffer_printf(&l->line, err, ",\"enrolled\":\"%s\"", when);
	} else {
		rc = dye_buffer_printf(&l->line, err, "%s\t%" PRIu64 "\t%s\t%s", r->dataset, r->number, when, r->name);
	}
	if (rc == DYE_OK)
		rc = add_retired(l, r->retired, err);
	return rc == DYE_OK ? end(l, err) : rc;
}

static enum dye_code
export_json(struct list * l, const struct dye_listed_export * e, const char * started, struct dye_error * err)
{
	char finished[DYE_TIME_LEN];
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&l->line, err, "\"export\":%" PRIu64 ",", e->id)) != DYE_OK ||
	    (rc = add_string(l, "dataset", e->dataset, err)) != DYE_OK ||
	    (rc = dye_buffer_printf(&l->line, err, ",\"profile_version\":%" PRIu32 ",", e->profile_version)) !=
		DYE_OK ||
	    (rc = add_string(l, "recipient", e->recipient, err)) != DYE_OK ||
	    (rc = dye_buffer_printf(&l->line, err, ",\"started\":\"%s\",\"complete\":%s,", started,
		 e->finished != 0 ? "true" : "false")) != DYE_OK ||
	    (rc = add_string(l, "marks", e->marks, err)) != DYE_OK ||
	    (rc = dye_buffer_printf(&l->line, err, ",\"meta\":%s", e->meta)) != DYE_OK || e->finished == 0)
		return rc;
	return dye_buffer_printf(&l->line, err,
	    ",\"finished\":\"%s\",\"rows\":%" PRIu64 ",\"canaries\":%" PRIu64 ",\"bytes\":%" PRIu64
	    ",\"sha256\":\"%s\",\"salt\":\"%s\"",
	    dye_cli_time(e->finished, finished), e->rows, e->canaries, e->bytes, e->sha256, e->salt);
}

static enum dye_code
export_text(struct list * l, const struct dye_listed_export * e, const char * started, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&l->line, err, "%" PRIu64 "\t%s\t%s\tto %s\tprofile %" PRIu32 "\tmarks %s", e->id,
		 started, e->dataset, e->recipient, e->profile_version, e->marks)) != DYE_OK)
		return rc;
	if (e->finished == 0)
		return dye_buffer_printf(&l->line, err, "\t%sincomplete%s", l->cli->colour ? "\033[31m" : "",
		    l->cli->colour ? "\033[0m" : "");
	return dye_buffer_printf(&l->line, err,
	    "\t%" PRIu64 " rows\t%" PRIu64 " canaries\t%" PRIu64 " bytes\tsha256 %s\tsalt %s", e->rows, e->canaries,
	    e->bytes, e->sha256, e->salt);
}

static enum dye_code
list_export(void * cookie, const struct dye_listed_export * e, struct dye_error * err)
{
	struct list * l = cookie;
	char started[DYE_TIME_LEN];
	enum dye_code rc;

	(void)dye_cli_time(e->started, started);
	if ((rc = begin(l, err)) != DYE_OK ||
	    (rc = (l->cli->json ? export_json : export_text)(l, e, started, err)) != DYE_OK)
		return rc;
	return end(l, err);
}

/* One dataset, or all. */
static enum dye_code
list_all(struct list * l, struct dye_vault * vault, const char * what, const char * dataset, struct dye_error * err)
{
	enum dye_code rc;

	if (strcmp(what, "datasets") == 0)
		rc = dye_vault_datasets(vault, dataset, list_dataset, l, err);
	else if (strcmp(what, "recipients") == 0)
		rc = dye_vault_recipients(vault, dataset, list_recipient, l, err);
	else
		rc = dye_vault_exports(vault, dataset, list_export, l, err);
	if (rc == DYE_OK && l->cli->json) {
		dye_buffer_reset(&l->line);
		if ((rc = dye_buffer_printf(&l->line, err, l->count == 0 ? "[]\n" : "\n]\n")) == DYE_OK)
			rc = dye_cli_print(&l->line, err);
	}
	return rc;
}

static int
run_list(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct list l = {.cli = cli};
	struct dye_vault * vault;
	struct dye_error err;
	enum dye_code rc;

	(void)arguments;
	if (strcmp(argv[1], "datasets") != 0 && strcmp(argv[1], "recipients") != 0 && strcmp(argv[1], "exports") != 0)
		return dye_cli_usage("list: %s: say datasets, recipients or exports", argv[1]);
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	rc = list_all(&l, vault, argv[1], operands == 2 ? argv[2] : NULL, &err);
	dye_buffer_release(&l.line);
	dye_vault_close(vault);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_list = {
    .name = "list",
    .order = 70,
    .arguments = "datasets|recipients|exports [DATASET]",
    .summary = "show what the registry holds; exports that were broken off are marked incomplete",
    .least = 1,
    .most = 2,
    .run = run_list,
};
