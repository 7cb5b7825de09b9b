/*
 * The writer of the profile file.
 */
#include "watermark/profile/profile.h"

#include <inttypes.h>
#include <string.h>

#include "watermark/marks/mark.h"
#include "watermark/profile/profile_text.h"

/* Whether a byte of a text must stand as %XX: what a line cannot hold, and what inih or this file gives a meaning. */
static bool
must_encode(unsigned char c)
{

	return c < 0x20 || c == 0x7F || c == '%' || c == '"' || c == ';';
}

/* How many bytes the UTF-8 character at s has; 1 for a stray byte. */
static size_t
character_len(const char * s)
{
	unsigned char c = (unsigned char)s[0];
	size_t want = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
	size_t n = 1;

	while (n < want && ((unsigned char)s[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* Append one line of the text and move *s behind what it holds. Characters are kept whole, for people's eyes. */
static enum dye_code
write_text_line(struct dye_buffer * out, const char * key, const char ** s, struct dye_error * err)
{
	enum dye_code rc;
	size_t start, n, i;

	if ((rc = dye_buffer_printf(out, err, "%s = \"", key)) != DYE_OK)
		return rc;
	start = out->len;
	while (**s != '\0' && out->len - start < DYE_PROFILE_TEXT_MAX - 8) {
		n = character_len(*s);
		for (i = 0; i < n; i++) {
			unsigned char c = (unsigned char)(*s)[i];

			if (must_encode(c))
				rc = dye_buffer_printf(out, err, "%%%02X", c);
			else
				rc = dye_buffer_append_byte(out, (char)c, err);
			if (rc != DYE_OK)
				return rc;
		}
		*s += n;
	}
	return dye_buffer_append(out, "\"\n", 2, err);
}

static enum dye_code
write_text(struct dye_buffer * out, const char * key, const char * s, struct dye_error * err)
{
	enum dye_code rc;

	do {
		if ((rc = write_text_line(out, key, &s, err)) != DYE_OK)
			return rc;
	} while (*s != '\0');
	return DYE_OK;
}

static const char *
yes_no(bool b)
{

	return b ? "yes" : "no";
}

static enum dye_code
write_dataset(const struct dye_profile * p, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_buffer_printf(out, err,
		 "; A profile of leakdye: what it learned of a dataset. docs/FORMAT.md explains it.\n"
		 "[profile]\nformat = " DYE_PROFILE_FORMAT "\n")) != DYE_OK)
		return rc;
	if ((rc = write_text(out, "dataset", p->dataset, err)) != DYE_OK)
		return rc;
	return dye_buffer_printf(out, err, "rows = %" PRIu64 "\n", p->rows);
}

/* Texts alone, and none is said: such a section is left out. */
static bool
says_nothing(const struct dye_mark_settings * m)
{

	for (size_t i = 0; i < m->mark->setting_count; i++)
		if (m->mark->settings[i].type != DYE_SETTING_TEXT ||
		    dye_setting_text(&m->mark->settings[i], m->values)[0] != '\0')
			return false;
	return m->note[0] == '\0';
}

static enum dye_code
write_mark(const struct dye_mark_settings * m, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	if (says_nothing(m))
		return DYE_OK;
	DYE_TRY(dye_buffer_printf(out, err, "\n[mark %s]\n", m->mark->name));
	for (i = 0; i < m->mark->setting_count; i++) {
		const struct dye_setting * s = &m->mark->settings[i];
		uint32_t value = s->type == DYE_SETTING_TEXT ? 0 : dye_setting_get(s, m->values);

		/* A version in which nothing is said is as it was before there was such a setting. */
		if (s->type == DYE_SETTING_TEXT && s->late && dye_setting_text(s, m->values)[0] == '\0')
			continue;
		if (s->type == DYE_SETTING_TEXT)
			DYE_TRY(write_text(out, s->key, dye_setting_text(s, m->values), err));
		else if (s->type == DYE_SETTING_TRUTH)
			DYE_TRY(dye_buffer_printf(out, err, "%s = %s\n", s->key, yes_no(value != 0)));
		else if (s->type == DYE_SETTING_CHOICE)
			DYE_TRY(dye_buffer_printf(out, err, "%s = %s\n", s->key, s->choices[value]));
		else
			DYE_TRY(dye_buffer_printf(out, err, "%s = %" PRIu32 "\n", s->key, value));
	}
	return m->note[0] == '\0' ? DYE_OK : write_text(out, "note", m->note, err);
}

static enum dye_code
write_tells(const struct dye_profile_column * c, struct dye_buffer * out, struct dye_error * err)
{

	if (c->tells == DYE_TELLS_NOTHING)
		DYE_TRY(dye_buffer_printf(out, err, "tells = nothing\n"));
	else if (c->tells != DYE_TELLS_UNKNOWN)
		DYE_TRY(dye_buffer_printf(
		    out, err, "tells = %s %" PRIu32 "\n", dye_profile_tells_name(c->tells), c->tells_of));
	if (c->aged)
		DYE_TRY(dye_buffer_printf(out, err, "aged = yes\n"));
	if (c->days != DYE_DAYS_UNKNOWN)
		DYE_TRY(
		    dye_buffer_printf(out, err, "days = %s-first\n", c->days == DYE_DAYS_DAY_FIRST ? "day" : "month"));
	if (c->unpadded)
		DYE_TRY(dye_buffer_printf(out, err, "unpadded = yes\n"));
	if (c->tells != DYE_TELLS_SEX)
		return DYE_OK;
	DYE_TRY(write_text(out, "male", c->male, err));
	return write_text(out, "female", c->female, err);
}

static enum dye_code
write_column(const struct dye_profile_column * c, uint32_t number, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_buffer_printf(out, err, "\n[column %" PRIu32 "]\n", number)) != DYE_OK)
		return rc;
	if ((rc = write_text(out, "name", c->name, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_printf(out, err,
		 "kind = %s\nmark = %s\nidentity = %s\nunique = %s\ngapless = %s\nsorted = %s\nkeep = %s\n"
		 "tolerance = %d\ndistinct = %" PRIu64 "\n",
		 c->kind->name, yes_no(c->mark), yes_no(c->identity), yes_no(c->unique), yes_no(c->gapless),
		 c->falling ? "down" : yes_no(c->sorted), yes_no(c->keep), c->tolerance, c->distinct)) != DYE_OK)
		return rc;
	if (c->empty > 0 && (rc = dye_buffer_printf(out, err, "empty = %" PRIu64 "\n", c->empty)) != DYE_OK)
		return rc;
	if (c->key && (rc = dye_buffer_printf(out, err, "key = yes\n")) != DYE_OK)
		return rc;
	if (c->pair && (rc = dye_buffer_printf(out, err, "pair = yes\n")) != DYE_OK)
		return rc;
	if (c->group > 0)
		DYE_TRY(dye_buffer_printf(out, err, "group = %" PRIu32 "\n", c->group));
	DYE_TRY(write_tells(c, out, err));
	if (c->repeats > 0)
		DYE_TRY(dye_buffer_printf(out, err, "repeats = %" PRIu32 "\n", c->repeats));
	for (uint32_t i = 0; i < c->figure_count; i++)
		DYE_TRY(dye_buffer_printf(out, err, "bits.%s = %" PRIu32 " %" PRIu32 "\n", c->figures[i].mark,
		    c->figures[i].mean, c->figures[i].spread));
	if (c->looks != NULL && (rc = dye_buffer_printf(out, err, "looks = %s\n", c->looks->name)) != DYE_OK)
		return rc;
	DYE_TRY(dye_buffer_printf(out, err, "%s%s%s", c->said_kind ? "said-kind = yes\n" : "",
	    c->said_identity ? "said-identity = yes\n" : "", c->said_no_mark ? "said-no-mark = yes\n" : ""));
	return c->note[0] == '\0' ? DYE_OK : write_text(out, "note", c->note, err);
}

static enum dye_code
write_table(const struct dye_table * t, uint32_t number, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_slot_type * type = &t->kind->slot_types[t->type];
	enum dye_code rc;
	uint8_t k;

	if ((rc = dye_buffer_printf(out, err, "\n[table %" PRIu32 "]\nkind = %s\ntype = %s\n", number, t->kind->name,
		 type->name)) != DYE_OK)
		return rc;
	if ((rc = write_text(out, "context", t->context, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_printf(out, err, "enabled = %s\n", yes_no(t->enabled))) != DYE_OK)
		return rc;
	for (k = 0; k < t->count; k++) {
		const char * id = type->alternatives[t->alternatives[k]].id;

		if (strlen(id) + strlen("units.") > DYE_PROFILE_NAME_MAX)
			return dye_fail(err, DYE_EUSAGE, "the identifier %s is too long for a profile file", id);
		if ((rc = dye_buffer_printf(out, err, "units.%s = %" PRIu32 "\n", id, dye_table_units(t, k))) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

enum dye_code
dye_profile_print(const struct dye_profile * profile, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;
	uint32_t i;

	if ((rc = write_dataset(profile, out, err)) != DYE_OK)
		return rc;
	for (i = 0; i < profile->mark_count; i++)
		if ((rc = write_mark(&profile->marks[i], out, err)) != DYE_OK)
			return rc;
	for (i = 0; i < profile->column_count; i++)
		if ((rc = write_column(&profile->columns[i], i + 1, out, err)) != DYE_OK)
			return rc;
	for (i = 0; i < profile->table_count; i++)
		if ((rc = write_table(&profile->tables[i], i + 1, out, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}
