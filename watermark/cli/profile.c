/*
 * leakdye profile: read a profile out of the registry, and put one in.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "watermark/cli/command.h"
#include "watermark/profile/profile_store.h"
#include "watermark/vault/vault.h"

/* A profile is a page or two; more than this is something else. */
#define PROFILE_BYTES_MAX ((size_t)64 << 20)

struct arguments {
	const char * dataset;
	const char * file; /* import: "-" is standard input */
	const char * out;  /* export: NULL is standard output */
	uint64_t revision; /* 0: the newest */
};

static const struct dye_option options[] = {
    {"output", 'o', DYE_OPTION_TEXT, offsetof(struct arguments, out), "FILE",
	"export: write there; - or none: standard output"},
    {"revision", 'r', DYE_OPTION_NUMBER, offsetof(struct arguments, revision), "N",
	"export: that version, not the newest"},
    DYE_OPTION_END,
};

static enum dye_code
read_all(int fd, struct dye_buffer * text, struct dye_error * err)
{
	enum dye_code rc;
	ssize_t n;

	do {
		if ((rc = dye_buffer_reserve(text, 65536, err)) != DYE_OK)
			return rc;
		if ((n = read(fd, text->data + text->len, 65536)) < 0 && errno != EINTR)
			return dye_fail_errno(err, DYE_EIO, "cannot read");
		if (n > 0)
			text->len += (size_t)n;
		if (text->len > PROFILE_BYTES_MAX)
			return dye_fail(err, DYE_EDATA, "too large for a profile");
	} while (n != 0);
	return DYE_OK;
}

static enum dye_code
read_text(const char * file, struct dye_buffer * text, struct dye_error * err)
{
	enum dye_code rc;
	int fd;

	if (strcmp(file, "-") == 0)
		return read_all(STDIN_FILENO, text, err);
	if ((fd = open(file, O_RDONLY | O_CLOEXEC)) < 0)
		return dye_fail_errno(err, DYE_EIO, "cannot open");
	rc = read_all(fd, text, err);
	(void)close(fd);
	return rc;
}

/* Read and check a profile file; it must be of that dataset. */
static enum dye_code
load_file(const struct arguments * a, struct dye_profile ** profile, struct dye_error * err)
{
	struct dye_buffer text = {0};
	enum dye_code rc;

	if ((rc = read_text(a->file, &text, err)) != DYE_OK)
		goto err0;
	if ((rc = dye_profile_parse(dye_buffer_slice(&text), profile, err)) != DYE_OK) {
		err->file[0] = '\0';
		goto err0;
	}
	if ((rc = dye_profile_check_end(dye_buffer_slice(&text), err)) == DYE_OK &&
	    strcmp((*profile)->dataset, a->dataset) != 0)
		rc = dye_fail(
		    err, DYE_EUSAGE, "the profile is of another dataset: change its key dataset to import it as this");
	if (rc == DYE_OK)
		rc = dye_profile_check_groups(*profile, err);
	if (rc != DYE_OK) {
		dye_profile_free(*profile);
		*profile = NULL;
	}

err0:
	if (rc != DYE_OK)
		dye_at_file(err, a->file);
	dye_buffer_release(&text);
	return rc;
}

/* What the version before marked and this one does not: tables, and columns of its. */
static uint32_t
count_ends(const struct dye_profile * before, const struct dye_profile * now)
{
	uint32_t i, ends = 0;

	for (i = 0; i < before->table_count; i++) {
		const struct dye_table * t = &before->tables[i];

		ends += t->enabled && dye_profile_table(now, t->kind, t->type, t->context) == NULL;
	}
	for (i = 0; i < before->column_count; i++) {
		const struct dye_profile_column *c = &before->columns[i], *same;

		same = dye_profile_column_find(now, (struct dye_slice){c->name, strlen(c->name)});
		ends += c->mark && (same == NULL || !same->mark || same->kind != c->kind);
	}
	return ends;
}

/* The owner may end marks, and is told what that means. A version before that this program cannot read says nothing. */
static void
warn_of_ends(const struct dye_cli * cli, struct dye_store * store, uint32_t newest, const struct dye_profile * now)
{
	struct dye_profile * before;
	struct dye_buffer text = {0};
	uint32_t ends;

	if (newest == 0 || cli->quiet)
		return;
	if (dye_profile_load(store, now->dataset, newest, &text, &before, NULL) == DYE_OK) {
		if ((ends = count_ends(before, now)) > 0)
			(void)fprintf(stderr,
			    "leakdye: %u column%s or sort%s of spelling that version %u marks %s not marked by this "
			    "one: "
			    "rows of its copies that came back into the source leave in their spelling, and name their "
			    "account\n",
			    (unsigned)ends, ends == 1 ? "" : "s", ends == 1 ? "" : "s", (unsigned)newest,
			    ends == 1 ? "is" : "are");
		dye_profile_free(before);
	}
	dye_buffer_release(&text);
}

static enum dye_code
import_profile(const struct dye_cli * cli, const struct arguments * a, struct dye_error * err)
{
	struct dye_profile * profile = NULL;
	struct dye_vault * vault;
	uint32_t newest;
	enum dye_code rc;

	DYE_TRY(dye_cli_open_vault(cli, &vault, err));
	/* Before the file is read, which may come from somebody who types or thinks. */
	if ((rc = dye_store_profile_newest(dye_vault_store(vault), a->dataset, &newest, err)) == DYE_OK &&
	    (rc = load_file(a, &profile, err)) == DYE_OK &&
	    (rc = dye_profile_store(dye_vault_store(vault), vault, profile, 0, newest, err)) == DYE_OK) {
		warn_of_ends(cli, dye_vault_store(vault), newest, profile);
		if (cli->json)
			(void)printf("{\"version\":%u}\n", (unsigned)profile->version);
		else if (!cli->quiet)
			(void)printf("stored as profile version %u\n", (unsigned)profile->version);
	}
	dye_profile_free(profile);
	dye_vault_close(vault);
	return rc;
}

static enum dye_code
export_profile(const struct dye_cli * cli, const struct arguments * a, struct dye_error * err)
{
	struct dye_buffer text = {0};
	struct dye_profile * profile;
	struct dye_vault * vault;
	enum dye_code rc;

	DYE_TRY(dye_cli_check_output(cli, a->out, NULL, 0, err));
	DYE_TRY(dye_cli_open_vault(cli, &vault, err));
	rc = dye_profile_load(dye_vault_store(vault), a->dataset, (uint32_t)a->revision, &text, &profile, err);
	dye_vault_close(vault);
	if (rc == DYE_OK) {
		dye_profile_free(profile);
		rc = dye_buffer_printf(&text, err, "\n" DYE_PROFILE_END "\n");
	}
	if (rc == DYE_OK)
		rc = dye_cli_write(a->out == NULL ? "-" : a->out, dye_buffer_slice(&text), err);
	dye_buffer_release(&text);
	return rc;
}

static int
run(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct arguments * a = arguments;
	struct dye_error err = {0};
	enum dye_code rc;
	bool import;

	import = strcmp(argv[1], "import") == 0;
	if (!import && strcmp(argv[1], "export") != 0)
		return dye_cli_usage("profile: either export or import is needed");
	if (operands != (import ? 3 : 2))
		return dye_cli_usage("profile: export takes a dataset, import a dataset and a file");
	if (a->revision > UINT32_MAX || (import && (a->revision != 0 || a->out != NULL)))
		return dye_cli_usage("profile: no such revision, or an option of export given to import");
	a->dataset = argv[2];
	a->file = import ? argv[3] : NULL;
	rc = import ? import_profile(cli, a, &err) : export_profile(cli, a, &err);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_profile = {
    .name = "profile",
    .order = 30,
    .arguments = "export DATASET | import DATASET FILE",
    .summary = "write the profile of a dataset to a file, or store one from a file as a new version",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .least = 2,
    .most = 3,
    .run = run,
};
