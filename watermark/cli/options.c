#include "watermark/cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/cli/command.h"
#include "watermark/marks/mark.h"

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
		if (options->type != DYE_OPTION_MARKS && strlen(options->name) == len &&
		    memcmp(options->name, name, len) == 0)
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
	case DYE_OPTION_MARKS:
		return false;
	}
	if (list->count == DYE_OPTION_LIST_MAX) {
		(void)dye_cli_usage("--%s is given more than %d times", o->name, DYE_OPTION_LIST_MAX);
		return false;
	}
	list->items[list->count++] = value;
	return true;
}

bool
dye_option_of_mark(size_t n, struct dye_option * option, struct dye_setting_wish * wish)
{

	for (size_t m = 0; dye_marks[m] != NULL; m++)
		for (size_t i = 0; i < dye_marks[m]->setting_count; i++) {
			const struct dye_setting * s = &dye_marks[m]->settings[i];
			static const enum dye_option_type types[] = {[DYE_SETTING_TRUTH] = DYE_OPTION_FLAG,
			    [DYE_SETTING_CHOICE] = DYE_OPTION_TEXT,
			    [DYE_SETTING_SHARE] = DYE_OPTION_REAL,
			    [DYE_SETTING_TEXT] = DYE_OPTION_LIST};

			if (s->option == NULL || n-- > 0)
				continue;
			*wish = (struct dye_setting_wish){dye_marks[m], s, s->otherwise == 0, NULL};
			*option = (struct dye_option){.name = s->option,
			    .type = types[s->type],
			    .argument = s->type == DYE_SETTING_SHARE ? "PERCENT" : s->argument,
			    .help = s->help};
			return true;
		}
	return false;
}

/* Where the command takes the options of marks. */
static const struct dye_option *
find_marks(const struct dye_option * options)
{

	while (options != NULL && options->name != NULL && options->type != DYE_OPTION_MARKS)
		options++;
	return options == NULL || options->name == NULL ? NULL : options;
}

/* The option of a mark whose name is the first ${len} bytes of ${name}. */
static bool
find_of_mark(const char * name, size_t len, struct dye_option * option, struct dye_setting_wish * wish)
{

	for (size_t n = 0; dye_option_of_mark(n, option, wish); n++)
		if (strlen(option->name) == len && memcmp(option->name, name, len) == 0)
			return true;
	return false;
}

/* Whether the setting, with nothing in it, takes that text. */
static bool
takes_text(const struct dye_setting * setting, const char * text)
{
	char alone[DYE_SETTING_TEXT_MAX] = "";

	return setting->add(alone, text);
}

/* A share comes in per cent and is kept in units of 1/65536; a choice comes by its name; a text is the setting's to read. */
static bool
take_value(const struct dye_option * o, const char * text, struct dye_setting_wish * wish, bool * allowed)
{
	double percent = 0, units;

	*allowed = false;
	if (wish->setting->type == DYE_SETTING_CHOICE) {
		*allowed = dye_setting_choice(wish->setting, text, &wish->value);
		return true;
	}
	if (wish->setting->type == DYE_SETTING_TEXT) {
		wish->text = text;
		*allowed = takes_text(wish->setting, text);
		return true;
	}
	if (!set_real(o, &percent, text))
		return false;
	units = percent / 100 * DYE_TABLE_UNITS + 0.5;
	*allowed = units >= wish->setting->least && units < wish->setting->most + 1.0;
	if (*allowed)
		wish->value = (uint32_t)units;
	return true;
}

static bool
add_wish(const struct dye_command * command, struct dye_option_marks * list, const struct dye_option * o,
    struct dye_setting_wish wish, const char * value)
{
	bool allowed = true;

	if (value != NULL && !take_value(o, value, &wish, &allowed))
		return false;
	if (!allowed) {
		(void)dye_cli_usage("%s: --%s does not allow that value", command->name, o->name);
		return false;
	}
	for (size_t i = 0; i < list->count && value != NULL && o->type != DYE_OPTION_LIST; i++)
		if (list->wishes[i].setting == wish.setting) {
			(void)dye_cli_usage("%s: --%s is given twice", command->name, o->name);
			return false;
		}
	if (list->count == DYE_OPTION_LIST_MAX) {
		(void)dye_cli_usage("--%s is given more than %d times", o->name, DYE_OPTION_LIST_MAX);
		return false;
	}
	list->wishes[list->count++] = wish;
	return true;
}

/* What takes one value is given once: which of two was meant, nobody knows. ${seen}: a bit for each of the command's options. */
static bool
first_time(const struct dye_command * command, const struct dye_option * o, uint64_t * seen)
{
	uint64_t bit = UINT64_C(1) << ((size_t)(o - command->options) & 63);
	bool again = (*seen & bit) != 0;

	*seen |= bit;
	if (!again || o->type == DYE_OPTION_LIST || !takes_value(o))
		return true;
	(void)dye_cli_usage("%s: --%s is given twice", command->name, o->name);
	return false;
}

/* One option at argv[*i]; *i moves on to its value where that is the next argument. */
static bool
parse_one(const struct dye_command * command, int argc, char ** argv, int * i, uint64_t * seen, void * arguments)
{
	const char *given = argv[*i], *value = NULL;
	const struct dye_option *o, *marks = NULL;
	struct dye_setting_wish wish = {0};
	struct dye_option of_mark;
	size_t len;

	if (given[1] == '-') {
		len = strcspn(given + 2, "=");
		value = given[2 + len] == '=' ? given + 3 + len : NULL;
		o = find_name(command->options, given + 2, len);
		if (o == NULL && (marks = find_marks(command->options)) != NULL &&
		    find_of_mark(given + 2, len, &of_mark, &wish))
			o = &of_mark;
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
	if (o == &of_mark)
		return add_wish(command, (void *)((char *)arguments + marks->offset), o, wish, value);
	return first_time(command, o, seen) && set(o, arguments, value);
}

int
dye_options_parse(const struct dye_command * command, int argc, char ** argv, void * arguments)
{
	bool only_operands = false;
	uint64_t seen = 0;
	int operands = 0;

	for (int i = 1; i < argc; i++) {
		if (only_operands || argv[i][0] != '-' || argv[i][1] == '\0')
			argv[++operands] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			only_operands = true;
		else if (!parse_one(command, argc, argv, &i, &seen, arguments))
			return -1;
	}
	if (operands >= command->least && operands <= command->most)
		return operands;
	(void)dye_cli_usage("usage: leakdye %s %s", command->name, command->arguments);
	return -1;
}
