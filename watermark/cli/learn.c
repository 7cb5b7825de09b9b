/*
 * leakdye learn: make or renew the profile of a dataset.
 */
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/cli/command.h"
#include "watermark/cli/decoys_warn.h"
#include "watermark/cli/learn_print.h"
#include "watermark/cli/table_options.h"
#include "watermark/registry/store.h"

/* As given. */
struct arguments {
	struct dye_option_list kinds;
	struct dye_option_list identities;
	struct dye_option_list no_marks;
	struct dye_option_list tolerances;
	struct dye_option_marks marks;
	bool number_names;
	bool relearn;
	bool dry_run;
	struct dye_table_arguments table;
};

/* As understood. Names and kinds point into argv. */
struct request {
	struct dye_learn_request wanted;
	struct dye_learn_wish * wishes; /* Owned. */
};

static const struct dye_option options[] = {
    {"kind", 0, DYE_OPTION_LIST, offsetof(struct arguments, kinds), "COLUMN=KIND", "what the cells of a column are"},
    {"identity", 0, DYE_OPTION_LIST, offsetof(struct arguments, identities), "COLUMN,...", "columns that name a row"},
    {"no-mark", 0, DYE_OPTION_LIST, offsetof(struct arguments, no_marks), "COLUMN", "leave the column as it is"},
    {"tolerate", 0, DYE_OPTION_LIST, offsetof(struct arguments, tolerances), "COLUMN=N",
	"its values may move by up to N, 1 to 1000000"},
    {"", 0, DYE_OPTION_MARKS, offsetof(struct arguments, marks), NULL, NULL},
    {"number-names", 0, DYE_OPTION_FLAG, offsetof(struct arguments, number_names), NULL,
	"several columns may have one name: put numbers behind the later ones"},
    {"relearn", 0, DYE_OPTION_FLAG, offsetof(struct arguments, relearn), NULL,
	"decide all anew: nothing that the last version marks, or was said before, goes on"},
    {"dry-run", 'n', DYE_OPTION_FLAG, offsetof(struct arguments, dry_run), NULL, "store no profile"},
    DYE_TABLE_OPTIONS(struct arguments),
    DYE_OPTION_END,
};

/* The wish for that column; a new one if there is none. NULL for want of memory. */
static struct dye_learn_wish *
wish_for(struct request * a, const char * column)
{
	struct dye_learn_wish * wishes;
	size_t i, n = a->wanted.column_count;

	for (i = 0; i < n; i++)
		if (strcmp(a->wishes[i].column, column) == 0)
			return &a->wishes[i];
	if ((wishes = reallocarray(a->wishes, n + 1, sizeof(*wishes))) == NULL)
		return NULL;
	a->wishes = wishes;
	a->wanted.columns = wishes;
	a->wanted.column_count = n + 1;
	wishes[n] = (struct dye_learn_wish){.column = column};
	return &wishes[n];
}

/* Cut "COLUMN=VALUE" at the last sign: argv is ours to change. NULL where there is none. */
static const char *
cut_value(const char * text)
{
	char * sign = strrchr(text, '=');

	if (sign == NULL || sign == text || sign[1] == '\0')
		return NULL;
	*sign = '\0';
	return sign + 1;
}

static bool
add_kind(struct request * r, const char * text)
{
	const char * kind = cut_value(text);
	struct dye_learn_wish * wish;

	if (kind == NULL || (wish = wish_for(r, text)) == NULL)
		return false;
	wish->kind = kind;
	return true;
}

static bool
add_tolerance(struct request * r, const char * text)
{
	const char * value = cut_value(text);
	struct dye_learn_wish * wish;
	char * end;
	long n;

	if (value == NULL || (wish = wish_for(r, text)) == NULL)
		return false;
	n = strtol(value, &end, 10);
	if (*end != '\0' || n < 1 || n > 1000000)
		return false;
	wish->tolerance = (int)n;
	return true;
}

/* Several names, separated by commas. */
static bool
add_identity(struct request * r, const char * text)
{
	struct dye_learn_wish * wish;
	const char * name;
	char * comma;

	for (name = text; name != NULL; name = comma == NULL ? NULL : comma + 1) {
		if ((comma = strchr(name, ',')) != NULL)
			*comma = '\0';
		if ((wish = wish_for(r, name)) == NULL)
			return false;
		wish->identity = true;
	}
	return true;
}

static bool
add_no_mark(struct request * r, const char * column)
{
	struct dye_learn_wish * wish = wish_for(r, column);

	if (wish != NULL)
		wish->no_mark = true;
	return wish != NULL;
}

/* How a value of each list option becomes wishes. */
static const struct {
	size_t list; /* where it is in the arguments: so its option is found */
	bool (*add)(struct request * r, const char * text);
} wishes[] = {
    {offsetof(struct arguments, kinds), add_kind},
    {offsetof(struct arguments, identities), add_identity},
    {offsetof(struct arguments, no_marks), add_no_mark},
    {offsetof(struct arguments, tolerances), add_tolerance},
};

static int
refuse_value(size_t list)
{
	const struct dye_option * o = options;

	while (o->type != DYE_OPTION_LIST || o->offset != list)
		o++;
	return dye_cli_usage("learn: --%s does not allow that value: %s: %s", o->name, o->argument, o->help);
}

/* Every item of the list options; DYE_EXIT_ERROR after saying what is wrong. */
static int
take_wishes(struct request * r, const struct arguments * a)
{

	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		const struct dye_option_list * list = (const void *)((const char *)a + wishes[i].list);

		for (size_t k = 0; k < list->count; k++)
			if (!wishes[i].add(r, list->items[k]))
				return refuse_value(wishes[i].list);
	}
	return DYE_EXIT_DONE;
}

/* From arguments to a request; DYE_EXIT_ERROR after saying what is wrong. */
static int
understand(struct request * r, const struct arguments * a, int operands, char ** argv)
{
	struct dye_learn_request * o = &r->wanted;

	o->dataset = argv[1];
	if (o->dataset[0] == '\0' || strlen(o->dataset) > DYE_NAME_MAX)
		return dye_cli_usage("learn: a dataset's name has 1 to %d bytes", DYE_NAME_MAX);
	o->files = (const char * const *)argv + 2;
	o->file_count = (size_t)operands - 1;
	o->settings = a->marks.wishes;
	o->setting_count = a->marks.count;
	o->number_names = a->number_names;
	o->relearn = a->relearn;
	o->dry_run = a->dry_run;
	if (!dye_table_wish(&a->table, &o->wish))
		return DYE_EXIT_ERROR;
	return take_wishes(r, a);
}

/* A profile that is stored is forecast too. */
static enum dye_code
print_text(const struct dye_cli * cli, struct dye_vault * vault, const struct dye_learn_result * result, bool stored,
    struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc = DYE_OK;

	dye_learn_print_text(stdout, result->learned, stored);
	if (stored && cli->outlook != NULL)
		rc = cli->outlook(dye_vault_store(vault), result->learned->profile->dataset, &out, err);
	if (rc == DYE_OK)
		rc = dye_cli_print(&out, err);
	dye_buffer_release(&out);
	return rc;
}

static enum dye_code
report(const struct dye_cli * cli, struct dye_vault * vault, const struct dye_learn_result * result, bool stored,
    struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc = DYE_OK;

	if (cli->json) {
		if ((rc = dye_learn_print_json(&out, result, stored, err)) == DYE_OK)
			rc = dye_cli_print(&out, err);
		dye_buffer_release(&out);
	} else if (!cli->quiet) {
		rc = print_text(cli, vault, result, stored, err);
		if (rc == DYE_OK && ferror(stdout))
			rc = dye_fail_errno(err, DYE_EIO, "cannot write");
	}
	return rc;
}

/* A row that has a canary's key, or its number, may be that of a person: nobody can tell, and it stays. */
static void
print_returned(const struct dye_learn_result * r)
{
	bool one = r->canaries == 1;

	(void)fprintf(stderr,
	    "leakdye: %" PRIu64
	    " canar%s came back with the data, or a row of it has %s key or number: no evidence from "
	    "now on; %" PRIu64 " row%s nothing else and %s left out\n",
	    r->canaries, one ? "y" : "ies", one ? "its" : "their", r->left_out, r->left_out == 1 ? " was" : "s were",
	    r->left_out == 1 ? "was" : "were");
}

/* Whether they will do for what leaves next. */
static enum dye_code
warn_of_decoys(void * cookie, const struct dye_decoys_outlook * o, struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc = dye_decoys_warn(&out, o, err);

	(void)cookie;
	if (rc == DYE_OK)
		(void)fwrite(out.data, 1, out.len, stderr);
	dye_buffer_release(&out);
	return rc;
}

static enum dye_code
learn(const struct dye_cli * cli, struct request * r, struct dye_error * err)
{
	struct dye_learn_result result;
	struct dye_vault * vault;
	enum dye_code rc;

	/* The vault first: a wrong passphrase should not cost the time of reading. */
	if ((rc = dye_cli_open_vault(cli, &vault, err)) != DYE_OK)
		return rc;
	if ((rc = dye_vault_learn(vault, &r->wanted, &result, err)) == DYE_OK) {
		if (result.canaries > 0 && !cli->quiet)
			print_returned(&result);
		rc = report(cli, vault, &result, !r->wanted.dry_run, err);
		if (rc == DYE_EIO && !r->wanted.dry_run)
			rc = dye_fail(
			    err, rc, "the profile is stored, but the summary could not be written to standard output");
		if (rc == DYE_OK && !cli->quiet && !cli->json && !r->wanted.dry_run)
			rc = dye_vault_decoys(vault, r->wanted.dataset, warn_of_decoys, NULL, err);
	}
	dye_learn_result_release(&result);
	dye_vault_close(vault);
	return rc;
}

static int
run(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct arguments * a = arguments;
	struct request r = {.wanted.screen = cli->screen};
	struct dye_error err = {0};
	int code;

	if ((code = understand(&r, a, operands, argv)) == DYE_EXIT_DONE && learn(cli, &r, &err) != DYE_OK)
		code = dye_cli_fail(&err);
	free(r.wishes);
	return code;
}

const struct dye_command dye_command_learn = {
    .name = "learn",
    .order = 20,
    .arguments = "DATASET FILE...",
    .summary = "learn how a dataset is spelt and what its rows can carry",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .least = 2,
    .most = INT_MAX,
    .run = run,
};
