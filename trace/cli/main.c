/*
 * main.c: leakdye <command>. The commands are a table made by the build; this file knows the options that all share.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <leakdye/trace.h>

#include "trace/forecast/brief.h"
#include "watermark/cli/command.h"

static const struct dye_command *
find_command(const char * name)
{

	for (size_t i = 0; dye_commands[i] != NULL; i++)
		if (strcmp(dye_commands[i]->name, name) == 0)
			return dye_commands[i];
	return NULL;
}

static int
compare_commands(const struct dye_command * a, const struct dye_command * b)
{

	return a->order != b->order ? (a->order > b->order) - (a->order < b->order) : strcmp(a->name, b->name);
}

/* The one that comes after ${c} in the order in which one uses them; NULL: none. ${c} NULL: the first. */
static const struct dye_command *
command_after(const struct dye_command * c)
{
	const struct dye_command * best = NULL;

	for (size_t i = 0; dye_commands[i] != NULL; i++)
		if ((c == NULL || compare_commands(dye_commands[i], c) > 0) &&
		    (best == NULL || compare_commands(dye_commands[i], best) < 0))
			best = dye_commands[i];
	return best;
}

static void
print_summary(const struct dye_command * c)
{

	(void)printf("  %-10s  %s\n", c->name, c->summary);
}

static void
print_global_options(void)
{

	(void)puts("Options of every command, before or after its name:\n"
		   "  --vault DIR             the vault (or LEAKDYE_VAULT)\n"
		   "  --passphrase-file FILE  its passphrase is the first line (or LEAKDYE_PASSPHRASE_FILE);\n"
		   "                          without it, /dev/tty is asked\n"
		   "  --quiet                 say nothing that is not asked for\n"
		   "  --json                  answer in JSON\n"
		   "  --help, --version");
}

static int
print_help(void)
{
	const struct dye_command * c;

	(void)puts("leakdye: a dye pack for data. Usage: leakdye [OPTION...] COMMAND [ARGUMENT...]\n");
	for (c = command_after(NULL); c != NULL; c = command_after(c))
		print_summary(c);
	(void)puts("  help        explain a command: leakdye help COMMAND\n");
	print_global_options();
	return DYE_EXIT_DONE;
}

static void
print_option(const struct dye_option * o)
{
	char left[64];

	(void)snprintf(left, sizeof(left), "%c%c%s--%s%s%s", o->letter != 0 ? '-' : ' ',
	    o->letter != 0 ? o->letter : ' ', o->letter != 0 ? ", " : "  ", o->name, o->argument != NULL ? " " : "",
	    o->argument != NULL ? o->argument : "");
	(void)printf("  %-28s  %s\n", left, o->help);
}

/* One line, or one for each of those that it stands for. */
static void
print_options(const struct dye_option * o)
{
	struct dye_setting_wish wish;
	struct dye_option of_mark;

	if (o->type != DYE_OPTION_MARKS) {
		print_option(o);
		return;
	}
	for (size_t n = 0; dye_option_of_mark(n, &of_mark, &wish); n++)
		print_option(&of_mark);
}

static int
print_command_help(const struct dye_command * c)
{

	(void)printf(
	    "Usage: leakdye %s%s%s\n\n%s\n\n", c->name, c->arguments[0] != '\0' ? " " : "", c->arguments, c->summary);
	if (c->options != NULL && c->options->name != NULL) {
		(void)puts("Options:");
		for (const struct dye_option * o = c->options; o->name != NULL; o++)
			print_options(o);
		(void)putchar('\n');
	}
	if (c->choices != NULL)
		c->choices();
	print_global_options();
	return DYE_EXIT_DONE;
}

/* What was asked for beside the command. */
struct global {
	struct dye_cli cli;
	bool help;
	bool version;
};

/* The value of --NAME at argv[*i], as "--name value" or "--name=value"; NULL where it is another option. *bad: it lacks. */
static const char *
value_of(const char * name, int argc, char ** argv, int * i, bool * bad)
{
	size_t len = strlen(name);

	if (strncmp(argv[*i], name, len) != 0)
		return NULL;
	if (argv[*i][len] == '=')
		return argv[*i] + len + 1;
	if (argv[*i][len] != '\0')
		return NULL;
	if (*i + 1 < argc)
		return argv[++*i];
	*bad = true;
	(void)dye_cli_usage("%s needs a value", name);
	return NULL;
}

/* What takes one value is given once. */
static bool
first_value(const char ** target, const char * name, const char * value)
{

	if (*target != NULL) {
		(void)dye_cli_usage("%s is given twice", name);
		return false;
	}
	*target = value;
	return true;
}

/* Take argv[*i] if it is one of the options that all commands share. ${command}: the name of the command came already. */
static bool
take_global(struct global * g, bool command, int argc, char ** argv, int * i, bool * bad)
{
	const char * value;

	if (strcmp(argv[*i], "--quiet") == 0)
		g->cli.quiet = true;
	else if (strcmp(argv[*i], "--json") == 0)
		g->cli.json = true;
	else if (strcmp(argv[*i], "--help") == 0 || (!command && strcmp(argv[*i], "-h") == 0))
		g->help = true;
	else if (!command && strcmp(argv[*i], "--version") == 0)
		g->version = true;
	else if ((value = value_of("--vault", argc, argv, i, bad)) != NULL)
		*bad = !first_value(&g->cli.vault_dir, "--vault", value);
	else if ((value = value_of("--passphrase-file", argc, argv, i, bad)) != NULL)
		*bad = !first_value(&g->cli.passphrase_file, "--passphrase-file", value);
	else
		return false;
	return true;
}

/* Take those options out of argv, wherever they stand; what is left begins with the command's name. Return how much is left, or -1. */
static int
parse_global(struct global * g, int argc, char ** argv)
{
	bool bad = false, rest = false;
	int left = 0;

	for (int i = 1; i < argc; i++) {
		/* After "--" everything is the command's own. */
		rest = rest || strcmp(argv[i], "--") == 0;
		bool taken = !rest && take_global(g, left > 0, argc, argv, &i, &bad);

		if (bad)
			return -1;
		if (taken)
			continue;
		argv[left++] = argv[i];
	}
	argv[left] = NULL;
	return left;
}

/* An empty variable is one that is not set. */
static const char *
environment(const char * name)
{
	const char * value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static void
complete_global(struct dye_cli * cli)
{

	if (cli->vault_dir == NULL)
		cli->vault_dir = environment("LEAKDYE_VAULT");
	if (cli->passphrase_file == NULL)
		cli->passphrase_file = environment("LEAKDYE_PASSPHRASE_FILE");
	cli->colour = isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR") == NULL;
	cli->progress = isatty(STDERR_FILENO) == 1 && !cli->quiet;
}

/* No key ever stands in a core dump, nor can another process of the same user look into this one. */
static int
forbid_dumps(void)
{
	const struct rlimit none = {0, 0};

	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return dye_cli_usage("core dumps cannot be switched off");
	return DYE_EXIT_DONE;
}

/* Parse what is the command's own, and run it. */
static int
run_parsed(const struct dye_command * c, const struct dye_cli * cli, int argc, char ** argv)
{
	void * arguments = NULL;
	int operands, code = DYE_EXIT_ERROR;

	if (c->arguments_size > 0 && (arguments = calloc(1, c->arguments_size)) == NULL)
		return dye_cli_usage("out of memory");
	if (c->defaults != NULL)
		memcpy(arguments, c->defaults, c->arguments_size);
	if ((operands = dye_options_parse(c, argc, argv, arguments)) >= 0)
		code = c->run(cli, arguments, operands, argv);
	free(arguments);
	return code;
}

static int
run_command(const struct dye_cli * cli, bool help, int argc, char ** argv)
{
	const struct dye_command * c;

	if (strcmp(argv[0], "help") == 0) {
		if (argc == 1)
			return print_help();
		help = true;
		argc--;
		argv++;
	}
	if ((c = find_command(argv[0])) == NULL)
		return dye_cli_usage("there is no command %s; leakdye --help lists them", argv[0]);
	return help ? print_command_help(c) : run_parsed(c, cli, argc, argv);
}

int
main(int argc, char ** argv)
{
	struct global g = {.cli.screen = dye_trace_screen, .cli.outlook = dye_outlook_brief};
	int left, code;

	if (forbid_dumps() != DYE_EXIT_DONE || (left = parse_global(&g, argc, argv)) < 0)
		return DYE_EXIT_ERROR;
	/* A limit of file size is then an error of write(2) like a full disk, with a message, and not a death without one. */
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return dye_cli_usage("signals cannot be set");
	complete_global(&g.cli);
	if (g.version) {
		(void)puts("leakdye " DYE_VERSION);
		code = DYE_EXIT_DONE;
	} else if (left > 0) {
		code = run_command(&g.cli, g.help, left, argv);
	} else if (g.help) {
		code = print_help();
	} else {
		code = dye_cli_usage("no command given; leakdye --help lists them");
	}
	/* A full disk shows at the latest here. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && code != DYE_EXIT_ERROR)
		code = dye_cli_usage("standard output cannot be written");
	return code;
}
