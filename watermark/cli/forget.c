/*
 * forget.c: leakdye forget: people who are to be known no more in leaks.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <leakdye/vault.h>

#include "formats/base/text.h"
#include "watermark/cli/command.h"

static enum dye_code
print(const struct dye_cli * cli, const uint64_t * rows, size_t count, bool * all, struct dye_error * err)
{
	struct dye_buffer out = {0};
	uint64_t forgotten = 0, unknown = 0;
	enum dye_code rc;

	for (size_t i = 0; i < count; i++) {
		forgotten += rows[i];
		unknown += rows[i] == 0;
	}
	*all = unknown == 0;
	rc = cli->json
		 ? dye_buffer_printf(
		       &out, err, "{\"forgotten\":%" PRIu64 ",\"unknown\":%" PRIu64 "}\n", forgotten, unknown)
		 : dye_buffer_printf(&out, err, "%" PRIu64 " row%s forgotten\n", forgotten, dye_plural(forgotten));
	if (rc == DYE_OK && (cli->json || !cli->quiet))
		rc = dye_cli_print(&out, err);
	dye_buffer_release(&out);
	/* Which is not said: it may be somebody's number. */
	for (size_t i = 0; i < count && rc == DYE_OK && !cli->quiet; i++)
		if (rows[i] == 0)
			(void)fprintf(stderr, "leakdye: value %zu: the index has nobody by it alone\n", i + 1);
	return rc;
}

static int
run_forget(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	size_t count = (size_t)operands - 1;
	struct dye_slice * values = calloc(count + 1, sizeof(*values));
	uint64_t * rows = calloc(count + 1, sizeof(*rows));
	struct dye_vault * vault;
	struct dye_error err;
	bool all = false;
	enum dye_code rc;

	(void)arguments;
	if (values == NULL || rows == NULL)
		rc = dye_fail(&err, DYE_ENOMEM, "out of memory");
	else
		rc = dye_cli_open_vault(cli, &vault, &err);
	if (rc == DYE_OK) {
		for (size_t i = 0; i < count; i++)
			values[i] = (struct dye_slice){argv[i + 2], strlen(argv[i + 2])};
		rc = dye_vault_forget(vault, argv[1], values, count, rows, &err);
		dye_vault_close(vault);
	}
	if (rc == DYE_OK)
		rc = print(cli, rows, count, &all, &err);
	free(values);
	free(rows);
	return rc != DYE_OK ? dye_cli_fail(&err) : all ? DYE_EXIT_DONE : DYE_EXIT_NOBODY;
}

const struct dye_command dye_command_forget = {
    .name = "forget",
    .order = 88,
    .arguments = "DATASET VALUE...",
    .summary = "know people no more: take them out of the index of who was exported",
    .least = 2,
    .most = 1000,
    .run = run_forget,
};
