/*
 * settings.h: what an owner may set of a mark, as data in the mark's own struct. Each setting is a key of the section [mark NAME] of a
 * profile and, where it names one, an option of `leakdye learn`; nobody else lists them.
 */
#ifndef DYE_MARKS_SETTINGS_H
#define DYE_MARKS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Why a mark is off, where the owner says so. */
#define DYE_MARK_UNWANTED "the owner does not want them"

enum dye_setting_type {
	DYE_SETTING_TRUTH,  /* bool; its option takes no value and turns it into the opposite of .otherwise */
	DYE_SETTING_CHOICE, /* uint32_t, which of .choices; its option takes one of them */
	DYE_SETTING_SHARE,  /* uint32_t, in units of 1/65536; its option takes per cent */
	DYE_SETTING_TEXT /* char[DYE_SETTING_TEXT_MAX], "" where nothing is said; its option may come again, and each adds to it */
};

#define DYE_SETTING_TEXT_MAX 2048

struct dye_setting {
	const char * key; /* small letters and hyphens; "note" is taken */
	enum dye_setting_type type;
	size_t offset;	      /* in the mark's settings */
	uint32_t otherwise;   /* where nothing is said */
	bool late;	      /* profiles from before there was such a setting do not name it, and mean ${otherwise} */
	uint32_t least, most; /* of a share, as an option gives it; a profile may say 0 to 65536 */
	const char * const *
	    choices; /* of a choice, NULL at the end, the one in which the mark does most before it; small letters and hyphens */
	/*
	 * Of a text: add(), to DYE_SETTING_TEXT_MAX bytes, what one option says; false where it is not allowed, or has no room. check(): whether a profile may have
	 * it. An example of an option for the IEEE registry, for the tests of marks.
	 */
	bool (*add)(char * text, const char * option);
	bool (*check)(const char * text);
	const char * example;
	const char * argument; /* of its option, for people; NULL where that takes none, or per cent */
	const char * option;   /* without the dashes; NULL: none */
	const char * help;     /* one line, small letters, no full stop */
};

/* Of a text. */
static inline char *
dye_setting_text(const struct dye_setting * setting, void * values)
{

	return (char *)values + setting->offset;
}

/* Of the others. */
static inline void
dye_setting_put(const struct dye_setting * setting, void * values, uint32_t value)
{
	char * at = (char *)values + setting->offset;

	if (setting->type == DYE_SETTING_TRUTH)
		*(bool *)(void *)at = value != 0;
	else
		*(uint32_t *)(void *)at = value;
}

static inline uint32_t
dye_setting_get(const struct dye_setting * setting, const void * values)
{
	const char * at = (const char *)values + setting->offset;

	return setting->type == DYE_SETTING_TRUTH ? *(const bool *)(const void *)at
						  : *(const uint32_t *)(const void *)at;
}

/* Which of a choice's words ${text} is; *value is its number. */
static inline bool
dye_setting_choice(const struct dye_setting * setting, const char * text, uint32_t * value)
{

	for (*value = 0; setting->choices[*value] != NULL; ++*value)
		if (strcmp(setting->choices[*value], text) == 0)
			return true;
	return false;
}

struct dye_mark;

/* What an owner says of one setting. */
struct dye_setting_wish {
	const struct dye_mark * mark;
	const struct dye_setting * setting;
	uint32_t value;
	const char * text; /* of a text: what the option says; not owned */
};

/* The settings of one mark in one profile. */
struct dye_mark_settings {
	const struct dye_mark * mark;
	void * values;	/* Owned by the profile; mark->settings_size bytes */
	char note[160]; /* why the mark is off, for people; "" where it is not */
};

#endif
