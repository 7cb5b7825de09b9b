/*
 * log.c: leakdye log: show the log, or check that neither it nor the registry was changed.
 */
#include <inttypes.h>
#include <string.h>

#include "formats/base/json.h"
#include "watermark/cli/command.h"
#include "watermark/vault/vault.h"

static enum dye_code
verify(const struct dye_cli * cli, struct dye_vault * vault, struct dye_error * err)
{
	char hex[2 * DYE_HASH_LEN + 1];
	uint8_t head[DYE_HASH_LEN];
	uint64_t entries;
	enum dye_code rc;

	if ((rc = dye_vault_verify(vault, &entries, head, err)) != DYE_OK)
		return rc;
	dye_hex(head, DYE_HASH_LEN, hex);
	if (cli->json)
		(void)printf("{\"entries\":%" PRIu64 ",\"head\":\"%s\"}\n", entries, hex);
	else if (!cli->quiet)
		(void)printf("%" PRIu64 " entr%s, all as they were written; the registry is what they say\nhead %s\n",
		    entries, entries == 1 ? "y" : "ies", hex);
	return DYE_OK;
}

struct show {
	const struct dye_cli * cli;
	struct dye_buffer line;
};

static enum dye_code
show_json(struct show * s, const struct dye_log_entry * e, const char * when, struct dye_error * err)
{
	char hex[2 * DYE_HASH_LEN + 1];
	enum dye_code rc;

	dye_hex(e->hash, DYE_HASH_LEN, hex);
	if ((rc = dye_buffer_printf(&s->line, err, "%s\n {\"seq\":%" PRIu64 ",\"when\":\"%s\",\"type\":",
		 e->seq == 1 ? "[" : ",", e->seq, when)) != DYE_OK ||
	    (rc = dye_json_string(&s->line, (struct dye_slice){e->type, strlen(e->type)}, err)) != DYE_OK)
		return rc;
	return dye_buffer_printf(&s->line, err, ",\"body\":%.*s,\"hash\":\"%s\"}", (int)e->body.len, e->body.data, hex);
}

static enum dye_code
show_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{
	struct show * s = cookie;
	char when[DYE_TIME_LEN];
	enum dye_code rc;

	dye_buffer_reset(&s->line);
	(void)dye_cli_time(e->when, when);
	if (s->cli->json)
		rc = show_json(s, e, when, err);
	else
		rc = dye_buffer_printf(&s->line, err, "%" PRIu64 "\t%s\t%s\t%.*s\n", e->seq, when, e->type,
		    (int)e->body.len, e->body.data);
	return rc == DYE_OK ? dye_cli_print(&s->line, err) : rc;
}

static enum dye_code
show(const struct dye_cli * cli, struct dye_vault * vault, struct dye_error * err)
{
	struct show s = {.cli = cli};
	enum dye_code rc = dye_store_log_each(dye_vault_store(vault), show_entry, &s, err);

	if (rc == DYE_OK && cli->json)
		(void)fputs(s.line.len == 0 ? "[]\n" : "\n]\n", stdout);
	dye_buffer_release(&s.line);
	return rc;
}

static int
run_log(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	enum dye_code (*verb)(const struct dye_cli *, struct dye_vault *, struct dye_error *);
	struct dye_vault * vault;
	struct dye_error err;
	enum dye_code rc;

	(void)arguments;
	(void)operands;
	if (strcmp(argv[1], "verify") == 0)
		verb = verify;
	else if (strcmp(argv[1], "show") == 0)
		verb = show;
	else
		return dye_cli_usage("log: %s: say verify or show", argv[1]);
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	rc = verb(cli, vault, &err);
	dye_vault_close(vault);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_log = {
    .name = "log",
    .order = 80,
    .arguments = "verify|show",
    .summary = "check that neither the log nor the registry was changed, or show the log",
    .least = 1,
    .most = 1,
    .run = run_log,
};
