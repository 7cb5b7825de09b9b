/*
 * list.c: leakdye list: what the registry holds.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/json.h"
#include "watermark/cli/command.h"
#include "watermark/vault/vault.h"

/* A list on its way out. In JSON it is an array of objects. */
struct list {
	const struct dye_cli * cli;
	struct dye_store * store;
	const struct dye_dataset * dataset; /* whose recipients or exports are being listed */
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
count_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	uint64_t * count = cookie;

	(void)e;
	(void)err;
	++*count;
	return DYE_OK;
}

/* What is said of a dataset beside its name. */
static enum dye_code
measure(const struct list * l, uint32_t dataset, uint32_t * version, size_t * recipients, uint64_t * exports,
    struct dye_error * err)
{
	struct dye_profile_version p;
	uint64_t * numbers;
	enum dye_code rc;

	*version = 0;
	*exports = 0;
	if ((rc = dye_store_profile_get(l->store, dataset, 0, &p, err)) == DYE_OK) {
		*version = p.version;
		dye_buffer_release(&p.text);
	} else if (rc != DYE_EMISSING) {
		return rc;
	}
	if ((rc = dye_store_recipient_numbers(l->store, dataset, INT64_MAX, &numbers, recipients, err)) != DYE_OK)
		return rc;
	free(numbers);
	return dye_store_export_each(l->store, dataset, 0, count_export, exports, err);
}

static enum dye_code
list_dataset(void * cookie, const struct dye_dataset * d, struct dye_error * err)
{
	struct list * l = cookie;
	size_t recipients;
	uint64_t exports;
	uint32_t version;
	enum dye_code rc;

	if ((rc = measure(l, d->id, &version, &recipients, &exports, err)) != DYE_OK || (rc = begin(l, err)) != DYE_OK)
		return rc;
	if (l->cli->json) {
		if ((rc = add_string(l, "dataset", d->name, err)) == DYE_OK)
			rc = dye_buffer_printf(&l->line, err,
			    ",\"profile_version\":%" PRIu32 ",\"recipients\":%zu,\"exports\":%" PRIu64, version,
			    recipients, exports);
	} else {
		rc = dye_buffer_printf(&l->line, err,
		    "%s: profile version %" PRIu32 ", %zu recipients, %" PRIu64 " exports", d->name, version,
		    recipients, exports);
	}
	return rc == DYE_OK ? end(l, err) : rc;
}

static enum dye_code
list_recipient(void * cookie, const struct dye_recipient * r, struct dye_error * err)
{
	struct list * l = cookie;
	char when[DYE_TIME_LEN];
	enum dye_code rc;

	(void)dye_cli_time(r->enrolled, when);
	if ((rc = begin(l, err)) != DYE_OK)
		return rc;
	if (l->cli->json) {
		if ((rc = add_string(l, "dataset", l->dataset->name, err)) == DYE_OK &&
		    (rc = dye_buffer_printf(&l->line, err, ",\"number\":%" PRIu64 ",", r->number)) == DYE_OK &&
		    (rc = add_string(l, "recipient", r->name, err)) == DYE_OK)
			rc = dye_buffer_printf(&l->line, err, ",\"enrolled\":\"%s\"", when);
	} else {
		rc = dye_buffer_printf(
		    &l->line, err, "%s\t%" PRIu64 "\t%s\t%s", l->dataset->name, r->number, when, r->name);
	}
	return rc == DYE_OK ? end(l, err) : rc;
}

static enum dye_code
export_json(struct list * l, const struct dye_export * e, const char * started, struct dye_error * err)
{
	char finished[DYE_TIME_LEN], hash[2 * DYE_HASH_LEN + 1], salt_hex[2 * DYE_HASH_LEN + 1];
	uint8_t salt[DYE_HASH_LEN];
	enum dye_code rc;

	if ((rc = dye_store_salt(l->store, "export", e->id, salt, err)) != DYE_OK)
		return rc;
	dye_hex(e->sha256, DYE_HASH_LEN, hash);
	dye_hex(salt, DYE_HASH_LEN, salt_hex);
	if ((rc = dye_buffer_printf(&l->line, err, "\"export\":%" PRIu64 ",", e->id)) != DYE_OK ||
	    (rc = add_string(l, "dataset", l->dataset->name, err)) != DYE_OK ||
	    (rc = dye_buffer_printf(&l->line, err, ",\"profile_version\":%" PRIu32 ",", e->profile_version)) !=
		DYE_OK ||
	    (rc = add_string(l, "recipient", e->recipient_name, err)) != DYE_OK ||
	    (rc = dye_buffer_printf(&l->line, err, ",\"started\":\"%s\",\"complete\":%s,", started,
		 e->finished != 0 ? "true" : "false")) != DYE_OK ||
	    (rc = add_string(l, "marks", e->marks, err)) != DYE_OK ||
	    (rc = dye_buffer_printf(&l->line, err, ",\"meta\":%s", e->meta)) != DYE_OK || e->finished == 0)
		return rc;
	return dye_buffer_printf(&l->line, err,
	    ",\"finished\":\"%s\",\"rows\":%" PRIu64 ",\"canaries\":%" PRIu64 ",\"bytes\":%" PRIu64
	    ",\"sha256\":\"%s\",\"salt\":\"%s\"",
	    dye_cli_time(e->finished, finished), e->rows, e->canaries, e->bytes, hash, salt_hex);
}

static enum dye_code
export_text(struct list * l, const struct dye_export * e, const char * started, struct dye_error * err)
{
	char hash[2 * DYE_HASH_LEN + 1], salt_hex[2 * DYE_HASH_LEN + 1];
	uint8_t salt[DYE_HASH_LEN];
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&l->line, err, "%" PRIu64 "\t%s\t%s\tto %s\tprofile %" PRIu32 "\tmarks %s", e->id,
		 started, l->dataset->name, e->recipient_name, e->profile_version, e->marks)) != DYE_OK)
		return rc;
	if (e->finished == 0)
		return dye_buffer_printf(&l->line, err, "\t%sincomplete%s", l->cli->colour ? "\033[31m" : "",
		    l->cli->colour ? "\033[0m" : "");
	if ((rc = dye_store_salt(l->store, "export", e->id, salt, err)) != DYE_OK)
		return rc;
	dye_hex(e->sha256, DYE_HASH_LEN, hash);
	dye_hex(salt, DYE_HASH_LEN, salt_hex);
	return dye_buffer_printf(&l->line, err,
	    "\t%" PRIu64 " rows\t%" PRIu64 " canaries\t%" PRIu64 " bytes\tsha256 %s\tsalt %s", e->rows, e->canaries,
	    e->bytes, hash, salt_hex);
}

static enum dye_code
list_export(void * cookie, const struct dye_export * e, struct dye_error * err)
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

static enum dye_code
each_recipients(void * cookie, const struct dye_dataset * d, struct dye_error * err)
{
	struct list * l = cookie;

	l->dataset = d;
	return dye_store_recipient_each(l->store, d->id, list_recipient, l, err);
}

static enum dye_code
each_exports(void * cookie, const struct dye_dataset * d, struct dye_error * err)
{
	struct list * l = cookie;

	l->dataset = d;
	return dye_store_export_each(l->store, d->id, 0, list_export, l, err);
}

static const struct {
	const char * what;
	dye_dataset_visit visit;
} sorts[] = {{"datasets", list_dataset}, {"recipients", each_recipients}, {"exports", each_exports}};

/* One dataset, or all. */
static enum dye_code
list_all(struct list * l, dye_dataset_visit visit, const char * dataset, struct dye_error * err)
{
	struct dye_dataset d;
	enum dye_code rc;

	if (dataset == NULL)
		rc = dye_store_dataset_each(l->store, visit, l, err);
	else if ((rc = dye_store_dataset_find(l->store, dataset, &d, err)) == DYE_OK)
		rc = visit(l, &d, err);
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
	size_t i = 0;

	(void)arguments;
	while (i < sizeof(sorts) / sizeof(sorts[0]) && strcmp(argv[1], sorts[i].what) != 0)
		i++;
	if (i == sizeof(sorts) / sizeof(sorts[0]))
		return dye_cli_usage("list: %s: say datasets, recipients or exports", argv[1]);
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	l.store = dye_vault_store(vault);
	rc = list_all(&l, sorts[i].visit, operands == 2 ? argv[2] : NULL, &err);
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
