/*
 * backup.c: leakdye backup: a copy of the vault, while it is in use.
 */
#include <inttypes.h>
#include <string.h>

#include "formats/base/json.h"
#include "watermark/cli/command.h"
#include "watermark/crypto/crypto.h"

static enum dye_code
print(const struct dye_cli * cli, const char * to, const struct dye_backup_result * r, struct dye_error * err)
{
	char head[2 * DYE_HASH_LEN + 1];
	struct dye_buffer out = {0};
	enum dye_code rc;

	dye_hex(r->head, DYE_HASH_LEN, head);
	if (cli->json) {
		if ((rc = dye_buffer_printf(&out, err, "{\"to\":")) == DYE_OK &&
		    (rc = dye_json_string(&out, (struct dye_slice){to, strlen(to)}, err)) == DYE_OK)
			rc = dye_buffer_printf(
			    &out, err, ",\"entries\":%" PRIu64 ",\"head\":\"%s\"}\n", r->entries, head);
	} else {
		rc = dye_buffer_printf(&out, err,
		    "%s is a copy of the vault, with its passphrase, up to entry %" PRIu64 " of the log\nhead %s\n", to,
		    r->entries, head);
	}
	if (rc == DYE_OK && (cli->json || !cli->quiet) && dye_cli_print(&out, err) != DYE_OK)
		rc =
		    dye_fail(err, DYE_EIO, "the copy is made, but the summary could not be written to standard output");
	dye_buffer_release(&out);
	return rc;
}

static int
run_backup(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct dye_backup_result result;
	struct dye_vault * vault;
	struct dye_error err;
	enum dye_code rc;

	(void)arguments, (void)operands;
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	rc = dye_vault_backup(vault, argv[1], &result, &err);
	dye_vault_close(vault);
	if (rc == DYE_OK)
		rc = print(cli, argv[1], &result, &err);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_backup = {
    .name = "backup",
    .order = 95,
    .arguments = "TO",
    .summary = "copy the vault to the new folder TO, while exports run",
    .least = 1,
    .most = 1,
    .run = run_backup,
};
