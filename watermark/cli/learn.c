/*
 * leakdye learn: make or renew the profile of a dataset.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/cli/command.h"
#include "watermark/cli/learn_print.h"
#include "watermark/cli/table_options.h"
#include "watermark/embed/profile_store.h"
#include "watermark/vault/vault.h"

struct arguments {
	struct dye_learn_options options;
	struct dye_learn_wish * wishes; /* Owned; names and kinds point into argv */
	bool relearn;
	bool dry_run;
	const char * const * files;
	size_t file_count;
};

enum choice {
	OPT_KIND = 256,
	OPT_IDENTITY,
	OPT_NO_MARK,
	OPT_TOLERATE,
	OPT_DENSITY,
	OPT_NO_CANARIES,
	OPT_RELEARN,
	OPT_DRY_RUN,
	OPT_HEADER,
	OPT_NO_HEADER,
	OPT_DELIMITER,
	OPT_ENCODING
};

static const struct option long_options[] = {
    {"kind", required_argument, NULL, OPT_KIND},
    {"identity", required_argument, NULL, OPT_IDENTITY},
    {"no-mark", required_argument, NULL, OPT_NO_MARK},
    {"tolerate", required_argument, NULL, OPT_TOLERATE},
    {"density", required_argument, NULL, OPT_DENSITY},
    {"no-canaries", no_argument, NULL, OPT_NO_CANARIES},
    {"relearn", no_argument, NULL, OPT_RELEARN},
    {"dry-run", no_argument, NULL, OPT_DRY_RUN},
    {"header", no_argument, NULL, OPT_HEADER},
    {"no-header", no_argument, NULL, OPT_NO_HEADER},
    {"delimiter", required_argument, NULL, OPT_DELIMITER},
    {"encoding", required_argument, NULL, OPT_ENCODING},
    {NULL, 0, NULL, 0},
};

/* The wish for that column; a new one if there is none. NULL for want of memory. */
static struct dye_learn_wish *
wish_for(struct arguments * a, const char * column)
{
	struct dye_learn_wish * wishes;
	size_t i, n = a->options.wish_count;

	for (i = 0; i < n; i++)
		if (strcmp(a->wishes[i].column, column) == 0)
			return &a->wishes[i];
	if ((wishes = reallocarray(a->wishes, n + 1, sizeof(*wishes))) == NULL)
		return NULL;
	a->wishes = wishes;
	a->options.wishes = wishes;
	a->options.wish_count = n + 1;
	wishes[n] = (struct dye_learn_wish){.column = column};
	return &wishes[n];
}

/* Cut "COLUMN=VALUE" at the last sign; NULL where there is none. */
static char *
cut_value(char * text)
{
	char * sign = strrchr(text, '=');

	if (sign == NULL || sign == text || sign[1] == '\0')
		return NULL;
	*sign = '\0';
	return sign + 1;
}

static bool
add_kind(struct arguments * a, char * text)
{
	const char * kind = cut_value(text);
	struct dye_learn_wish * wish;

	if (kind == NULL || (wish = wish_for(a, text)) == NULL)
		return false;
	wish->kind = kind;
	return true;
}

static bool
add_tolerance(struct arguments * a, char * text)
{
	const char * value = cut_value(text);
	struct dye_learn_wish * wish;
	char * end;
	long n;

	if (value == NULL || (wish = wish_for(a, text)) == NULL)
		return false;
	n = strtol(value, &end, 10);
	if (*end != '\0' || n < 1 || n > 1000000)
		return false;
	wish->tolerance = (int)n;
	return true;
}

static bool
add_identity(struct arguments * a, char * text)
{
	struct dye_learn_wish * wish;
	char *name, *rest = text;

	while ((name = strsep(&rest, ",")) != NULL) {
		if ((wish = wish_for(a, name)) == NULL)
			return false;
		wish->identity = true;
	}
	return true;
}

static bool
add_no_mark(struct arguments * a, const char * column)
{
	struct dye_learn_wish * wish = wish_for(a, column);

	if (wish != NULL)
		wish->no_mark = true;
	return wish != NULL;
}

/* A percentage of rows, more than 0 and at most 50. */
static bool
set_density(struct arguments * a, const char * text)
{
	char * end;
	double percent = strtod(text, &end);

	if (end == text || *end != '\0' || !(percent >= 0.01 && percent <= 50))
		return false;
	a->options.density = (uint32_t)(percent / 100 * DYE_TABLE_UNITS + 0.5);
	return true;
}

static bool
take_option(struct arguments * a, int option, char * value)
{

	switch (option) {
	case OPT_KIND:
		return add_kind(a, value);
	case OPT_IDENTITY:
		return add_identity(a, value);
	case OPT_NO_MARK:
		return add_no_mark(a, value);
	case OPT_TOLERATE:
		return add_tolerance(a, value);
	case OPT_DENSITY:
		return set_density(a, value);
	case OPT_NO_CANARIES:
		return a->options.no_canaries = true;
	case OPT_RELEARN:
		return a->relearn = true;
	case OPT_DRY_RUN:
		return a->dry_run = true;
	case OPT_HEADER:
		a->options.dialect.header = DYE_YES;
		return true;
	case OPT_NO_HEADER:
		a->options.dialect.header = DYE_NO;
		return true;
	case OPT_DELIMITER:
		a->options.dialect.delimiter = value;
		return true;
	case OPT_ENCODING:
		a->options.dialect.encoding = value;
		return true;
	default:
		return false;
	}
}

/* DYE_EXIT_DONE, or what a wrong use returns. */
static int
parse_arguments(struct arguments * a, int argc, char ** argv)
{
	int option, index;

	a->options.dialect.header = DYE_DETECT;
	opterr = 0;
	optind = 0;
	while ((option = getopt_long(argc, argv, "", long_options, &index)) != -1) {
		if (option == '?')
			return dye_cli_usage("learn: no such option, or its value is missing: %s", argv[optind - 1]);
		if (!take_option(a, option, optarg))
			return dye_cli_usage("learn: --%s does not allow that value", long_options[index].name);
	}
	if (argc - optind < 2)
		return dye_cli_usage("learn: a dataset and at least one file are needed");
	a->options.dataset = argv[optind];
	if (a->options.dataset[0] == '\0' || strlen(a->options.dataset) > DYE_NAME_MAX)
		return dye_cli_usage("learn: a dataset's name has 1 to %d bytes", DYE_NAME_MAX);
	a->files = (const char * const *)argv + optind + 1;
	a->file_count = (size_t)(argc - optind - 1);
	return DYE_EXIT_DONE;
}

/* The version whose tables are kept; none where there is none yet. */
static enum dye_code
load_previous(
    const struct arguments * a, struct dye_store * store, struct dye_profile ** previous, struct dye_error * err)
{
	enum dye_code rc;

	if (a->relearn)
		return DYE_OK;
	rc = dye_profile_load(store, a->options.dataset, 0, NULL, previous, err);
	return rc == DYE_EMISSING ? DYE_OK : rc;
}

static enum dye_code
report(const struct dye_cli * cli, const struct dye_learned * learned, bool stored, struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc = DYE_OK;

	if (cli->json) {
		if ((rc = dye_learn_print_json(&out, learned, stored, err)) == DYE_OK)
			(void)fwrite(out.data, 1, out.len, stdout);
		dye_buffer_release(&out);
	} else if (!cli->quiet) {
		dye_learn_print_text(stdout, learned, stored);
	}
	if (rc == DYE_OK && (fflush(stdout) != 0 || ferror(stdout)))
		rc = dye_fail_errno(err, DYE_EIO, "cannot write");
	return rc;
}

/* Marked copies must not be learned from: their spellings are somebody's, not the dataset's. */
static enum dye_code
screen(const struct dye_cli * cli, struct dye_vault * vault, const struct arguments * a, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < a->file_count; i++)
		DYE_TRY(dye_input_screen(cli, vault, a->options.dataset, a->files[i], &a->options.dialect, err));
	return DYE_OK;
}

static enum dye_code
learn(const struct dye_cli * cli, struct arguments * a, struct dye_error * err)
{
	struct dye_profile * previous = NULL;
	struct dye_learned learned = {0};
	struct dye_vault * vault;
	enum dye_code rc;

	/* The vault first: a wrong passphrase should not cost the time of reading. */
	if ((rc = dye_cli_open_vault(cli, &vault, err)) != DYE_OK)
		return rc;
	if ((rc = screen(cli, vault, a, err)) != DYE_OK)
		goto err0;
	if ((rc = load_previous(a, dye_vault_store(vault), &previous, err)) != DYE_OK)
		goto err0;
	a->options.previous = previous;
	if ((rc = dye_learn(&a->options, a->files, a->file_count, &learned, err)) != DYE_OK)
		goto err1;
	if (!a->dry_run && (rc = dye_profile_store(dye_vault_store(vault), learned.profile, err)) != DYE_OK)
		goto err2;
	rc = report(cli, &learned, !a->dry_run, err);

err2:
	dye_learned_release(&learned);
err1:
	dye_profile_free(previous);
err0:
	dye_vault_close(vault);
	return rc;
}

static int
run(const struct dye_cli * cli, int argc, char ** argv)
{
	struct arguments a = {0};
	struct dye_error err = {0};
	int code;

	if ((code = parse_arguments(&a, argc, argv)) == DYE_EXIT_DONE && learn(cli, &a, &err) != DYE_OK)
		code = dye_cli_fail(&err);
	free(a.wishes);
	return code;
}

const struct dye_command dye_command_learn = {
    .name = "learn",
    .arguments =
	"DATASET FILE... [--kind COLUMN=KIND] [--identity COLUMN,...] [--no-mark COLUMN] [--tolerate COLUMN=N] "
	"[--density PERCENT] [--no-canaries] [--relearn] [--dry-run] [--[no-]header] [--delimiter D] [--encoding E]",
    .summary = "learn how a dataset is spelt and what its rows can carry",
    .run = run,
};
