/*
 * The reader of the profile file. Three layers: lines are handed to inih one by one (and checked for what inih would silently
 * cut or join); inih's handler finds the section and the key; one function a key stores its value (profile_sections.c). The first error
 * is kept, with its line; the rest of the file is then skipped.
 */
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/profile/profile_parser.h"
#include "watermark/profile/profile_text.h"

/* Finish the section at hand: every key that must be there is, and what it says is consistent. */
static enum dye_code
section_end(struct dye_profile_parser * p)
{
	enum dye_code rc;
	size_t i;

	if (p->section == NULL)
		return DYE_OK;
	for (i = 0; p->section->keys[i].name != NULL; i++) {
		if (p->section->keys[i].optional || (p->seen & (uint64_t)1 << i) != 0)
			continue;
		rc = dye_fail(p->err, DYE_EDATA, "key %s is missing in section %s", p->section->keys[i].name, p->name);
		goto err0;
	}
	if ((rc = p->section->end(p)) != DYE_OK)
		goto err0;
	p->section = NULL;
	return DYE_OK;

err0:
	dye_at_row(p->err, p->section_line);
	return rc;
}

/* Begin the section of that name: "profile", "mark canary", "column 1", "table 12". */
static enum dye_code
section_begin(struct dye_profile_parser * p, const char * name)
{
	const struct dye_profile_section * section = dye_profile_sections;
	size_t len = strcspn(name, " ");

	while (section->name != NULL && (strlen(section->name) != len || memcmp(section->name, name, len) != 0))
		section++;
	if (section->name == NULL)
		return dye_profile_unknown(p, "section", name);
	if (section != dye_profile_sections && p->profile->dataset == NULL)
		return dye_fail(p->err, DYE_EDATA, "section profile must come first");
	p->section = section;
	p->seen = 0;
	(void)snprintf(p->name, sizeof(p->name), "%s", name);
	dye_buffer_reset(&p->texts[DYE_TEXT_NAME]);
	dye_buffer_reset(&p->texts[DYE_TEXT_NOTE]);
	return section->begin(p, name[len] == ' ' ? name + len + 1 : "");
}

/* The key of that name; one that ends in a point stands for all that begin so, an empty one for all. */
static const struct dye_profile_key *
key_find(const struct dye_profile_section * section, const char * name, uint64_t * bit)
{
	const struct dye_profile_key * key;
	size_t len;

	for (key = section->keys; key->name != NULL; key++) {
		len = strlen(key->name);
		*bit = (uint64_t)1 << (key - section->keys);
		if (len == 0 || strcmp(key->name, name) == 0 ||
		    (key->name[len - 1] == '.' && strncmp(key->name, name, len) == 0))
			return key;
	}
	return NULL;
}

static enum dye_code
take(struct dye_profile_parser * p, const char * section, const char * name, const char * value)
{
	const struct dye_profile_key * key;
	enum dye_code rc;
	uint64_t bit;

	if (p->section == NULL || strcmp(p->name, section) != 0)
		return dye_fail(p->err, DYE_EDATA, "a key outside of every section");
	if ((key = key_find(p->section, name, &bit)) == NULL)
		return dye_profile_unknown(p, "key", name);
	if (!key->repeats && (p->seen & bit) != 0)
		return dye_profile_bad(p, key->name, "given twice");
	if (value == NULL)
		return dye_profile_bad(p, key->name, "without a value");
	if ((rc = key->set(p, name, value)) != DYE_OK)
		return rc;
	p->seen |= bit;
	return DYE_OK;
}

/* ---- lines ---- */

/* inih's handler: nonzero is success. */
static int
on_key(void * cookie, const char * section, const char * name, const char * value)
{
	struct dye_profile_parser * p = cookie;

	if (p->rc != DYE_OK)
		return 0;
	if ((p->rc = take(p, section, name, value)) != DYE_OK)
		dye_at_row(p->err, p->line);
	return p->rc == DYE_OK;
}

/* A line that begins a section: finish the last one and begin this. inih tells its handler of sections with keys only. */
static enum dye_code
on_section(struct dye_profile_parser * p, const char * line, size_t len)
{
	const char * end = memchr(line, ']', len);
	char name[DYE_PROFILE_NAME_MAX + 1];
	enum dye_code rc;
	size_t n;

	if (end == NULL || end != line + len - 1 || (n = (size_t)(end - line - 1)) > DYE_PROFILE_NAME_MAX)
		return dye_fail(p->err, DYE_EDATA, "not a section's name in brackets");
	memcpy(name, line + 1, n);
	name[n] = '\0';
	if ((rc = section_end(p)) != DYE_OK)
		return rc;
	p->section_line = p->line;
	return section_begin(p, name);
}

/* What inih would cut, join or pass over without a word. */
static enum dye_code
check_line(struct dye_profile_parser * p, const char * line, size_t len)
{
	const char * sign;

	if (len > DYE_PROFILE_LINE_MAX)
		return dye_fail(p->err, DYE_EDATA, "a line of a profile has at most %d bytes", DYE_PROFILE_LINE_MAX);
	if (memchr(line, '\0', len) != NULL)
		return dye_fail(p->err, DYE_EDATA, "a zero byte");
	if (len == 0 || line[0] == ';' || line[0] == '#')
		return DYE_OK;
	if (line[0] == ' ' || (line[0] >= '\t' && line[0] <= '\r'))
		return dye_fail(p->err, DYE_EDATA, "an indented line");
	if (line[0] == '[')
		return on_section(p, line, len);
	if ((sign = memchr(line, '=', len)) == NULL || sign == line)
		return dye_fail(p->err, DYE_EDATA, "neither a section nor a key and its value");
	if (sign - line > DYE_PROFILE_NAME_MAX)
		return dye_fail(p->err, DYE_EDATA, "a key has at most %d bytes", DYE_PROFILE_NAME_MAX);
	if (memchr(line, ':', (size_t)(sign - line)) != NULL)
		return dye_fail(p->err, DYE_EDATA, "a key and its value are joined by =");
	return DYE_OK;
}

/* inih's reader: one line a call, as fgets. After an error the file ends. */
static char *
next_line(char * buf, int size, void * cookie)
{
	struct dye_profile_parser * p = cookie;
	const char * end;
	size_t len, used;

	if (p->rc != DYE_OK || p->left == 0)
		return NULL;
	p->line++;
	end = memchr(p->text, '\n', p->left);
	len = end == NULL ? p->left : (size_t)(end - p->text);
	used = len + (end != NULL);
	if (len > 0 && p->text[len - 1] == '\r')
		len--;
	p->rc = check_line(p, p->text, len);
	if (p->rc == DYE_OK && len + 2 > (size_t)size)
		p->rc = dye_fail(p->err, DYE_EDATA, "a line longer than this build of inih reads");
	if (p->rc != DYE_OK) {
		dye_at_row(p->err, p->line);
		return NULL;
	}
	memcpy(buf, p->text, len);
	memcpy(buf + len, "\n", 2);
	p->text += used;
	p->left -= used;
	return buf;
}

static uint32_t
count_pair(const struct dye_profile * p)
{
	uint32_t i, n = 0;

	for (i = 0; i < p->column_count; i++)
		n += p->columns[i].pair;
	return n;
}

/* Whose birth, sex or age a column tells is another column. */
static bool
tells_of_others(const struct dye_profile * p)
{
	uint32_t i;

	for (i = 0; i < p->column_count; i++) {
		const struct dye_profile_column * c = &p->columns[i];

		if (c->tells > DYE_TELLS_NOTHING &&
		    (c->tells_of == 0 || c->tells_of > p->column_count || c->tells_of == i + 1))
			return false;
	}
	return true;
}

/* Everything but memory: drive inih over the lines and close the last section. */
static enum dye_code
parse_lines(struct dye_profile_parser * p)
{
	int failed = ini_parse_stream(next_line, p, on_key, p);

	if (p->rc != DYE_OK)
		return p->rc;
	if (failed < 0)
		return dye_fail(p->err, DYE_ENOMEM, "out of memory");
	if (failed > 0) {
		(void)dye_fail(p->err, DYE_EDATA, "not a line of a profile");
		dye_at_row(p->err, (uint64_t)failed);
		return DYE_EDATA;
	}
	if ((p->rc = section_end(p)) != DYE_OK)
		return p->rc;
	if (p->profile->dataset == NULL)
		return dye_fail(p->err, DYE_EDATA, "not a profile: section profile is missing");
	if (p->profile->column_count == 0)
		return dye_fail(p->err, DYE_EDATA, "a profile without columns");
	if (count_pair(p->profile) % 2 != 0 || count_pair(p->profile) > 2)
		return dye_fail(p->err, DYE_EDATA, "key pair: two columns have it, or none");
	if (!tells_of_others(p->profile))
		return dye_fail(p->err, DYE_EDATA, "key tells: not the number of another column");
	return DYE_OK;
}

/* Say that it is the profile that is wrong, and of what. */
static void
blame(const char * dataset, struct dye_error * err)
{
	char where[sizeof("profile of dataset ") + DYE_PROFILE_NAME_MAX];

	(void)snprintf(
	    where, sizeof(where), "profile%s%s", dataset == NULL ? "" : " of dataset ", dataset == NULL ? "" : dataset);
	dye_at_file(err, where);
}

enum dye_code
dye_profile_parse(struct dye_slice text, struct dye_profile ** profile, struct dye_error * err)
{
	struct dye_profile_parser p = {.text = text.data, .left = text.len, .err = err};
	enum dye_code rc;

	if ((p.profile = calloc(1, sizeof(*p.profile))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	/* A byte order mark, as some editors leave it. */
	if (p.left >= 3 && memcmp(p.text, "\xEF\xBB\xBF", 3) == 0) {
		p.text += 3;
		p.left -= 3;
	}
	if ((rc = dye_profile_marks(p.profile, err)) == DYE_OK)
		rc = parse_lines(&p);
	dye_buffer_release(&p.texts[DYE_TEXT_NAME]);
	dye_buffer_release(&p.texts[DYE_TEXT_NOTE]);
	if (rc != DYE_OK)
		goto err0;
	*profile = p.profile;
	return DYE_OK;

err0:
	/* Or the file would be blamed that is exported under this profile. */
	blame(p.profile->dataset, err);
	dye_profile_free(p.profile);
	return rc;
}

enum dye_code
dye_profile_check_end(struct dye_slice text, struct dye_error * err)
{
	static const struct dye_slice end = DYE_SLICE(DYE_PROFILE_END);
	size_t len = text.len;

	while (len > 0 && (text.data[len - 1] == '\n' || text.data[len - 1] == '\r'))
		len--;
	if (len > end.len && memcmp(text.data + len - end.len, end.data, end.len) == 0 &&
	    text.data[len - end.len - 1] == '\n')
		return DYE_OK;
	return dye_fail(err, DYE_EDATA,
	    "the last line of a profile, \"" DYE_PROFILE_END
	    "\", is missing: the file was cut off, or was written before there was such a line; add it where the file "
	    "is whole");
}

enum dye_code
dye_profile_rows(struct dye_slice text, uint64_t * rows, struct dye_error * err)
{
	static const struct dye_slice key = DYE_SLICE("rows = ");
	const char *p = text.data, *end = text.data + text.len;
	char number[24] = "";

	while (p != NULL && p < end) {
		const char * stop = memchr(p, '\n', (size_t)(end - p));
		size_t len = stop == NULL ? (size_t)(end - p) : (size_t)(stop - p);

		if (len > key.len && len - key.len < sizeof(number) && memcmp(p, key.data, key.len) == 0) {
			memcpy(number, p + key.len, len - key.len);
			number[len - key.len] = '\0';
			break;
		}
		p = stop == NULL ? NULL : stop + 1;
	}
	if (dye_profile_number(number, UINT64_MAX, rows))
		return DYE_OK;
	return dye_fail(err, DYE_EVAULT, "a profile of the registry does not say how many rows it was learned from");
}
