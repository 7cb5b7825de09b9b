/*
 * leakdye rehearse: play a leak on copies in a vault of its own, and say what the forecast had said.
 */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "formats/base/json.h"
#include "formats/base/text.h"
#include "trace/chart/chart.h"
#include "trace/rehearse/rehearse.h"
#include "watermark/cli/progress.h"
#include "watermark/cli/table_options.h"
#include "watermark/vault/vault.h"

struct arguments {
	uint64_t rows, trials, recipients, threads;
	double alpha;
	const char * svg;
	struct dye_table_arguments table;
};

static const struct dye_option rehearse_options[] = {
    {"rows", 0, DYE_OPTION_NUMBER, offsetof(struct arguments, rows), "N", "how many rows leak; 50 otherwise"},
    {"trials", 0, DYE_OPTION_NUMBER, offsetof(struct arguments, trials), "N", "leaks of every line; 20 otherwise"},
    {"recipients", 0, DYE_OPTION_NUMBER, offsetof(struct arguments, recipients), "N",
	"how many accounts there would be; as many as are enrolled otherwise"},
    {"alpha", 0, DYE_OPTION_REAL, offsetof(struct arguments, alpha), "P",
	"the chance of accusing anybody innocent; 1e-6 otherwise"},
    {"svg", 0, DYE_OPTION_TEXT, offsetof(struct arguments, svg), "FILE", "draw the table there, as SVG"},
    {"threads", 0, DYE_OPTION_NUMBER, offsetof(struct arguments, threads), "N", "as many as there are cores otherwise"},
    DYE_TABLE_OPTIONS(struct arguments),
    DYE_OPTION_END,
};

/* ---- the folder ---- */

/* It goes when the command ends, and when somebody ends it. */
struct folder {
	char path[4096];
	pthread_t watch;
	sigset_t signals, before;
};

/* What the other thread still makes in the folder fails once that is gone. */
static void
remove_folder(const char * path)
{
	const struct timespec moment = {0, 10000000};

	for (int i = 0; i < 500 && !dye_rehearse_clean(path); i++)
		(void)nanosleep(&moment, NULL);
}

/* A thread of its own: a handler could remove nothing. The signal then does what it would have done. */
static void *
watch(void * cookie)
{
	struct folder * f = cookie;
	int signal_number = 0;

	if (sigwait(&f->signals, &signal_number) != 0)
		return NULL;
	remove_folder(f->path);
	(void)signal(signal_number, SIG_DFL);
	(void)pthread_sigmask(SIG_UNBLOCK, &f->signals, NULL);
	(void)raise(signal_number);
	return NULL;
}

/* Signals that were ignored stay so: somebody wanted that (nohup). */
static void
collect_signals(sigset_t * set)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	struct sigaction now;

	(void)sigemptyset(set);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			(void)sigaddset(set, numbers[i]);
}

static enum dye_code
make_folder(struct folder * f, struct dye_error * err)
{
	const char * under = getenv("TMPDIR");
	int n;

	n = snprintf(
	    f->path, sizeof(f->path), "%s/leakdye-rehearse.XXXXXX", under == NULL || under[0] == '\0' ? "/tmp" : under);
	if (n < 0 || (size_t)n >= sizeof(f->path) - 64)
		return dye_fail(err, DYE_EUSAGE, "TMPDIR is too long");
	collect_signals(&f->signals);
	/* Before there is a folder: no signal comes between. */
	if (pthread_sigmask(SIG_BLOCK, &f->signals, &f->before) != 0)
		return dye_fail(err, DYE_EIO, "signals cannot be set");
	if (mkdtemp(f->path) == NULL) {
		enum dye_code rc = dye_fail_errno(err, DYE_EIO, "no folder for the rehearsal can be made");

		(void)pthread_sigmask(SIG_SETMASK, &f->before, NULL);
		dye_at_file(err, under == NULL ? "/tmp" : under);
		return rc;
	}
	if (pthread_create(&f->watch, NULL, watch, f) == 0)
		return DYE_OK;
	remove_folder(f->path);
	(void)pthread_sigmask(SIG_SETMASK, &f->before, NULL);
	return dye_fail(err, DYE_ENOMEM, "no thread can be started");
}

static void
end_folder(struct folder * f)
{

	remove_folder(f->path);
	(void)pthread_cancel(f->watch);
	(void)pthread_join(f->watch, NULL);
	(void)pthread_sigmask(SIG_SETMASK, &f->before, NULL);
}

/* ---- what is said ---- */

static enum dye_code
put_forecast(const struct dye_rehearsal_line * l, struct dye_buffer * out, struct dye_error * err)
{

	if (!l->forecast.known)
		return dye_buffer_printf(out, err, "%9s\n", "-");
	return dye_buffer_printf(
	    out, err, "%7.0f %%%s\n", 100 * l->forecast.value, dye_rehearsal_strays(l) ? " !" : "");
}

static enum dye_code
put_line(const struct dye_rehearsal_line * l, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_buffer name = {0};
	enum dye_code rc;

	/* Columns have the names that strangers gave them. */
	if ((rc = dye_show(&name, (struct dye_slice){l->what, strlen(l->what)}, err)) == DYE_OK)
		rc = dye_buffer_printf(out, err, "%-46.*s", (int)name.len, name.data);
	dye_buffer_release(&name);
	if (rc != DYE_OK)
		return rc;
	if (l->trials == 0)
		return dye_buffer_printf(out, err, " not played: %s\n", l->why_not);
	DYE_TRY(dye_buffer_printf(out, err, " %6" PRIu64 " %6" PRIu64 " %6" PRIu64 " %6" PRIu64 " ", l->trials,
	    l->named, l->wrong, l->nobody));
	return put_forecast(l, out, err);
}

static enum dye_code
print_text(const struct dye_rehearsal * r, struct dye_buffer * out, struct dye_error * err)
{
	bool strays = false;
	size_t i;

	DYE_TRY(dye_buffer_printf(out, err,
	    "%s: leaks of %" PRIu64 " rows from %" PRIu64 " copies, judged as among %" PRIu64
	    " account%s at alpha %g (%" PRIu64 " scored)\n\n%-46s %6s %6s %6s %6s %9s\n",
	    r->dataset, r->rows, r->copies, r->recipients, dye_plural(r->recipients), r->alpha, r->scored, "", "trials",
	    "named", "wrong", "nobody", "forecast"));
	for (i = 0; i < r->count; i++) {
		DYE_TRY(put_line(&r->lines[i], out, err));
		strays = strays || dye_rehearsal_strays(&r->lines[i]);
	}
	DYE_TRY(dye_buffer_printf(out, err,
	    "\nnamed: an account that the rows came from, and nobody else; wrong: somebody else, too. forecast: the "
	    "chance of\n"
	    "being named that leakdye forecast gives; -: it cannot tell of such a leak.\n"));
	return strays ? dye_buffer_printf(
			    out, err, "!: more than 5 %% beside the 95 %% interval of what was played: believe that.\n")
		      : DYE_OK;
}

static enum dye_code
put_json(const struct dye_rehearsal_line * l, struct dye_buffer * out, struct dye_error * err)
{
	double low, high;

	dye_rehearsal_interval(l, &low, &high);
	DYE_TRY(dye_buffer_printf(out, err, "{\"what\":"));
	DYE_TRY(dye_json_string(out, (struct dye_slice){l->what, strlen(l->what)}, err));
	DYE_TRY(dye_buffer_printf(out, err,
	    ",\"trials\":%" PRIu64 ",\"named\":%" PRIu64 ",\"wrong\":%" PRIu64 ",\"nobody\":%" PRIu64
	    ",\"low\":%.6f,\"high\":%.6f,\"why_not\":",
	    l->trials, l->named, l->wrong, l->nobody, low, high));
	DYE_TRY(dye_json_string(out, (struct dye_slice){l->why_not, strlen(l->why_not)}, err));
	if (!l->forecast.known)
		return dye_buffer_printf(out, err, ",\"forecast\":null}");
	return dye_buffer_printf(out, err, ",\"forecast\":%.6f}", l->forecast.value);
}

static enum dye_code
print_json(const struct dye_rehearsal * r, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_printf(out, err, "{\"dataset\":"));
	DYE_TRY(dye_json_string(out, (struct dye_slice){r->dataset, strlen(r->dataset)}, err));
	DYE_TRY(dye_buffer_printf(out, err,
	    ",\"rows\":%" PRIu64 ",\"copies\":%" PRIu64 ",\"recipients\":%" PRIu64 ",\"scored\":%" PRIu64
	    ",\"alpha\":%g,\"lines\":[",
	    r->rows, r->copies, r->recipients, r->scored, r->alpha));
	for (i = 0; i < r->count; i++) {
		DYE_TRY(dye_buffer_printf(out, err, "%s", i > 0 ? ",\n " : "\n "));
		DYE_TRY(put_json(&r->lines[i], out, err));
	}
	return dye_buffer_printf(out, err, "\n]}\n");
}

/* ---- the chart ---- */

static struct dye_chart_bar
bar_of(const struct dye_rehearsal_line * l)
{
	struct dye_chart_bar bar = {.name = l->what, .expected = l->forecast.known ? l->forecast.value : -1};

	dye_rehearsal_interval(l, &bar.low, &bar.high);
	if (l->trials == 0)
		bar.remark = "not played";
	else {
		bar.share = (double)l->named / (double)l->trials;
		bar.wrong = (double)l->wrong / (double)l->trials;
	}
	return bar;
}

static enum dye_code
draw(const struct dye_rehearsal * r, const char * file, struct dye_error * err)
{
	struct dye_chart_bar * bars = calloc(r->count + 1, sizeof(*bars));
	struct dye_buffer out = {0};
	char title[512];
	enum dye_code rc;
	size_t i;

	if (bars == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < r->count; i++)
		bars[i] = bar_of(&r->lines[i]);
	(void)snprintf(title, sizeof(title),
	    "%s: leaks of %" PRIu64 " row%s that were played (%" PRIu64 " account%s, alpha %g)", r->dataset, r->rows,
	    dye_plural(r->rows), r->recipients, dye_plural(r->recipients), r->alpha);
	if ((rc = dye_chart_bars(title, bars, r->count, &out, err)) == DYE_OK)
		rc = dye_cli_write(file, dye_buffer_slice(&out), err);
	dye_buffer_release(&out);
	free(bars);
	return rc;
}

/* ---- the command ---- */

static void
show_progress(void * cookie, uint64_t done, uint64_t total)
{
	struct dye_progress * p = cookie;

	p->total = total;
	dye_progress_at(p, done);
}

static enum dye_code
read_script(const struct dye_cli * cli, const char * dataset, struct dye_script * script, struct dye_error * err)
{
	struct dye_vault * vault = NULL;
	enum dye_code rc;

	DYE_TRY(dye_cli_open_vault(cli, &vault, err));
	rc = dye_script_read(dye_vault_store(vault), dataset, script, err);
	dye_vault_close(vault);
	return rc;
}

static enum dye_code
rehearse(const struct dye_cli * cli, const struct dye_script * script, const struct dye_rehearse_options * options,
    struct dye_rehearsal * r, struct dye_error * err)
{
	struct dye_rehearse_options o = *options;
	struct dye_progress progress;
	struct folder folder = {0};
	enum dye_code rc;

	DYE_TRY(make_folder(&folder, err));
	o.folder = folder.path;
	dye_progress_start(&progress, cli->progress, "steps", 1, 0);
	o.progress = show_progress;
	o.progress_cookie = &progress;
	rc = dye_rehearse(script, &o, r, err);
	dye_progress_end(&progress);
	end_folder(&folder);
	return rc;
}

static bool
check(const struct arguments * a)
{

	if (a->alpha <= 0 || a->alpha >= 1)
		(void)dye_cli_usage("rehearse: --alpha must lie between 0 and 1");
	else if (a->rows < 1 || a->rows > 1000000)
		(void)dye_cli_usage("rehearse: --rows takes 1 to 1000000");
	else if (a->trials < 1 || a->trials > DYE_REHEARSE_TRIALS_MAX)
		(void)dye_cli_usage("rehearse: --trials takes 1 to %d", DYE_REHEARSE_TRIALS_MAX);
	else if (a->svg != NULL && (a->svg[0] == '\0' || strcmp(a->svg, "-") == 0))
		(void)dye_cli_usage("rehearse: --svg takes the name of a file");
	else
		return true;
	return false;
}

static int
run_rehearse(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	const struct arguments * a = arguments;
	struct dye_rehearse_options o = {.file = argv[2],
	    .rows = a->rows,
	    .trials = a->trials,
	    .recipients = a->recipients,
	    .alpha = a->alpha,
	    .threads = a->threads > 64 ? 64 : (unsigned)a->threads};
	struct dye_script script = {0};
	struct dye_rehearsal r = {0};
	struct dye_buffer out = {0};
	struct dye_error err = {0};
	enum dye_code rc;

	(void)operands;
	if (!check(a) || !dye_table_wish(&a->table, &o.wish))
		return DYE_EXIT_ERROR;
	if ((rc = dye_cli_check_output(cli, NULL, (const char * const *)argv + 2, 1, &err)) == DYE_OK &&
	    (a->svg == NULL ||
		(rc = dye_cli_check_output(cli, a->svg, (const char * const *)argv + 2, 1, &err)) == DYE_OK) &&
	    (rc = read_script(cli, argv[1], &script, &err)) == DYE_OK &&
	    (rc = rehearse(cli, &script, &o, &r, &err)) == DYE_OK &&
	    (rc = (cli->json ? print_json : print_text)(&r, &out, &err)) == DYE_OK &&
	    (a->svg == NULL || (rc = draw(&r, a->svg, &err)) == DYE_OK))
		rc = dye_cli_print(&out, &err);
	dye_buffer_release(&out);
	dye_rehearsal_release(&r);
	dye_script_release(&script);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_rehearse = {
    .name = "rehearse",
    .order = 56,
    .arguments = "DATASET FILE",
    .summary = "play leaks on copies in a vault of their own, and see who is named",
    .options = rehearse_options,
    .arguments_size = sizeof(struct arguments),
    .defaults = &(const struct arguments){.rows = 50, .trials = 20, .alpha = 1e-6},
    .least = 2,
    .most = 2,
    .run = run_rehearse,
};
