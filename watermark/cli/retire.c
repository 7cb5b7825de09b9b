/*
 * retire.c: leakdye retire: an account that gets no exports any more.
 */
#include <string.h>

#include "formats/base/json.h"
#include "watermark/cli/command.h"

struct arguments {
	bool undo;
};

static const struct dye_option options[] = {
    {"undo", 0, DYE_OPTION_FLAG, offsetof(struct arguments, undo), NULL, "it gets exports again"},
    DYE_OPTION_END,
};

static enum dye_code
print_json(struct dye_buffer * out, const char * account, bool retired, bool changed, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(out, err, "{\"account\":"));
	DYE_TRY(dye_json_string(out, (struct dye_slice){account, strlen(account)}, err));
	return dye_buffer_printf(
	    out, err, ",\"retired\":%s,\"changed\":%s}\n", retired ? "true" : "false", changed ? "true" : "false");
}

static enum dye_code
print_text(struct dye_buffer * out, const char * account, bool retired, bool changed, struct dye_error * err)
{

	if (!changed)
		return dye_buffer_printf(out, err, "%s %s\n", account,
		    retired ? "was retired already" : "was not retired: nothing is changed");
	return dye_buffer_printf(out, err, "%s %s\n", account,
	    retired ? "is retired: no export is made for it any more; its copies are traced as before"
		    : "gets exports again");
}

static enum dye_code
print(const struct dye_cli * cli, const char * account, bool retired, bool changed, struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc = (cli->json ? print_json : print_text)(&out, account, retired, changed, err);

	if (rc == DYE_OK && (cli->json || !cli->quiet) && dye_cli_print(&out, err) != DYE_OK)
		rc = dye_fail(err, DYE_EIO, "it is done, but could not be said on standard output");
	dye_buffer_release(&out);
	return rc;
}

static int
run_retire(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	bool retired = !((const struct arguments *)arguments)->undo, changed;
	struct dye_vault * vault;
	struct dye_error err;
	enum dye_code rc;

	(void)operands;
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	rc = dye_vault_retire(vault, argv[1], retired, &changed, &err);
	dye_vault_close(vault);
	if (rc == DYE_OK)
		rc = print(cli, argv[1], retired, changed, &err);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_retire = {
    .name = "retire",
    .order = 87,
    .arguments = "[--undo] ACCOUNT",
    .summary = "make no exports any more for an account; its copies are traced as before",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .least = 1,
    .most = 1,
    .run = run_retire,
};
