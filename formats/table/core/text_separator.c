#include "formats/table/core/text_separator.h"

#include <stdio.h>
#include <string.h>

#include "formats/table/core/signs.h"
#include "formats/table/format.h"

static const char ideographic_space[] = "\xE3\x80\x80";

struct dye_separator
dye_separator_of(const char * delimiter)
{
	struct dye_separator s = {DYE_SEPARATOR_LITERAL, delimiter, strlen(delimiter)};

	if (strcmp(delimiter, "----") == 0)
		s.sort = DYE_SEPARATOR_HYPHENS4;
	else if (strcmp(delimiter, "--") == 0)
		s.sort = DYE_SEPARATOR_HYPHENS;
	else if (strcmp(delimiter, "  ") == 0)
		s.sort = DYE_SEPARATOR_SPACES2;
	else if (strcmp(delimiter, " ") == 0)
		s.sort = DYE_SEPARATOR_SPACES;
	else if (strcmp(delimiter, "\n") == 0)
		s.sort = DYE_SEPARATOR_NONE;
	else if (delimiter[0] == '\n')
		s.sort = DYE_SEPARATOR_ANY;
	return s;
}

/* The length of the white space character at p, or 0. */
static size_t
space_len(const char * p, const char * end)
{

	if (p < end && (*p == ' ' || *p == '\t'))
		return 1;
	if (end - p >= 3 && memcmp(p, ideographic_space, 3) == 0)
		return 3;
	return 0;
}

/* The next run of hyphens that separates: its start, or end if there is none; *after is where it ends. */
static const char *
find_hyphens(const char * p, const char * end, size_t least, const char ** after)
{

	while (p < end && (p = memchr(p, '-', (size_t)(end - p))) != NULL) {
		const char * q = p;

		/* Of a run of eight or more, four at a time; looking further each time would take for ever. */
		while (q < end && *q == '-' && (least != 4 || q - p < 8))
			q++;
		if ((size_t)(q - p) >= least) {
			*after = least == 4 && q - p >= 8 ? p + 4 : q;
			return p;
		}
		p = q;
	}
	return *after = end;
}

static const char *
find_spaces(const char * p, const char * end, bool single, const char ** after)
{

	while (p < end) {
		const char * q = p;
		bool wide = single;
		size_t n;

		for (; (n = space_len(q, end)) > 0; q += n)
			wide |= n > 1 || *q == '\t' || q > p;
		if (q > p && wide) {
			*after = q;
			return p;
		}
		p = q + 1;
	}
	return *after = end;
}

/* The length of the sign at p that is one of several, or 0. */
static size_t
any_len(const char * signs, const char * p, const char * end)
{

	while (*signs == '\n') {
		size_t len = strcspn(++signs, "\n");

		if ((size_t)(end - p) >= len && memcmp(p, signs, len) == 0)
			return len;
		signs += len;
	}
	return 0;
}

static const char *
find_any(const char * signs, const char * p, const char * end, const char ** after)
{
	size_t len;

	for (; p < end; p++)
		if ((len = any_len(signs, p, end)) > 0) {
			*after = p + len;
			return p;
		}
	return *after = end;
}

const char *
dye_separator_find(const struct dye_separator * s, const char * p, const char * end, const char ** after)
{
	const char * q;

	switch (s->sort) {
	case DYE_SEPARATOR_HYPHENS4:
		return find_hyphens(p, end, 4, after);
	case DYE_SEPARATOR_HYPHENS:
		return find_hyphens(p, end, 2, after);
	case DYE_SEPARATOR_SPACES2:
		return find_spaces(p, end, false, after);
	case DYE_SEPARATOR_SPACES:
		return find_spaces(p, end, true, after);
	case DYE_SEPARATOR_ANY:
		return find_any(s->text, p, end, after);
	case DYE_SEPARATOR_LITERAL:
		if (p < end && (q = memmem(p, (size_t)(end - p), s->text, s->len)) != NULL) {
			*after = q + s->len;
			return q;
		}
		break;
	case DYE_SEPARATOR_NONE:
		break;
	}
	return *after = end;
}

const char *
dye_spaces_skip(const char * p, const char * end)
{
	size_t n;

	while ((n = space_len(p, end)) > 0)
		p += n;
	return p;
}

const char *
dye_separator_show(const char * delimiter, char shown[DYE_SEPARATOR_SHOWN])
{
	char sign[DYE_DELIMITER_MAX], one[DYE_SIGN_SHOWN];
	size_t len = 0;

	if (delimiter[0] != '\n' || delimiter[1] == '\0') {
		const char * quote = strchr(delimiter, '"') == NULL ? "\"" : "'";

		(void)snprintf(shown, DYE_SEPARATOR_SHOWN, "%s%s%s", quote,
		    delimiter[0] == '\n' ? "none" : dye_sign_show(delimiter, one), quote);
		return shown;
	}
	while (*delimiter == '\n') {
		size_t n = strcspn(++delimiter, "\n");

		memcpy(sign, delimiter, n);
		sign[n] = '\0';
		delimiter += n;
		len += (size_t)snprintf(shown + len, DYE_SEPARATOR_SHOWN - len, "%s\"%s\"", len > 0 ? " or " : "",
		    dye_sign_show(sign, one));
	}
	return shown;
}
