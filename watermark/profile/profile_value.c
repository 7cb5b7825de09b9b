/*
 * The values of a profile file: numbers, truths, texts, and what is said of those that are none.
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/profile/profile_parser.h"
#include "watermark/profile/profile_text.h"

enum dye_code
dye_profile_bad(struct dye_profile_parser * p, const char * key, const char * want)
{

	return dye_fail(p->err, DYE_EDATA, "key %s: %s", key, want);
}

/* Whether s may be quoted in an error: what could be an identifier, and so no text of somebody's cell. */
static bool
is_identifier(const char * s)
{
	size_t n = strlen(s);

	return n > 0 && n <= DYE_PROFILE_NAME_MAX && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == n;
}

enum dye_code
dye_profile_unknown(struct dye_profile_parser * p, const char * what, const char * name)
{

	bool member = strcmp(what, "kind") == 0 || strcmp(what, "mark") == 0;

	if (is_identifier(name))
		return dye_fail(p->err, DYE_EDATA, "unknown %s '%s'%s", what, name,
		    member ? " (if it is not misspelt, a program that has it must be used)" : "");
	return dye_fail(p->err, DYE_EDATA, "unknown %s", what);
}

/* ---- values ---- */

bool
dye_profile_number(const char * s, uint64_t max, uint64_t * out)
{
	uint64_t v = 0;

	/* One way to write a number: no sign, no leading zero. */
	if (*s == '\0' || (s[0] == '0' && s[1] != '\0'))
		return false;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9' || v > (UINT64_MAX - (uint64_t)(*s - '0')) / 10)
			return false;
		v = v * 10 + (uint64_t)(*s - '0');
	}
	*out = v;
	return v <= max;
}

enum dye_code
dye_profile_whole(struct dye_profile_parser * p, const char * key, const char * value, uint64_t max, uint64_t * out)
{

	if (!dye_profile_number(value, max, out))
		return dye_profile_bad(p, key, "not a whole number within its range");
	return DYE_OK;
}

enum dye_code
dye_profile_truth(struct dye_profile_parser * p, const char * key, const char * value, bool * out)
{

	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return dye_profile_bad(p, key, "neither yes nor no");
	*out = value[0] == 'y';
	return DYE_OK;
}

static int
hex_digit(char c)
{
	const char * digits = "0123456789ABCDEF";
	const char * at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* Append the text between the quotes of value. */
enum dye_code
dye_profile_text(struct dye_profile_parser * p, const char * key, const char * value, struct dye_buffer * out)
{
	size_t len = strlen(value), i;
	enum dye_code rc;

	if (len < 2 || value[0] != '"' || value[len - 1] != '"')
		return dye_profile_bad(p, key, "not a text in double quotes");
	for (i = 1; i < len - 1; i++) {
		char c = value[i];

		if (c == '"')
			return dye_profile_bad(p, key, "a double quote within a text is written %22");
		if (c == '%') {
			int high = hex_digit(value[i + 1]);
			int low = high < 0 ? -1 : hex_digit(value[i + 2]);

			if (low < 0 || (high == 0 && low == 0))
				return dye_profile_bad(
				    p, key, "% must be followed by two capital hexadecimal digits, not 00");
			c = (char)(high * 16 + low);
			i += 2;
		}
		if ((rc = dye_buffer_append_byte(out, c, p->err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* Copy a decoded text to an array of fixed size. */
enum dye_code
dye_profile_copy(
    struct dye_profile_parser * p, const char * key, const struct dye_buffer * text, char * out, size_t size)
{

	if (text->len >= size)
		return dye_profile_bad(p, key, "the text is too long");
	if (text->len > 0)
		memcpy(out, text->data, text->len);
	out[text->len] = '\0';
	return DYE_OK;
}

/* Make a string of a decoded text; the caller frees it. */
enum dye_code
dye_profile_duplicate(struct dye_profile_parser * p, const struct dye_buffer * text, char ** out)
{

	if ((*out = malloc(text->len + 1)) == NULL)
		return dye_fail(p->err, DYE_ENOMEM, "out of memory");
	if (text->len > 0)
		memcpy(*out, text->data, text->len);
	(*out)[text->len] = '\0';
	return DYE_OK;
}
