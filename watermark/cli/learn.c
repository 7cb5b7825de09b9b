/*
 * leakdye learn: make or renew the profile of a dataset.
 */
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/json.h"
#include "watermark/cli/command.h"
#include "watermark/cli/learn_print.h"
#include "watermark/cli/table_options.h"
#include "watermark/learn/intake.h"
#include "watermark/profile/profile_store.h"
#include "watermark/vault/vault.h"

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
	struct dye_learn_options options;
	struct dye_learn_wish * wishes; /* Owned. */
	const char * const * files;
	size_t file_count;
};

static const struct dye_option options[] = {
    {"kind", 0, DYE_OPTION_LIST, offsetof(struct arguments, kinds), "COLUMN=KIND", "what the cells of a column are"},
    {"identity", 0, DYE_OPTION_LIST, offsetof(struct arguments, identities), "COLUMN,...", "columns that name a row"},
    {"no-mark", 0, DYE_OPTION_LIST, offsetof(struct arguments, no_marks), "COLUMN", "leave the column as it is"},
    {"tolerate", 0, DYE_OPTION_LIST, offsetof(struct arguments, tolerances), "COLUMN=N",
	"its values may move by up to N"},
    {"", 0, DYE_OPTION_MARKS, offsetof(struct arguments, marks), NULL, NULL},
    {"number-names", 0, DYE_OPTION_FLAG, offsetof(struct arguments, number_names), NULL,
	"several columns may have one name: put numbers behind the later ones"},
    {"relearn", 0, DYE_OPTION_FLAG, offsetof(struct arguments, relearn), NULL,
	"make all tables anew, also those that the last version has"},
    {"dry-run", 'n', DYE_OPTION_FLAG, offsetof(struct arguments, dry_run), NULL, "store nothing"},
    DYE_TABLE_OPTIONS(struct arguments),
    DYE_OPTION_END,
};

/* The wish for that column; a new one if there is none. NULL for want of memory. */
static struct dye_learn_wish *
wish_for(struct request * a, const char * column)
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

/* Every item of a list option; DYE_EXIT_ERROR after saying what is wrong. */
static int
add_all(struct request * r, const struct dye_option_list * list, const char * option,
    bool (*add)(struct request * r, const char * text))
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (!add(r, list->items[i]))
			return dye_cli_usage("learn: --%s does not allow that value", option);
	return DYE_EXIT_DONE;
}

static int
take_wishes(struct request * r, const struct arguments * a)
{
	int code;

	if ((code = add_all(r, &a->kinds, "kind", add_kind)) != DYE_EXIT_DONE)
		return code;
	if ((code = add_all(r, &a->identities, "identity", add_identity)) != DYE_EXIT_DONE)
		return code;
	if ((code = add_all(r, &a->no_marks, "no-mark", add_no_mark)) != DYE_EXIT_DONE)
		return code;
	return add_all(r, &a->tolerances, "tolerate", add_tolerance);
}

/* From arguments to a request; DYE_EXIT_ERROR after saying what is wrong. */
static int
understand(struct request * r, const struct arguments * a, int operands, char ** argv)
{
	struct dye_learn_options * o = &r->options;

	o->dataset = argv[1];
	if (o->dataset[0] == '\0' || strlen(o->dataset) > DYE_NAME_MAX)
		return dye_cli_usage("learn: a dataset's name has 1 to %d bytes", DYE_NAME_MAX);
	r->files = (const char * const *)argv + 2;
	r->file_count = (size_t)operands - 1;
	o->settings = a->marks.wishes;
	o->setting_count = a->marks.count;
	o->number_names = a->number_names;
	if (!dye_table_wish(&a->table, &o->dialect))
		return DYE_EXIT_ERROR;
	return take_wishes(r, a);
}

/* The version whose tables are kept; none where there is none yet. */
static enum dye_code
load_previous(const char * dataset, struct dye_store * store, struct dye_profile ** previous, struct dye_error * err)
{
	enum dye_code rc = dye_profile_load(store, dataset, 0, NULL, previous, err);

	return rc == DYE_EMISSING ? DYE_OK : rc;
}

static enum dye_code
report(const struct dye_cli * cli, const struct dye_learned * learned, bool stored, struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc = DYE_OK;

	if (cli->json) {
		if ((rc = dye_learn_print_json(&out, learned, stored, err)) == DYE_OK)
			rc = dye_cli_print(&out, err);
		dye_buffer_release(&out);
	} else if (!cli->quiet) {
		dye_learn_print_text(stdout, learned, stored);
		if (fflush(stdout) != 0 || ferror(stdout))
			rc = dye_fail_errno(err, DYE_EIO, "cannot write");
	}
	return rc;
}

/* Marked copies must not be learned from: their spellings are somebody's, not the dataset's. */
static enum dye_code
screen(const struct dye_cli * cli, struct dye_vault * vault, const struct request * r, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < r->file_count; i++)
		DYE_TRY(dye_cli_input_screen(cli, vault, r->options.dataset, r->files[i], &r->options.dialect, err));
	return DYE_OK;
}

/* Before anything is said of the files: what they carry is nobody's to try out. */
static enum dye_code
log_reading(struct dye_store * store, const char * dataset, bool dry_run, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&body, err, "{\"dry_run\":%s,\"name\":", dry_run ? "true" : "false")) == DYE_OK &&
	    (rc = dye_json_string(&body, (struct dye_slice){dataset, strlen(dataset)}, err)) == DYE_OK &&
	    (rc = dye_buffer_append_byte(&body, '}', err)) == DYE_OK)
		rc = dye_store_log_append(store, "read", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

static enum dye_code
learn(const struct dye_cli * cli, struct request * r, const struct arguments * a, struct dye_error * err)
{
	struct dye_learn_sieve sieve = {.dataset_name = r->options.dataset};
	struct dye_profile * previous = NULL;
	struct dye_learned learned = {0};
	struct dye_vault * vault;
	uint64_t canaries = 0;
	enum dye_code rc;

	/* The vault first: a wrong passphrase should not cost the time of reading. */
	if ((rc = dye_cli_open_vault(cli, &vault, err)) != DYE_OK)
		return rc;
	if ((rc = log_reading(dye_vault_store(vault), r->options.dataset, a->dry_run, err)) != DYE_OK ||
	    (rc = screen(cli, vault, r, err)) != DYE_OK)
		goto err0;
	if (!a->relearn && (rc = load_previous(r->options.dataset, dye_vault_store(vault), &previous, err)) != DYE_OK)
		goto err0;
	r->options.previous = previous;
	sieve.vault = vault;
	sieve.store = dye_vault_store(vault);
	dye_learn_sieve_start(&sieve);
	r->options.intake = &sieve.hook;
	rc = dye_learn(&r->options, r->files, r->file_count, &learned, err);
	if (rc != DYE_OK) {
		(void)dye_learn_sieve_end(&sieve, false, &canaries, NULL);
		goto err1;
	}
	if ((rc = dye_learn_sieve_end(&sieve, !a->dry_run, &canaries, err)) != DYE_OK)
		goto err2;
	if (dye_intake_is_copy(canaries, learned.profile->rows + canaries)) {
		rc = dye_fail(err, DYE_EREFUSED,
		    "this file carries the marks of an export already (leakdye trace says whose); use the original "
		    "data");
		goto err2;
	}
	if (canaries > 0 && !cli->quiet)
		(void)fprintf(
		    stderr, "leakdye: %" PRIu64 " canaries came back with the data and were left out\n", canaries);
	if (!a->dry_run && (rc = dye_profile_store(dye_vault_store(vault), vault, learned.profile, err)) != DYE_OK)
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
run(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct arguments * a = arguments;
	struct request r = {0};
	struct dye_error err = {0};
	int code;

	if ((code = understand(&r, a, operands, argv)) == DYE_EXIT_DONE && learn(cli, &r, a, &err) != DYE_OK)
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
