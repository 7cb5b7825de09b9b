#include "formats/table/core/dialect.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/table/core/foreign.h"
#include "formats/table/core/input.h"

const struct dye_format *
dye_format_find(const char * name)
{

	for (size_t i = 0; dye_formats[i] != NULL; i++)
		if (strcmp(dye_formats[i]->name, name) == 0)
			return dye_formats[i];
	return NULL;
}

/* A delimiter as the caller wrote it: itself, "tab", "\t", or "\x01" for what cannot be typed. */
static enum dye_code
read_delimiter(const char * wish, char text[DYE_DELIMITER_MAX], struct dye_error * err)
{
	size_t len = 0;

	if (strcmp(wish, "tab") == 0)
		wish = "\t";
	for (; *wish != '\0'; len++) {
		char c = *wish++;

		if (c == '\\' && *wish == 't') {
			c = '\t';
			wish++;
		} else if (c == '\\' && *wish == 'x' && dye_hex_value(wish[1]) >= 0 && dye_hex_value(wish[2]) >= 0) {
			c = (char)(dye_hex_value(wish[1]) << 4 | dye_hex_value(wish[2]));
			wish += 3;
		}
		if (len == 7 || c == '\0')
			return dye_fail(err, DYE_EUSAGE, "a delimiter has 1 to 7 bytes");
		text[len] = c;
	}
	text[len] = '\0';
	return len > 0 ? DYE_OK : dye_fail(err, DYE_EUSAGE, "a delimiter has 1 to 7 bytes");
}

static bool
has_option(const struct dye_format * format, const char * name)
{

	for (size_t i = 0; format->options != NULL && format->options[i].name != NULL; i++)
		if (strcmp(format->options[i].name, name) == 0)
			return true;
	return false;
}

/* A delimiter that the caller wants. A format that is written back needs one byte that is no other sign of the grammar. */
static enum dye_code
wish_delimiter(const char * wish, struct dye_dialect * way, struct dye_error * err)
{
	const struct dye_format * format = way->format;
	enum dye_code rc;
	const char * c = way->delimiter;

	if (!has_option(format, "delimiter"))
		return dye_fail(err, DYE_EUSAGE, "a %s file has no delimiter", format->name);
	if ((rc = read_delimiter(wish, way->delimiter, err)) != DYE_OK)
		return rc;
	if (format->render != NULL &&
	    (strlen(c) != 1 || c[0] < 0 || strchr("\"\r\n", c[0]) != NULL || dye_is_digit((uint8_t)c[0])))
		return dye_fail(err, DYE_EUSAGE,
		    "the delimiter of a %s file is one ASCII character, not a digit, quote or line end", format->name);
	return DYE_OK;
}

/* Whether cells may stand in quotes, where the caller has said so. */
static enum dye_code
wish_quote(const char * wish, struct dye_dialect * way, struct dye_error * err)
{

	if (!has_option(way->format, "quote"))
		return dye_fail(err, DYE_EUSAGE, "a %s file has no quotes", way->format->name);
	way->no_quotes = strcmp(wish, "none") == 0;
	way->quotes_known = true;
	if (!way->no_quotes && strcmp(wish, "double") != 0)
		return dye_fail(err, DYE_EUSAGE, "the quote is double or none");
	return DYE_OK;
}

/* A wish that only some formats know, and the caller wants no format. */
static bool
is_of_others(
    const char * wish, const struct dye_dialect_wish * all, const struct dye_format * format, const char * name)
{

	return wish != NULL && all->format == NULL && !has_option(format, name);
}

/* Put a way among those found so far, the surest first; earlier ones go before equals. */
static void
insert(const struct dye_dialect * way, struct dye_dialect * ways, size_t max, size_t * count)
{
	size_t i = *count < max ? (*count)++ : max - 1;

	if (*count == max && i == max - 1 && ways[i].format != NULL && ways[i].score >= way->score)
		return;
	for (; i > 0 && ways[i - 1].score < way->score; i--)
		ways[i] = ways[i - 1];
	ways[i] = *way;
}

/* Ask one format. */
static enum dye_code
ask(const struct dye_format * format, const struct dye_input * input, const struct dye_dialect_wish * wish,
    struct dye_dialect * ways, size_t max, size_t * count, struct dye_error * err)
{
	struct dye_dialect found[DYE_WAYS_MAX];
	struct dye_dialect start = {.format = format,
	    .encoding = input->encoding,
	    .bom = input->bom,
	    .forgiving = wish->forgiving,
	    .first_row = 1};
	size_t n;
	enum dye_code rc;

	if (is_of_others(wish->delimiter, wish, format, "delimiter") ||
	    is_of_others(wish->quote, wish, format, "quote"))
		return DYE_OK;
	if (wish->quote != NULL && (rc = wish_quote(wish->quote, &start, err)) != DYE_OK)
		return rc;
	if (wish->delimiter != NULL && (rc = wish_delimiter(wish->delimiter, &start, err)) != DYE_OK)
		return rc;
	n = format->probe(input, &start, found, DYE_WAYS_MAX);
	for (size_t i = 0; i < n; i++) {
		found[i].header_known = wish->header != DYE_DETECT;
		if (found[i].header_known)
			found[i].header = wish->header == DYE_YES;
		insert(&found[i], ways, max, count);
	}
	return DYE_OK;
}

/* What a leak looks like that no format reads is said of every way of reading it. */
static void
note_foreign(const struct dye_input * input, struct dye_dialect * ways, size_t count)
{
	struct dye_slice text;
	bool whole;

	if (!input->forgiving || !dye_input_text(input, &text, &whole))
		return;
	ways[0].foreign = dye_foreign_likely(text);
	for (size_t i = 1; i < count; i++)
		ways[i].foreign = ways[0].foreign;
}

enum dye_code
dye_ways_of(const struct dye_input * input, const struct dye_dialect_wish * wish, struct dye_dialect * ways, size_t max,
    size_t * count, struct dye_error * err)
{
	const struct dye_format * wished = NULL;
	enum dye_code rc = DYE_OK;

	*count = 0;
	for (size_t i = 0; i < max; i++)
		ways[i] = (struct dye_dialect){0};
	if (wish->format != NULL && (wished = dye_format_find(wish->format)) == NULL)
		return dye_fail(err, DYE_EUSAGE, "there is no table format of that name");
	for (size_t i = 0; dye_formats[i] != NULL; i++) {
		const struct dye_format * f = dye_formats[i];
		enum dye_code asked;

		if (wished != NULL ? f != wished : f->loose && !wish->forgiving)
			continue;
		/* The first objection stands. */
		if ((asked = ask(f, input, wish, ways, max, count, rc == DYE_OK ? err : NULL)) != DYE_OK &&
		    rc == DYE_OK)
			rc = asked;
	}
	if (*count > 0) {
		note_foreign(input, ways, *count);
		return DYE_OK;
	}
	if (rc != DYE_OK)
		return rc;
	if (!input->is_text) {
		if (err != NULL)
			*err = input->no_text;
		return DYE_EDATA;
	}
	return dye_fail(err, DYE_EDATA, "this is no %s file", wished != NULL ? wished->name : "known");
}

enum dye_code
dye_ways_find(const struct dye_source * source, const struct dye_dialect_wish * wish, struct dye_dialect * ways,
    size_t max, size_t * count, struct dye_error * err)
{
	struct dye_input input;
	enum dye_code rc;

	if ((rc = dye_input_open(source, wish, &input, err)) == DYE_OK)
		rc = dye_ways_of(&input, wish, ways, max, count, err);
	dye_input_release(&input);
	if (rc != DYE_OK && source->name != NULL)
		dye_at_file(err, source->name);
	return rc;
}
