/*
 * index.c: leakdye index: note who stands in a table: the people of a dataset, or whom an export had of which nothing was noted.
 */
#include <inttypes.h>
#include <stddef.h>

#include <leakdye/embed.h>

#include "formats/base/text.h"
#include "watermark/cli/command.h"
#include "watermark/cli/table_options.h"

struct arguments {
	uint64_t export_id;
	bool pass_unknown;
	struct dye_table_arguments table;
};

static const struct dye_option options[] = {
    {"export", 0, DYE_OPTION_NUMBER, offsetof(struct arguments, export_id), "N",
	"the table is what this export read, of which nothing was noted"},
    {"pass-unknown", 0, DYE_OPTION_FLAG, offsetof(struct arguments, pass_unknown), NULL,
	"let columns be that the profile does not know"},
    DYE_TABLE_OPTIONS(struct arguments),
    DYE_OPTION_END,
};

static enum dye_code
run(struct dye_vault * vault, const struct dye_embed_options * o, const char * path, struct dye_embed_result * result,
    struct dye_error * err)
{
	struct dye_file_input input;
	struct dye_source source;
	enum dye_code rc;

	DYE_TRY(dye_file_input_open(path, &input, err));
	source = dye_file_input_source(&input);
	rc = dye_embed(vault, o, &source, NULL, result, err);
	dye_file_input_close(&input);
	return rc;
}

static enum dye_code
print(const struct dye_cli * cli, const char * dataset, const struct arguments * a, const struct dye_embed_result * r,
    struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc;

	if (cli->json)
		rc = dye_buffer_printf(&out, err,
		    "{\"export\":%" PRIu64 ",\"rows\":%" PRIu64 ",\"indexed\":%" PRIu64 ",\"burned\":%" PRIu64 "}\n",
		    a->export_id, r->rows, r->indexed, r->burned);
	else if (a->export_id != 0)
		rc = dye_buffer_printf(&out, err, "export %" PRIu64 ": %" PRIu64 " row%s noted\n", a->export_id,
		    r->indexed, dye_plural(r->indexed));
	else
		rc = dye_buffer_printf(
		    &out, err, "%s: %" PRIu64 " row%s noted\n", dataset, r->indexed, dye_plural(r->indexed));
	if (rc == DYE_OK && (cli->json || !cli->quiet))
		rc = dye_cli_print(&out, err);
	dye_buffer_release(&out);
	return rc;
}

static int
run_index(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct dye_embed_options o = {
	    .dataset = argv[1], .dry_run = true, .index_only = true, .allow_unmarked = true, .screen = cli->screen};
	const struct arguments * a = arguments;
	struct dye_embed_result result;
	struct dye_vault * vault;
	struct dye_error err;
	enum dye_code rc;

	o.index_export = a->export_id;
	o.pass_unknown = a->pass_unknown;
	if (!dye_table_wish(&a->table, &o.wish))
		return DYE_EXIT_ERROR;
	if (dye_cli_open_vault(cli, &vault, &err) != DYE_OK)
		return dye_cli_fail(&err);
	rc = run(vault, &o, operands > 1 ? argv[2] : "-", &result, &err);
	dye_vault_close(vault);
	if (rc == DYE_OK)
		rc = print(cli, argv[1], a, &result, &err);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_index = {
    .name = "index",
    .order = 55,
    .arguments = "DATASET [FILE] [--export N]",
    .summary = "note who stands in a table, so that a trace knows them again",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .least = 1,
    .most = 2,
    .run = run_index,
};
