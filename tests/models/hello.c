/*
 * hello.c: leakdye hello: greet somebody. The smallest command with an option and an operand, to begin one of your own from. It is no part of the
 * product: tests/cli/test_members.sh builds it in.
 */
#include <inttypes.h>
#include <stddef.h>

#include "watermark/cli/command.h"

struct arguments {
	uint64_t times;
};

/* All output goes through dye_cli_print(), which sees that the disk behind standard output is full. */
static int
run_hello(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	const struct arguments * a = arguments;
	struct dye_buffer out = {0};
	struct dye_error err;
	enum dye_code rc = DYE_OK;

	(void)cli, (void)operands;
	for (uint64_t i = 0; i < a->times && rc == DYE_OK; i++)
		rc = dye_buffer_printf(&out, &err, "hello %s\n", argv[1]);
	if (rc == DYE_OK)
		rc = dye_cli_print(&out, &err);
	dye_buffer_release(&out);
	return rc == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

static const struct dye_option options[] = {
    {"times", 't', DYE_OPTION_NUMBER, offsetof(struct arguments, times), "N", "how often; once otherwise"},
    DYE_OPTION_END,
};
static const struct arguments defaults = {.times = 1};

const struct dye_command dye_command_hello = {
    .name = "hello",
    .order = 200,
    .arguments = "[--times N] NAME",
    .summary = "greet somebody",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .defaults = &defaults,
    .least = 1,
    .most = 1,
    .run = run_hello,
};
