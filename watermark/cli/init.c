/*
 * init.c: leakdye init: make a vault.
 */
#include "watermark/cli/ask.h"
#include "watermark/cli/command.h"

static int
run_init(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct dye_buffer passphrase = {0};
	struct dye_error err;
	enum dye_code rc;

	(void)arguments;
	(void)operands;
	(void)argv;
	if (dye_cli_need_vault(cli, &err) != DYE_OK)
		return dye_cli_fail(&err);
	dye_passphrase_warn(cli->passphrase_file);
	if ((rc = dye_passphrase_read(cli->passphrase_file, DYE_ASK_FIRST, &passphrase, &err)) == DYE_OK)
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
    .order = 10,
    .arguments = "",
    .summary = "make a vault: the keys, sealed with a passphrase, and an empty registry",
    .least = 0,
    .most = 0,
    .run = run_init,
};
