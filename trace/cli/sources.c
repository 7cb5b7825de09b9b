/*
 * leakdye sources: whose spellings the sources carried that learn and embed were given. The log has it under a mask; who has the passphrase may know.
 */
#include <inttypes.h>
#include <string.h>

#include "formats/base/json.h"
#include "trace/inquiry/carried.h"
#include "watermark/cli/command.h"
#include "watermark/vault/vault.h"

struct listing {
	const struct dye_cli * cli;
	struct dye_store * store; /* Not owned. */
	struct dye_buffer line;
	bool any;
};

/* The account's name; "" for nobody, and where the dataset is not there any more. */
static enum dye_code
find_name(const struct listing * l, const struct dye_carried * c, struct dye_recipient * r, struct dye_error * err)
{
	char dataset[DYE_NAME_MAX + 1] = "";
	struct dye_dataset d;
	enum dye_code rc;

	*r = (struct dye_recipient){0};
	if (c->account == 0 || c->dataset.len >= sizeof(dataset))
		return DYE_OK;
	memcpy(dataset, c->dataset.data, c->dataset.len);
	if ((rc = dye_store_dataset_find(l->store, dataset, &d, err)) == DYE_OK)
		rc = dye_store_recipient_get(l->store, d.id, c->account, r, err);
	return rc == DYE_EMISSING ? DYE_OK : rc;
}

static enum dye_code
print_json(
    struct listing * l, const struct dye_carried * c, const char * name, const char * when, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(&l->line, err,
	    "%s\n {\"log_entry\":%" PRIu64 ",\"when\":\"%s\",\"dataset\":\"%.*s\",\"number\":%" PRIu64
	    ",\"recipient\":",
	    l->any ? "," : "[", c->entry, when, (int)c->dataset.len, c->dataset.data, c->account));
	if (c->account == 0)
		DYE_TRY(dye_buffer_printf(&l->line, err, "null"));
	else
		DYE_TRY(dye_json_string(&l->line, (struct dye_slice){name, strlen(name)}, err));
	return dye_buffer_append_byte(&l->line, '}', err);
}

static enum dye_code
print_text(
    struct listing * l, const struct dye_carried * c, const char * name, const char * when, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(
	    &l->line, err, "%" PRIu64 "\t%s\t%.*s\t", c->entry, when, (int)c->dataset.len, c->dataset.data));
	if (c->account == 0)
		return dye_buffer_printf(&l->line, err, "-\n");
	return dye_buffer_printf(&l->line, err, "%s (number %" PRIu64 ")\n", name, c->account);
}

static enum dye_code
print(void * cookie, const struct dye_carried * c, struct dye_error * err)
{
	struct listing * l = cookie;
	struct dye_recipient r;
	char when[DYE_TIME_LEN];

	DYE_TRY(find_name(l, c, &r, err));
	(void)dye_cli_time(c->when, when);
	DYE_TRY((l->cli->json ? print_json : print_text)(l, c, r.name, when, err));
	l->any = true;
	return DYE_OK;
}

static int
run_sources(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct listing l = {.cli = cli};
	struct dye_vault * vault;
	struct dye_error err;
	enum dye_code rc;

	(void)arguments, (void)operands, (void)argv;
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	l.store = dye_vault_store(vault);
	rc = dye_carried_each(l.store, print, &l, &err);
	if (rc == DYE_OK && cli->json)
		rc = dye_buffer_printf(&l.line, &err, l.any ? "\n]\n" : "[]\n");
	/* All or nothing: what was read is void where the log does not hold. */
	if (rc == DYE_OK)
		rc = dye_cli_print(&l.line, &err);
	dye_buffer_release(&l.line);
	dye_vault_close(vault);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_sources = {
    .name = "sources",
    .order = 85,
    .arguments = "",
    .summary = "show whose spellings the sources carried that learn and embed were given",
    .run = run_sources,
};
