/*
 * enrol.c: leakdye enrol: give accounts their numbers, before any leak.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/json.h"
#include "formats/base/text.h"
#include "watermark/cli/command.h"
#include "watermark/cli/progress.h"
#include "watermark/registry/core/name.h"

/* One account a line. */
struct names {
	FILE * f;
	const char * file; /* for errors */
	char * line;	   /* Owned. */
	size_t size;
	uint64_t number; /* of the line */
	struct dye_progress progress;
};

/* The line without its end and, on the first, without a byte order mark. */
static struct dye_slice
trim(const struct names * n, size_t len)
{
	struct dye_slice name = {n->line, len};

	if (name.len > 0 && name.data[name.len - 1] == '\n')
		name.len--;
	if (name.len > 0 && name.data[name.len - 1] == '\r')
		name.len--;
	if (n->number == 1 && name.len >= 3 && memcmp(name.data, "\xEF\xBB\xBF", 3) == 0) {
		name.data += 3;
		name.len -= 3;
	}
	return name;
}

static bool
next_name(void * cookie, struct dye_slice * name, enum dye_code * rc, struct dye_error * err)
{
	struct names * n = cookie;
	ssize_t len;

	do {
		errno = 0;
		if ((len = getline(&n->line, &n->size, n->f)) < 0) {
			*rc = feof(n->f) ? DYE_OK : dye_fail_errno(err, DYE_EIO, "cannot be read");
			return false;
		}
		n->number++;
		*name = trim(n, (size_t)len);
	} while (name->len == 0);
	dye_progress_at(&n->progress, n->number);
	/* Checked here too, where the number of the line is known. */
	if ((*rc = dye_name_check(*name, err)) != DYE_OK) {
		dye_at_row(err, n->number);
		return false;
	}
	*rc = DYE_OK;
	return true;
}

static enum dye_code
enrol(struct dye_vault * vault, const char * dataset, struct names * n, struct dye_enrol_result * c,
    struct dye_error * err)
{
	enum dye_code rc = dye_vault_enrol(vault, dataset, next_name, n, c, err);

	/* A row is to blame: then it is one of the file. */
	if (rc != DYE_OK && (err->row != 0 || ferror(n->f)))
		dye_at_file(err, n->file);
	return rc;
}

static enum dye_code
print_counts(
    const struct dye_cli * cli, const char * dataset, const struct dye_enrol_result * c, struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc;

	if (cli->json) {
		if ((rc = dye_buffer_printf(&out, err, "{\"dataset\":")) == DYE_OK &&
		    (rc = dye_json_string(&out, (struct dye_slice){dataset, strlen(dataset)}, err)) == DYE_OK)
			rc = dye_buffer_printf(&out, err,
			    ",\"added\":%" PRIu64 ",\"known\":%" PRIu64 ",\"enrolled\":%" PRIu64 "}\n", c->added,
			    c->known, c->enrolled);
	} else {
		rc = dye_buffer_printf(&out, err,
		    "%s: %" PRIu64 " account%s added, %" PRIu64 " known already, %" PRIu64 " enrolled\n", dataset,
		    c->added, dye_plural(c->added), c->known, c->enrolled);
	}
	if (rc == DYE_OK && (cli->json || !cli->quiet) && dye_cli_print(&out, err) != DYE_OK)
		rc = dye_fail(
		    err, DYE_EIO, "the accounts are enrolled, but the summary could not be written to standard output");
	dye_buffer_release(&out);
	return rc;
}

static int
run_enrol(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct names n = {.file = "-", .f = stdin};
	struct dye_vault * vault = NULL;
	struct dye_enrol_result c = {0};
	struct dye_error err = {0};
	enum dye_code rc;

	(void)arguments;
	/* The list before the vault: a typing error should not cost a passphrase. */
	if (operands == 2 && strcmp(argv[2], "-") != 0) {
		n.file = argv[2];
		if ((n.f = fopen(n.file, "re")) == NULL) {
			(void)dye_fail_errno(&err, DYE_EIO, "cannot be read");
			dye_at_file(&err, n.file);
			return dye_cli_fail(&err);
		}
	}
	if ((rc = dye_cli_open_vault(cli, &vault, &err)) == DYE_OK) {
		dye_progress_start(&n.progress, cli->progress, "names", 1, 0);
		rc = enrol(vault, argv[1], &n, &c, &err);
		dye_progress_end(&n.progress);
	}
	if (rc == DYE_OK)
		rc = print_counts(cli, argv[1], &c, &err);
	dye_vault_close(vault);
	free(n.line);
	if (n.f != stdin)
		(void)fclose(n.f);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_enrol = {
    .name = "enrol",
    .order = 40,
    .arguments = "DATASET [FILE]",
    .summary = "enrol accounts, one a line, so that they can export and be traced",
    .least = 1,
    .most = 2,
    .run = run_enrol,
};
