/*
 * passphrase.c: leakdye passphrase: another passphrase for the vault.
 */
#include "watermark/cli/ask.h"
#include "watermark/cli/command.h"

struct arguments {
	const char * new_file;
};

static const struct dye_option options[] = {
    {"new-passphrase-file", 0, DYE_OPTION_TEXT, offsetof(struct arguments, new_file), "FILE",
	"the new one is its first line; without it, /dev/tty is asked"},
    DYE_OPTION_END,
};

static enum dye_code
change(struct dye_vault * vault, const char * file, struct dye_error * err)
{
	struct dye_buffer passphrase = {0};
	enum dye_code rc;

	dye_passphrase_warn(file);
	if ((rc = dye_passphrase_read(file, DYE_ASK_NEW, &passphrase, err)) == DYE_OK)
		rc = dye_vault_passphrase(vault, dye_buffer_slice(&passphrase), err);
	dye_buffer_release_secret(&passphrase);
	return rc;
}

static int
run_passphrase(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	const struct arguments * a = arguments;
	struct dye_vault * vault;
	struct dye_error err;
	enum dye_code rc;

	(void)operands, (void)argv;
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	rc = change(vault, a->new_file, &err);
	dye_vault_close(vault);
	if (rc != DYE_OK)
		return dye_cli_fail(&err);
	if (!cli->quiet)
		(void)fprintf(stderr,
		    "leakdye: the passphrase of %s is changed. Copies that were made before open with the one "
		    "before.\n",
		    cli->vault_dir);
	return DYE_EXIT_DONE;
}

const struct dye_command dye_command_passphrase = {
    .name = "passphrase",
    .order = 90,
    .arguments = "[--new-passphrase-file FILE]",
    .summary = "change the passphrase of the vault",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .run = run_passphrase,
};
