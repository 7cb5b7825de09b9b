/*
 * leakdye embed: copy a table with an account's marks in it. A filter by default: standard input to standard output.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <leakdye/embed.h>

#include "formats/base/file.h"
#include "formats/base/json.h"
#include "formats/base/text.h"
#include "watermark/cli/decoys_warn.h"
#include "watermark/cli/progress.h"
#include "watermark/cli/table_options.h"
#include "watermark/crypto/crypto.h"
#include "watermark/embed/output.h"

struct arguments {
	const char * to;
	const char * output;
	const char * marks;
	struct dye_option_list meta;
	bool pass_unknown, names_as_given, allow_unmarked, dry_run, no_index;
	uint64_t threads;
	struct dye_table_arguments table;
};

static const struct dye_option options[] = {
    {"to", 0, DYE_OPTION_TEXT, offsetof(struct arguments, to), "ACCOUNT", "whom the export is for"},
    {"output", 'o', DYE_OPTION_TEXT, offsetof(struct arguments, output), "FILE",
	"write here, complete or not at all; - or none: standard output"},
    {"marks", 0, DYE_OPTION_TEXT, offsetof(struct arguments, marks), "none|LIST", "which marks, comma-separated"},
    {"meta", 0, DYE_OPTION_LIST, offsetof(struct arguments, meta), "KEY=VALUE",
	"what the export knows: session, address, device, ticket"},
    {"pass-unknown", 0, DYE_OPTION_FLAG, offsetof(struct arguments, pass_unknown), NULL,
	"let columns through that the profile does not know"},
    {"names-as-given", 0, DYE_OPTION_FLAG, offsetof(struct arguments, names_as_given), NULL,
	"believe the header, whatever the cells look like"},
    {"allow-unmarked", 0, DYE_OPTION_FLAG, offsetof(struct arguments, allow_unmarked), NULL,
	"let an export through that carries no mark"},
    {"no-index", 0, DYE_OPTION_FLAG, offsetof(struct arguments, no_index), NULL, "do not note whom it exports"},
    {"dry-run", 'n', DYE_OPTION_FLAG, offsetof(struct arguments, dry_run), NULL,
	"count; write nothing, and register only what came back"},
    {"threads", 0, DYE_OPTION_NUMBER, offsetof(struct arguments, threads), "N", "as many as there are cores otherwise"},
    DYE_TABLE_OPTIONS(struct arguments),
    DYE_OPTION_END,
};

/* Cut every KEY=VALUE in two. */
static bool
split_meta(const struct dye_option_list * list, struct dye_meta * meta)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		char * sign = strchr(list->items[i], '=');

		if (sign == NULL || sign == list->items[i])
			return false;
		*sign = '\0';
		meta[i] = (struct dye_meta){list->items[i], sign + 1};
	}
	return true;
}

/* A key that stands twice is read in the log as its last value by some, as its first by others. */
static bool
is_repeated(const struct dye_meta * meta, size_t count)
{

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(meta[i].key, meta[j].key) == 0)
				return true;
	return false;
}

static int
write_stdout(void * cookie, const void * buf, size_t len)
{

	(void)cookie;
	return dye_write_all(STDOUT_FILENO, buf, len);
}

static void
show_progress(void * cookie, uint64_t bytes)
{

	dye_progress_at(cookie, bytes);
}

/* Fewer than promised, or none: why. */
static enum dye_code
explain_canaries(struct dye_buffer * out, const struct dye_embed_result * r, struct dye_error * err)
{

	if (r->why_none[0] != '\0')
		return dye_buffer_printf(out, err, "leakdye: no invented records: %s\n", r->why_none);
	if (r->why_few[0] == '\0')
		return DYE_OK;
	return dye_buffer_printf(out, err, "leakdye: %" PRIu64 " of %" PRIu64 " invented records could not leave: %s\n",
	    r->tried - r->canaries, r->tried, r->why_few);
}

/* A row that has an invented record's key, or its number, may be that of a person: nobody can tell, and it leaves. */
static enum dye_code
explain_burns(struct dye_buffer * out, const struct dye_embed_result * r, struct dye_error * err)
{

	if (r->burned == 0)
		return DYE_OK;
	return dye_buffer_printf(out, err,
	    "leakdye: invented records came back with the source, or a row of it has their key or number: no evidence "
	    "from now on; %" PRIu64 " row%s nothing else and %s left out\n",
	    r->left_out, r->left_out == 1 ? " was" : "s were", r->left_out == 1 ? "was" : "were");
}

/* Whoever leaks such cells beside what names the rows shows the spelling that they had in the source, be it of another's copy. */
static enum dye_code
explain_unnamed(struct dye_buffer * out, const struct dye_embed_result * r, struct dye_error * err)
{

	if (r->unnamed == 0)
		return DYE_OK;
	return dye_buffer_printf(out, err,
	    "leakdye: %" PRIu64
	    " cell%s of marked columns left as in the source: what names the row is not here, or empty, "
	    "and their marks hang on it\n",
	    r->unnamed, dye_plural(r->unnamed));
}

/* Whether the rows were moved, where the owner allows it. */
static enum dye_code
explain_order(struct dye_buffer * out, const struct dye_embed_result * r, struct dye_error * err)
{

	if (r->why_kept[0] != '\0')
		return dye_buffer_printf(out, err, "leakdye: the rows keep their order: %s\n", r->why_kept);
	if (r->placed == 0)
		return DYE_OK;
	return dye_buffer_printf(out, err, "leakdye: %" PRIu64 " row%s in an order of the account's own\n", r->placed,
	    dye_plural(r->placed));
}

/* What happens when they run out, before it does. */
static enum dye_code
explain_decoys(struct dye_buffer * out, const struct dye_embed_result * r, struct dye_error * err)
{
	struct dye_decoys_outlook o = {.all = r->decoys, .left = r->decoys_left, .needed = r->decoys_needed};

	return dye_decoys_warn(out, &o, err);
}

/* What both sorts of run end with: why records are none or few, the same words as the text has; "" where nothing is to be said. */
static enum dye_code
end_json(const struct dye_embed_result * r, bool dry_run, struct dye_buffer * out, struct dye_error * err)
{
	const char * note = r->why_none[0] != '\0' ? r->why_none : r->why_few;

	DYE_TRY(dye_buffer_printf(
	    out, err, ",\"unnamed\":%" PRIu64 ",\"placed\":%" PRIu64 ",\"order_note\":", r->unnamed, r->placed));
	DYE_TRY(dye_json_string(out, (struct dye_slice){r->why_kept, strlen(r->why_kept)}, err));
	DYE_TRY(dye_buffer_printf(out, err, ",\"canary_note\":"));
	DYE_TRY(dye_json_string(out, (struct dye_slice){note, strlen(note)}, err));
	return dye_buffer_printf(out, err, ",\"dry_run\":%s}\n", dry_run ? "true" : "false");
}

static enum dye_code
print_json(const struct dye_embed_result * r, const char * hash, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(out, err,
	    "{\"export\":%" PRIu64 ",\"rows\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"canaries\":%" PRIu64
	    ",\"tried\":%" PRIu64 ",\"burned\":%" PRIu64 ",\"left_out\":%" PRIu64 ",\"cells\":%" PRIu64
	    ",\"changed\":%" PRIu64 ",\"slots\":%" PRIu64 ",\"sha256\":\"%s\"",
	    r->export_id, r->rows, r->bytes, r->canaries, r->tried, r->burned, r->left_out, r->cells, r->changed,
	    r->slots, hash));
	if (r->decoys > 0)
		DYE_TRY(dye_buffer_printf(out, err,
		    ",\"decoys\":%" PRIu64 ",\"decoys_left\":%" PRIu64 ",\"decoys_needed\":%" PRIu64, r->decoys,
		    r->decoys_left, r->decoys_needed));
	return end_json(r, false, out, err);
}

static enum dye_code
print_text(const struct dye_embed_result * r, const char * hash, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc = dye_buffer_printf(out, err,
	    "leakdye: export %" PRIu64 ": %" PRIu64 " row%s, %" PRIu64 " cell%s with a choice, %" PRIu64
	    " invented record%s, SHA-256 %s\n",
	    r->export_id, r->rows, dye_plural(r->rows), r->cells, dye_plural(r->cells), r->canaries,
	    dye_plural(r->canaries), hash);

	if (rc == DYE_OK)
		rc = explain_burns(out, r, err);
	if (rc == DYE_OK)
		rc = explain_unnamed(out, r, err);
	if (rc == DYE_OK)
		rc = explain_order(out, r, err);
	if (rc == DYE_OK)
		rc = explain_canaries(out, r, err);
	return rc == DYE_OK ? explain_decoys(out, r, err) : rc;
}

/* What hangs on the source alone: who asks need not have the account's copy. */
static enum dye_code
print_dry(bool json, const struct dye_embed_result * r, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;

	if (json) {
		DYE_TRY(dye_buffer_printf(out, err,
		    "{\"rows\":%" PRIu64 ",\"burned\":%" PRIu64 ",\"left_out\":%" PRIu64 ",\"cells\":%" PRIu64
		    ",\"slots\":%" PRIu64,
		    r->rows, r->burned, r->left_out, r->cells, r->slots));
		return end_json(r, true, out, err);
	}
	rc = dye_buffer_printf(out, err, "leakdye: dry run: %" PRIu64 " row%s, %" PRIu64 " cell%s with a choice\n",
	    r->rows, dye_plural(r->rows), r->cells, dye_plural(r->cells));
	if (rc == DYE_OK)
		rc = explain_burns(out, r, err);
	if (rc == DYE_OK)
		rc = explain_unnamed(out, r, err);
	if (rc == DYE_OK)
		rc = explain_order(out, r, err);
	return rc == DYE_OK ? explain_canaries(out, r, err) : rc;
}

/* What was done, to standard error, or as JSON to standard output where that is free. */
static enum dye_code
print_result(
    const struct dye_cli * cli, const struct arguments * a, const struct dye_embed_result * r, struct dye_error * err)
{
	struct dye_buffer out = {0};
	char hash[2 * sizeof(r->sha256) + 1];
	bool to_stdout = a->dry_run || (a->output != NULL && !dye_output_is_stdout(a->output));
	enum dye_code rc;

	dye_hex(r->sha256, sizeof(r->sha256), hash);
	if (a->dry_run)
		rc = print_dry(cli->json, r, &out, err);
	else
		rc = cli->json ? print_json(r, hash, &out, err) : print_text(r, hash, &out, err);
	if (rc == DYE_OK && cli->json && to_stdout) {
		rc = dye_cli_print(&out, err);
		if (rc != DYE_OK && !a->dry_run)
			rc = dye_fail(err, rc,
			    "the export is complete and stands in %s, but the summary could not be written to standard "
			    "output",
			    a->output);
	} else if (rc == DYE_OK && (cli->json || !cli->quiet)) {
		(void)fwrite(out.data, 1, out.len, stderr);
	}
	dye_buffer_release(&out);
	return rc;
}

/* How large the file is, where that can be known. */
static uint64_t
file_size(const char * file)
{
	struct stat st;

	if (file == NULL ? fstat(STDIN_FILENO, &st) != 0 : stat(file, &st) != 0)
		return 0;
	return S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

/* Why the next export has not the next number: bytes may have left, and what was read and tried is registered under this one. */
static int
fail_registered(const struct dye_embed_result * r, const struct dye_error * err)
{
	int exit_code = dye_cli_fail(err);

	if (r->export_id != 0)
		(void)fprintf(stderr,
		    "leakdye: export %" PRIu64
		    " was registered when it began and stays listed as incomplete: no other gets its number\n",
		    r->export_id);
	return exit_code;
}

/* To standard output, or nowhere. */
static enum dye_code
embed_stream(struct dye_vault * vault, const struct dye_embed_options * o, const char * file,
    struct dye_embed_result * result, struct dye_error * err)
{
	struct dye_sink sink = {.write = write_stdout, .name = "standard output"};
	struct dye_file_input input;
	struct dye_source source;
	enum dye_code rc;

	if ((rc = dye_file_input_open(file, &input, err)) != DYE_OK)
		return rc;
	source = dye_file_input_source(&input);
	rc = dye_embed(vault, o, &source, &sink, result, err);
	dye_file_input_close(&input);
	return rc;
}

static enum dye_code
embed(const struct dye_cli * cli, const struct arguments * a, const struct dye_embed_options * with, const char * file,
    struct dye_embed_result * result, struct dye_error * err)
{
	struct dye_vault * vault = NULL;
	struct dye_embed_options o = *with;
	struct dye_progress progress;
	enum dye_code rc;

	/* The vault before the output: a wrong passphrase must not touch it. */
	if ((rc = dye_cli_check_output(cli, a->output, &file, 1, err)) != DYE_OK ||
	    (rc = dye_cli_open_vault(cli, &vault, err)) != DYE_OK)
		return rc;
	dye_progress_start(&progress, cli->progress, "MB", 1000000, file_size(file));
	o.progress = show_progress;
	o.progress_cookie = &progress;
	if (a->output != NULL && !a->dry_run)
		rc = dye_embed_file(vault, &o, file, a->output, result, err);
	else
		rc = embed_stream(vault, &o, file, result, err);
	dye_progress_end(&progress);
	dye_vault_close(vault);
	return rc;
}

static int
run_embed(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct dye_meta meta[DYE_OPTION_LIST_MAX];
	struct dye_embed_options o = {.meta = meta, .screen = cli->screen};
	struct dye_embed_result result = {0};
	struct arguments * a = arguments;
	struct dye_error err = {0};

	if (a->to == NULL)
		return dye_cli_usage("embed: --to ACCOUNT is missing");
	if (a->marks != NULL && strcmp(a->marks, "none") == 0 && !a->allow_unmarked && !a->dry_run)
		return dye_cli_usage(
		    "embed: an export with --marks none could never be traced (--allow-unmarked lets it through)");
	if (!split_meta(&a->meta, meta))
		return dye_cli_usage("embed: --meta takes KEY=VALUE");
	if (is_repeated(meta, a->meta.count))
		return dye_cli_usage("embed: --meta has one key twice");
	if (!dye_table_wish(&a->table, &o.wish))
		return DYE_EXIT_ERROR;
	o.dataset = argv[1];
	o.account = a->to;
	o.marks = a->marks;
	o.meta_count = a->meta.count;
	o.pass_unknown = a->pass_unknown;
	o.names_as_given = a->names_as_given;
	o.allow_unmarked = a->allow_unmarked;
	o.no_index = a->no_index;
	o.dry_run = a->dry_run;
	o.threads = a->threads > 64 ? 64 : (unsigned)a->threads;
	if (embed(cli, a, &o, operands > 1 ? argv[2] : NULL, &result, &err) != DYE_OK)
		return fail_registered(&result, &err);
	if (print_result(cli, a, &result, &err) != DYE_OK)
		return dye_cli_fail(&err);
	return DYE_EXIT_DONE;
}

const struct dye_command dye_command_embed = {
    .name = "embed",
    .order = 50,
    .arguments = "DATASET --to ACCOUNT [FILE] [-o OUT]",
    .summary = "copy a table with the account's marks in it",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .least = 1,
    .most = 2,
    .run = run_embed,
};
