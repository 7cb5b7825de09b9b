/*
 * init.c: leakdye init: make a vault.
 */
#include "watermark/cli/command.h"
#include "watermark/cli/passphrase.h"
#include "watermark/vault/vault.h"

extern const struct dye_command dye_command_init;

static int
run_init(const struct dye_cli * cli, int argc, char ** argv)
{
	struct dye_buffer passphrase = {0};
	struct dye_error err;
	enum dye_code rc;

	if (dye_options_parse(&dye_command_init, argc, argv, NULL, 0, 0) < 0)
		return DYE_EXIT_ERROR;
	if (dye_cli_need_vault(cli, &err) != DYE_OK)
		return dye_cli_fail(&err);
	if (cli->passphrase_file != NULL && dye_passphrase_exposed(cli->passphrase_file))
		(void)fprintf(stderr, "leakdye: warning: %s can be read by others\n", cli->passphrase_file);
	if ((rc = dye_passphrase_read(cli->passphrase_file, true, &passphrase, &err)) == DYE_OK)
		rc = dye_vault_create(cli->vault_dir, dye_buffer_slice(&passphrase), &err);
	dye_buffer_release_secret(&passphrase);
	if (rc != DYE_OK)
		return dye_cli_fail(&err);
	if (!cli->quiet)
		(void)fprintf(stderr,
		    "leakdye: made the vault %s. Without its passphrase no leak can be traced: keep both safe.\n",
		    cli->vault_dir);
	return DYE_EXIT_DONE;
}

const struct dye_command dye_command_init = {
    .name = "init",
    .arguments = "",
    .summary = "make a vault: the keys, sealed with a passphrase, and an empty registry",
    .run = run_init,
};
