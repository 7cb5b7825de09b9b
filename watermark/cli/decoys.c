/*
 * decoys.c: leakdye decoys: contact points of the owner's that answer, for the invented records: taken in, counted, and whose one is.
 */
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/json.h"
#include "formats/base/text.h"
#include "watermark/cli/command.h"
#include "watermark/cli/decoys_warn.h"
#include "watermark/cli/table_options.h"

struct arguments {
	const char * source; /* import: the owner's table */
	struct dye_table_arguments table;
};

static const struct dye_option options[] = {
    {"source", 0, DYE_OPTION_TEXT, offsetof(struct arguments, source), "FILE",
	"import: the table itself, so that no customer's own number becomes a decoy; -: standard input"},
    DYE_TABLE_OPTIONS(struct arguments),
    DYE_OPTION_END,
};

/* ---- import ---- */

/* How sure it is that this was the table: nothing else was compared. */
static enum dye_code
put_compared(struct dye_buffer * out, const struct dye_decoys_imported * r, struct dye_error * err)
{

	if (r->known == 0)
		return dye_buffer_printf(out, err,
		    "only these rows were compared; whether they are the table that the dataset was learned from, the "
		    "vault cannot tell: no row of it is kept\n");
	return dye_buffer_printf(out, err,
	    "only these rows were compared; of %" PRIu64 " contact points known of the table that was learned %" PRIu64
	    " are in them (%u %%)\n",
	    r->known, r->known_there, (unsigned)(r->known_there * 100 / r->known));
}

static enum dye_code
print_imported(const struct dye_cli * cli, const struct dye_decoys_imported * r, struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc;

	if (cli->json)
		rc = dye_buffer_printf(&out, err,
		    "{\"imported\":%" PRIu64 ",\"rewritten\":%" PRIu64 ",\"left\":%" PRIu64 ",\"table_rows\":%" PRIu64
		    ",\"known\":%" PRIu64 ",\"known_there\":%" PRIu64 "}\n",
		    r->imported, r->rewritten, r->left, r->table_rows, r->known, r->known_there);
	else if ((rc = dye_buffer_printf(&out, err,
		      "%" PRIu64 " decoy%s imported, none of which stands in the %" PRIu64
		      " row%s of the table; %" PRIu64 " value%s written as the column is; %" PRIu64 " left\n",
		      r->imported, dye_plural(r->imported), r->table_rows, dye_plural(r->table_rows), r->rewritten,
		      dye_plural(r->rewritten), r->left)) == DYE_OK)
		rc = put_compared(&out, r, err);
	if (rc == DYE_OK && (cli->json || !cli->quiet))
		rc = dye_cli_print(&out, err);
	dye_buffer_release(&out);
	return rc;
}

/* Both files are open before anything is read. */
static enum dye_code
import_files(struct dye_vault * vault, const struct arguments * a, const char * dataset, const char * file,
    struct dye_decoys_imported * result, struct dye_error * err)
{
	struct dye_dialect_wish names = {.header = DYE_YES}, wish;
	struct dye_file_input decoys, table;
	struct dye_source from, with;
	enum dye_code rc;

	if (!dye_table_wish(&a->table, &wish))
		return dye_fail(err, DYE_EUSAGE, "the options contradict each other");
	wish.header = DYE_YES;
	DYE_TRY(dye_file_input_open(file, &decoys, err));
	if ((rc = dye_file_input_open(a->source, &table, err)) == DYE_OK) {
		from = dye_file_input_source(&decoys);
		with = dye_file_input_source(&table);
		rc = dye_vault_decoys_import(vault, dataset, &(struct dye_table_source){&from, &names},
		    &(struct dye_table_source){&with, &wish}, result, err);
		dye_file_input_close(&table);
	}
	dye_file_input_close(&decoys);
	return rc;
}

static enum dye_code
import(const struct dye_cli * cli, const struct arguments * a, const char * dataset, const char * file,
    struct dye_error * err)
{
	struct dye_decoys_imported result;
	struct dye_vault * vault;
	enum dye_code rc;

	DYE_TRY(dye_cli_open_vault(cli, &vault, err));
	rc = import_files(vault, a, dataset, file, &result, err);
	dye_vault_close(vault);
	return rc == DYE_OK ? print_imported(cli, &result, err) : rc;
}

/* ---- list ---- */

struct listing {
	const struct dye_cli * cli;
	struct dye_buffer line;
	uint64_t count;
};

static enum dye_code
put_outlook_json(struct listing * l, const struct dye_decoys_outlook * o, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(&l->line, err, "%s\n {\"dataset\":", l->count == 0 ? "[" : ","));
	DYE_TRY(dye_json_string(&l->line, (struct dye_slice){o->dataset, strlen(o->dataset)}, err));
	DYE_TRY(dye_buffer_printf(&l->line, err,
	    ",\"all\":%" PRIu64 ",\"given\":%" PRIu64 ",\"left\":%" PRIu64 ",\"needed\":%" PRIu64 ",\"columns\":[",
	    o->all, o->given, o->left, o->needed));
	for (size_t i = 0; i < o->column_count; i++) {
		DYE_TRY(dye_buffer_printf(&l->line, err, "%s{\"column\":", i > 0 ? "," : ""));
		DYE_TRY(dye_json_string(&l->line, o->columns[i].name, err));
		DYE_TRY(dye_buffer_printf(&l->line, err, ",\"all\":%" PRIu64 ",\"left\":%" PRIu64 "}",
		    o->columns[i].all, o->columns[i].left));
	}
	return dye_buffer_printf(&l->line, err, "]}");
}

static enum dye_code
put_outlook(struct listing * l, const struct dye_decoys_outlook * o, struct dye_error * err)
{

	DYE_TRY(dye_show(&l->line, (struct dye_slice){o->dataset, strlen(o->dataset)}, err));
	DYE_TRY(dye_buffer_printf(&l->line, err, ": %" PRIu64 " decoy%s, %" PRIu64 " given, %" PRIu64 " left\n", o->all,
	    dye_plural(o->all), o->given, o->left));
	for (size_t i = 0; i < o->column_count; i++) {
		DYE_TRY(dye_buffer_printf(&l->line, err, "  "));
		DYE_TRY(dye_show(&l->line, o->columns[i].name, err));
		DYE_TRY(dye_buffer_printf(
		    &l->line, err, ": %" PRIu64 ", %" PRIu64 " left\n", o->columns[i].all, o->columns[i].left));
	}
	return DYE_OK;
}

static enum dye_code
show_outlook(void * cookie, const struct dye_decoys_outlook * o, struct dye_error * err)
{
	struct listing * l = cookie;
	enum dye_code rc;

	dye_buffer_reset(&l->line);
	DYE_TRY(l->cli->json ? put_outlook_json(l, o, err) : put_outlook(l, o, err));
	l->count++;
	DYE_TRY(dye_cli_print(&l->line, err));
	if (l->cli->json || l->cli->quiet)
		return DYE_OK;
	dye_buffer_reset(&l->line);
	if ((rc = dye_decoys_warn(&l->line, o, err)) == DYE_OK)
		(void)fwrite(l->line.data, 1, l->line.len, stderr);
	return rc;
}

static enum dye_code
list(const struct dye_cli * cli, const char * dataset, struct dye_error * err)
{
	struct listing l = {.cli = cli};
	struct dye_vault * vault;
	enum dye_code rc;

	DYE_TRY(dye_cli_open_vault(cli, &vault, err));
	rc = dye_vault_decoys(vault, dataset, show_outlook, &l, err);
	dye_vault_close(vault);
	dye_buffer_release(&l.line);
	if (rc == DYE_OK && cli->json)
		(void)fputs(l.count == 0 ? "[]\n" : "\n]\n", stdout);
	return rc;
}

/* ---- who ---- */

struct asking {
	const struct dye_cli * cli;
	const struct dye_slice * values;
	struct dye_buffer line;
	uint64_t count;
	bool unknown; /* one of them is no decoy */
};

static enum dye_code
put_found_json(struct asking * a, const struct dye_decoy_found * f, struct dye_error * err)
{
	struct dye_buffer * out = &a->line;
	char time[DYE_TIME_LEN];

	DYE_TRY(dye_buffer_printf(out, err, "%s\n {\"value\":", a->count == 0 ? "[" : ","));
	DYE_TRY(dye_json_string(out, a->values[f->value], err));
	DYE_TRY(dye_buffer_printf(out, err, ",\"decoy\":%s", f->known ? "true" : "false"));
	if (f->known) {
		DYE_TRY(dye_buffer_printf(out, err, ",\"dataset\":"));
		DYE_TRY(dye_json_string(out, (struct dye_slice){f->dataset, strlen(f->dataset)}, err));
		DYE_TRY(dye_buffer_printf(out, err, ",\"column\":"));
		DYE_TRY(dye_json_string(out, (struct dye_slice){f->column, strlen(f->column)}, err));
		DYE_TRY(dye_buffer_printf(
		    out, err, ",\"imported\":\"%s\",\"recipient\":", dye_cli_time(f->imported, time)));
	}
	if (f->known && f->recipient != NULL) {
		DYE_TRY(dye_json_string(out, (struct dye_slice){f->recipient, strlen(f->recipient)}, err));
		DYE_TRY(dye_buffer_printf(out, err, ",\"number\":%" PRIu64 ",\"given\":\"%s\",\"exports\":[", f->number,
		    dye_cli_time(f->given, time)));
		for (size_t i = 0; i < f->export_count; i++)
			DYE_TRY(dye_buffer_printf(out, err, "%s{\"export\":%" PRIu64 ",\"started\":\"%s\"}",
			    i > 0 ? "," : "", f->exports[i].id, dye_cli_time(f->exports[i].started, time)));
		DYE_TRY(dye_buffer_append_byte(out, ']', err));
	} else if (f->known)
		DYE_TRY(dye_buffer_printf(out, err, "null"));
	return dye_buffer_append_byte(out, '}', err);
}

static enum dye_code
put_found(struct asking * a, const struct dye_decoy_found * f, struct dye_error * err)
{
	struct dye_buffer * out = &a->line;
	char time[DYE_TIME_LEN];

	DYE_TRY(dye_show(out, a->values[f->value], err));
	if (!f->known)
		return dye_buffer_printf(out, err, ": no decoy\n");
	DYE_TRY(dye_buffer_printf(out, err, ": "));
	if (f->recipient == NULL)
		DYE_TRY(dye_buffer_printf(out, err, "given to nobody yet (dataset "));
	else {
		DYE_TRY(dye_buffer_printf(out, err, "account "));
		DYE_TRY(dye_show(out, (struct dye_slice){f->recipient, strlen(f->recipient)}, err));
		DYE_TRY(dye_buffer_printf(out, err, " (number %" PRIu64 ", dataset ", f->number));
	}
	DYE_TRY(dye_show(out, (struct dye_slice){f->dataset, strlen(f->dataset)}, err));
	DYE_TRY(dye_buffer_printf(out, err, ", column "));
	DYE_TRY(dye_show(out, (struct dye_slice){f->column, strlen(f->column)}, err));
	if (f->recipient == NULL)
		return dye_buffer_printf(out, err, ", imported %s)\n", dye_cli_time(f->imported, time));
	DYE_TRY(dye_buffer_printf(out, err, "), given %s\n", dye_cli_time(f->given, time)));
	if (f->export_count == 0)
		return dye_buffer_printf(
		    out, err, "  in no export yet: rows beside which it was given had no such cell\n");
	for (size_t i = 0; i < f->export_count; i++)
		DYE_TRY(dye_buffer_printf(out, err, "  left in export %" PRIu64 " of %s\n", f->exports[i].id,
		    dye_cli_time(f->exports[i].started, time)));
	return DYE_OK;
}

static enum dye_code
show_found(void * cookie, const struct dye_decoy_found * f, struct dye_error * err)
{
	struct asking * a = cookie;

	dye_buffer_reset(&a->line);
	DYE_TRY(a->cli->json ? put_found_json(a, f, err) : put_found(a, f, err));
	a->unknown = a->unknown || !f->known;
	a->count++;
	return dye_cli_print(&a->line, err);
}

static enum dye_code
who(const struct dye_cli * cli, int count, char ** texts, bool * unknown, struct dye_error * err)
{
	struct dye_slice * values = calloc((size_t)count + 1, sizeof(*values));
	struct asking a = {.cli = cli, .values = values};
	struct dye_vault * vault;
	enum dye_code rc;

	if (values == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (int i = 0; i < count; i++)
		values[i] = (struct dye_slice){texts[i], strlen(texts[i])};
	if ((rc = dye_cli_open_vault(cli, &vault, err)) == DYE_OK) {
		rc = dye_vault_decoys_who(vault, values, (size_t)count, show_found, &a, err);
		dye_vault_close(vault);
	}
	if (rc == DYE_OK && cli->json)
		(void)fputs("\n]\n", stdout);
	dye_buffer_release(&a.line);
	free(values);
	*unknown = a.unknown;
	return rc;
}

static int
run_import(const struct dye_cli * cli, const struct arguments * a, int operands, char ** argv)
{
	struct dye_dialect_wish wish;
	struct dye_error err;

	if (operands != 3)
		return dye_cli_usage("decoys: import takes a dataset and a file");
	if (a->source == NULL)
		return dye_cli_usage(
		    "decoys: import needs the table too (--source FILE): no customer's own number may be a decoy");
	if (a->table.no_header)
		return dye_cli_usage("decoys: the columns of the table must have names");
	if (strcmp(a->source, "-") == 0 && strcmp(argv[3], "-") == 0)
		return dye_cli_usage("decoys: standard input is one file");
	if (!dye_table_wish(&a->table, &wish))
		return DYE_EXIT_ERROR;
	return import(cli, a, argv[2], argv[3], &err) == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

static int
run_decoys(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	const struct arguments * a = arguments;
	bool unknown = false;
	struct dye_error err;

	if (strcmp(argv[1], "import") == 0)
		return run_import(cli, a, operands, argv);
	if (a->source != NULL)
		return dye_cli_usage("decoys: --source is an option of import");
	if (strcmp(argv[1], "list") == 0) {
		if (operands > 2)
			return dye_cli_usage("decoys: list takes one dataset, or none");
		return list(cli, operands == 2 ? argv[2] : NULL, &err) == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
	}
	if (strcmp(argv[1], "who") != 0)
		return dye_cli_usage("decoys: import, list or who is needed");
	if (operands < 2)
		return dye_cli_usage("decoys: who takes a number, a mailbox or an address, or several");
	if (who(cli, operands - 1, argv + 2, &unknown, &err) != DYE_OK)
		return dye_cli_fail(&err);
	return unknown ? DYE_EXIT_NOBODY : DYE_EXIT_DONE;
}

const struct dye_command dye_command_decoys = {
    .name = "decoys",
    .order = 67,
    .arguments = "import DATASET FILE --source FILE | list [DATASET] | who VALUE...",
    .summary = "give invented records numbers, mailboxes and addresses that answer, and say whose one is",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .least = 1,
    .most = INT_MAX,
    .run = run_decoys,
};
