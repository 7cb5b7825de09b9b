#include "watermark/cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/cli/command.h"

static bool
takes_value(const struct dye_option * o)
{

	return o->type != DYE_OPTION_FLAG && o->type != DYE_OPTION_OFF;
}

/* The option whose name is the first ${len} bytes of ${name}. */
static const struct dye_option *
find_name(const struct dye_option * options, const char * name, size_t len)
{

	for (; options != NULL && options->name != NULL; options++)
		if (strlen(options->name) == len && memcmp(options->name, name, len) == 0)
			return options;
	return NULL;
}

static const struct dye_option *
find_letter(const struct dye_option * options, char letter)
{

	for (; options != NULL && options->name != NULL; options++)
		if (options->letter == letter)
			return options;
	return NULL;
}

static bool
set_number(const struct dye_option * o, void * target, const char * value)
{
	uint64_t number;
	char * end;

	errno = 0;
	number = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0) {
		(void)dye_cli_usage("--%s takes a whole number", o->name);
		return false;
	}
	memcpy(target, &number, sizeof(number));
	return true;
}

static bool
set_real(const struct dye_option * o, void * target, const char * value)
{
	double number;
	char * end;

	errno = 0;
	number = strtod(value, &end);
	if (end == value || *end != '\0' || !isfinite(number)) {
		(void)dye_cli_usage("--%s takes a number", o->name);
		return false;
	}
	memcpy(target, &number, sizeof(number));
	return true;
}

static bool
set(const struct dye_option * o, void * arguments, const char * value)
{
	void * target = (char *)arguments + o->offset;
	struct dye_option_list * list = target;
	bool flag = o->type == DYE_OPTION_FLAG;

	switch (o->type) {
	case DYE_OPTION_FLAG:
	case DYE_OPTION_OFF:
		memcpy(target, &flag, sizeof(flag));
		return true;
	case DYE_OPTION_TEXT:
		memcpy(target, &value, sizeof(value));
		return true;
	case DYE_OPTION_NUMBER:
		return set_number(o, target, value);
	case DYE_OPTION_REAL:
		return set_real(o, target, value);
	case DYE_OPTION_LIST:
		break;
	}
	if (list->count == DYE_OPTION_LIST_MAX) {
		(void)dye_cli_usage("--%s is given more than %d times", o->name, DYE_OPTION_LIST_MAX);
		return false;
	}
	list->items[list->count++] = value;
	return true;
}

/* One option at argv[*i]; *i moves on to its value where that is the next argument. */
static bool
parse_one(const struct dye_command * command, int argc, char ** argv, int * i, void * arguments)
{
	const char *given = argv[*i], *value = NULL;
	const struct dye_option * o;
	size_t len;

	if (given[1] == '-') {
		len = strcspn(given + 2, "=");
		value = given[2 + len] == '=' ? given + 3 + len : NULL;
		o = find_name(command->options, given + 2, len);
		len += 2;
	} else {
		/* One letter, its value behind it or next. */
		value = given[2] != '\0' ? given + 2 : NULL;
		o = find_letter(command->options, given[1]);
		len = 2;
	}
	if (o == NULL) {
		(void)dye_cli_usage(
		    "%s: unknown option %.*s; see leakdye help %s", command->name, (int)len, given, command->name);
		return false;
	}
	if (takes_value(o) && value == NULL && *i + 1 < argc)
		value = argv[++*i];
	if (takes_value(o) != (value != NULL)) {
		(void)dye_cli_usage(
		    takes_value(o) ? "%s: --%s needs a value" : "%s: --%s takes no value", command->name, o->name);
		return false;
	}
	return set(o, arguments, value);
}

int
dye_options_parse(const struct dye_command * command, int argc, char ** argv, void * arguments, int min, int max)
{
	bool only_operands = false;
	int operands = 0;

	for (int i = 1; i < argc; i++) {
		if (only_operands || argv[i][0] != '-' || argv[i][1] == '\0')
			argv[++operands] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			only_operands = true;
		else if (!parse_one(command, argc, argv, &i, arguments))
			return -1;
	}
	if (operands >= min && operands <= max)
		return operands;
	(void)dye_cli_usage("usage: leakdye %s %s", command->name, command->arguments);
	return -1;
}
