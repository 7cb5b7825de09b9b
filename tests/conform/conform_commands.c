/*
 * conform_commands.c: every command of the program, and the model of one in tests/models, is one that can be called, and whose options have a place
 * in its struct. What its pages say of it: tests/cli/test_man.sh.
 */
#include <ctype.h>
#include <string.h>

#include "tests/models/hello.c"
#include "tests/suite.h"
#include "watermark/marks/mark.h"

/* The commands of the product, and the model that one begins a new one from. */
static const struct dye_command *
command_at(int i)
{
	int n = 0;

	while (n < i && dye_commands[n] != NULL)
		n++;
	return dye_commands[n] != NULL ? dye_commands[n] : &dye_command_hello;
}

/* Whether it can be typed, and found in the help: small letters, digits and hyphens, a letter first. */
static bool
is_name(const char * name)
{

	return name != NULL && islower((unsigned char)name[0]) &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static bool
is_line(const char * text)
{

	return text != NULL && text[0] != '\0' && strchr(text, '\n') == NULL && text[strlen(text) - 1] != '.';
}

START_TEST(test_declares_itself)
{
	const struct dye_command * c = command_at(_i);

	ck_assert_msg(is_name(c->name), "the name of a command is small letters, digits and hyphens, not \"%s\"",
	    c->name == NULL ? "" : c->name);
	ck_assert_msg(strcmp(c->name, "help") != 0, "help is the program's own: this command could not be called");
	for (int i = 0; i < _i; i++)
		ck_assert_msg(command_at(i)->name == NULL || strcmp(command_at(i)->name, c->name) != 0,
		    "two commands are called %s, and the second cannot be called: give one another name", c->name);
	suite_has("command", c->name, "run", c->run != NULL);
	ck_assert_msg(c->order > 0, "command %s: .order, its place in leakdye help, is a number from 1", c->name);
	ck_assert_msg(is_line(c->summary), "command %s: .summary is one line without a full stop", c->name);
	suite_has("command", c->name, "arguments", c->arguments != NULL);
	ck_assert_msg(c->least >= 0 && c->least <= c->most, "command %s: it takes .least to .most operands", c->name);
	ck_assert_msg(c->most == 0 || c->arguments[0] != '\0',
	    "command %s: .arguments does not say what its operands are", c->name);
	ck_assert_msg(c->defaults == NULL || c->arguments_size > 0,
	    "command %s: it has .defaults and no .arguments_size: set it to the size of their struct", c->name);
}
END_TEST

static size_t
size_of(enum dye_option_type type)
{

	switch (type) {
	case DYE_OPTION_FLAG:
	case DYE_OPTION_OFF:
		return sizeof(bool);
	case DYE_OPTION_TEXT:
		return sizeof(const char *);
	case DYE_OPTION_NUMBER:
		return sizeof(uint64_t);
	case DYE_OPTION_REAL:
		return sizeof(double);
	case DYE_OPTION_LIST:
		return sizeof(struct dye_option_list);
	case DYE_OPTION_MARKS:
		return sizeof(struct dye_option_marks);
	}
	ck_abort_msg("an option of no type");
	return 0;
}

/* What the program takes before it looks for an option of the command's. */
static bool
is_common(const char * name)
{
	static const char * const common[] = {"vault", "passphrase-file", "quiet", "json", "help"};

	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (strcmp(common[i], name) == 0)
			return true;
	return false;
}

/* A value is shown by a word, and nothing else is. */
static void
check_words(const struct dye_command * c, const struct dye_option * o)
{
	bool value = o->type != DYE_OPTION_FLAG && o->type != DYE_OPTION_OFF;

	ck_assert_msg(value == (o->argument != NULL),
	    value ? "command %s: --%s takes a value: .argument says what (\"N\")"
		  : "command %s: --%s takes no value: .argument is NULL",
	    c->name, o->name);
	ck_assert_msg(
	    is_line(o->help), "command %s: the .help of --%s is one line without a full stop", c->name, o->name);
}

/* ${o} against those before it, and those of marks where the command takes them. */
static void
check_taken(const struct dye_command * c, const struct dye_option * o)
{
	struct dye_setting_wish wish;
	struct dye_option of_mark;
	bool marks = false;

	ck_assert_msg(!is_common(o->name), "command %s: --%s is an option of every command", c->name, o->name);
	for (const struct dye_option * p = c->options; p->name != NULL; p++) {
		marks = marks || p->type == DYE_OPTION_MARKS;
		ck_assert_msg(
		    p == o || strcmp(p->name, o->name) != 0, "command %s has two options --%s", c->name, o->name);
		ck_assert_msg(p == o || o->letter == 0 || p->letter != o->letter,
		    "command %s: --%s and --%s are both -%c", c->name, p->name, o->name, o->letter);
	}
	for (size_t n = 0; marks && dye_option_of_mark(n, &of_mark, &wish); n++)
		ck_assert_msg(strcmp(of_mark.name, o->name) != 0, "command %s: --%s is an option of the mark %s",
		    c->name, o->name, wish.mark->name);
}

/* Every option can be typed, and is nobody else's. */
START_TEST(test_options)
{
	const struct dye_command * c = command_at(_i);

	for (const struct dye_option * o = c->options; o != NULL && o->name != NULL; o++) {
		/* Its own name is not one. */
		if (o->type == DYE_OPTION_MARKS)
			continue;
		ck_assert_msg(is_name(o->name), "command %s: --%s is no name of an option", c->name, o->name);
		ck_assert_msg(o->letter == 0 || isalnum((unsigned char)o->letter), "command %s: -%c is no letter",
		    c->name, o->letter);
		check_taken(c, o);
		check_words(c, o);
	}
}
END_TEST

/* What an option says lies in the command's struct. */
START_TEST(test_options_have_a_place)
{
	const struct dye_command * c = command_at(_i);
	size_t count = 0;

	for (const struct dye_option * o = c->options; o != NULL && o->name != NULL; o++, count++) {
		ck_assert_msg(c->arguments_size > 0,
		    "command %s has options and no .arguments_size: set it to the size of the struct that they point "
		    "into",
		    c->name);
		ck_assert_msg(o->offset <= c->arguments_size && size_of(o->type) <= c->arguments_size - o->offset,
		    "command %s: --%s lies outside its struct: offset %zu, %zu bytes, of %zu (.offset, .type, "
		    ".arguments_size)",
		    c->name, o->name, o->offset, size_of(o->type), c->arguments_size);
	}
	/* Those that came already are bits of one number. */
	ck_assert_msg(count <= 64, "command %s has more than 64 options", c->name);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("commands");
	int n = 1;

	while (dye_commands[n - 1] != NULL)
		n++;
	tcase_add_loop_test(t, test_declares_itself, 0, n);
	tcase_add_loop_test(t, test_options, 0, n);
	tcase_add_loop_test(t, test_options_have_a_place, 0, n);
	return suite_run("commands", t);
}
