#include "watermark/profile/profile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/mark.h"

void
dye_profile_free(struct dye_profile * profile)
{
	uint32_t i;

	if (profile == NULL)
		return;
	for (i = 0; i < profile->column_count; i++) {
		free(profile->columns[i].name);
		free(profile->columns[i].figures);
	}
	for (i = 0; i < profile->mark_count; i++)
		free(profile->marks[i].values);
	free(profile->marks);
	free(profile->columns);
	free(profile->tables);
	free(profile->dataset);
	free(profile);
}

struct dye_mark_settings *
dye_profile_mark(const struct dye_profile * profile, const char * name)
{
	uint32_t i;

	for (i = 0; i < profile->mark_count; i++)
		if (strcmp(profile->marks[i].mark->name, name) == 0)
			return &profile->marks[i];
	return NULL;
}

const char *
dye_profile_tells_name(enum dye_tells tells)
{
	static const char * const names[] = {
	    [DYE_TELLS_BIRTH] = "birth", [DYE_TELLS_SEX] = "sex", [DYE_TELLS_AGE] = "age"};

	return tells > DYE_TELLS_NOTHING ? names[tells] : "";
}

static bool
has_groups(const struct dye_profile * p)
{

	for (uint32_t i = 0; i < p->column_count; i++)
		if (p->columns[i].group != 0)
			return true;
	return false;
}

enum dye_code
dye_profile_check_groups(const struct dye_profile * p, struct dye_error * err)
{

	if (!has_groups(p))
		return DYE_OK;
	for (uint32_t i = 0; i < p->column_count; i++) {
		const struct dye_profile_column *c = &p->columns[i], *number;

		if (c->tells <= DYE_TELLS_NOTHING || c->tells_of == 0 || c->tells_of > p->column_count)
			continue;
		number = &p->columns[c->tells_of - 1];
		if (c->group != 0 && c->group == number->group)
			continue;
		(void)dye_fail(err, DYE_EDATA,
		    "key group: contradicts key tells: this column says the %s of the person whose number column "
		    "%" PRIu32 " has, so both must have the same group",
		    dye_profile_tells_name(c->tells), c->tells_of);
		dye_at_column(err, c->name, strlen(c->name));
		return DYE_EDATA;
	}
	return DYE_OK;
}

const struct dye_profile_column *
dye_profile_column_find(const struct dye_profile * profile, struct dye_slice name)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++) {
		const char * have = profile->columns[i].name;

		if (strlen(have) == name.len && (name.len == 0 || memcmp(have, name.data, name.len) == 0))
			return &profile->columns[i];
	}
	return NULL;
}

int
dye_table_order(const struct dye_table * a, const struct dye_table * b)
{
	int d;

	if (a->kind != b->kind && (d = strcmp(a->kind->name, b->kind->name)) != 0)
		return d;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return strcmp(a->context, b->context);
}

const struct dye_table *
dye_profile_table_exact(
    const struct dye_profile * profile, const struct dye_kind * kind, uint8_t type, const char * context)
{
	struct dye_table key = {.kind = kind, .type = type};
	uint32_t low = 0, high = profile->table_count;

	if (strlen(context) >= sizeof(key.context))
		return NULL;
	memcpy(key.context, context, strlen(context) + 1);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int d = dye_table_order(&key, &profile->tables[middle]);

		if (d == 0)
			return &profile->tables[middle];
		if (d < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct dye_table *
dye_profile_table(const struct dye_profile * profile, const struct dye_kind * kind, uint8_t type, const char * context)
{
	const struct dye_table * table;

	/* A table of the context's own decides, also where it says that nothing may be marked. */
	if ((table = dye_profile_table_exact(profile, kind, type, context)) == NULL)
		table = dye_profile_table_exact(profile, kind, type, "*");
	return table != NULL && table->enabled ? table : NULL;
}
