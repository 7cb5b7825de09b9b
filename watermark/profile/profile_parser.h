/*
 * profile_parser.h: what the files of the reader of profiles share. profile_read.c hands lines to inih and finds section and
 * key; profile_sections.c stores what each key says; profile_value.c reads values.
 */
#ifndef DYE_PROFILE_PROFILE_PARSER_H
#define DYE_PROFILE_PROFILE_PARSER_H

#include "watermark/profile/profile.h"

enum { DYE_TEXT_NAME, DYE_TEXT_NOTE };

struct dye_profile_section;

struct dye_profile_parser {
	struct dye_profile * profile;
	struct dye_buffer texts[2]; /* decoded texts of the section at hand; index: DYE_TEXT_* */
	const struct dye_profile_section * section;
	char name[64];	       /* of the section */
	uint64_t seen;	       /* keys seen in the section: bit i for keys[i] */
	uint64_t section_line; /* where it began */
	struct dye_table table;
	uint64_t settings_seen;		 /* of its mark: bit i for settings[i] */
	struct dye_mark_settings * mark; /* of a section [mark NAME] */
	uint64_t marks_seen;		 /* bit i for profile->marks[i] */
	const char * text;		 /* what is left to read */
	size_t left;
	uint64_t line;
	enum dye_code rc;
	struct dye_error * err;
};

typedef enum dye_code (*dye_profile_setter)(struct dye_profile_parser * p, const char * key, const char * value);

struct dye_profile_key {
	const char * name;
	dye_profile_setter set;
	bool optional;
	bool repeats;
};

/* A kind of section: "profile", "mark NAME", "column 1". */
struct dye_profile_section {
	const char * name;
	const struct dye_profile_key * keys; /* at most 64, NULL name at the end */
	/* ${argument} is what follows the name and one space; "" where nothing does. */
	enum dye_code (*begin)(struct dye_profile_parser * p, const char * argument);
	enum dye_code (*end)(struct dye_profile_parser * p);
};

/* Of the first to the last; NULL name at the end. */
extern const struct dye_profile_section dye_profile_sections[];

/* DYE_EDATA: "key KEY: WANT"; "unknown WHAT 'NAME'", the name only where it could be an identifier, and so no text of somebody's cell. */
enum dye_code dye_profile_bad(struct dye_profile_parser * p, const char * key, const char * want);
enum dye_code dye_profile_unknown(struct dye_profile_parser * p, const char * what, const char * name);

/* A whole number without sign or leading zeros, at most ${max}; false for anything else. */
bool dye_profile_number(const char * s, uint64_t max, uint64_t * out);

/* The value of a key: a number, yes or no, a text (appended to ${out}, decoded). */
enum dye_code dye_profile_whole(
    struct dye_profile_parser * p, const char * key, const char * value, uint64_t max, uint64_t * out);
enum dye_code dye_profile_truth(struct dye_profile_parser * p, const char * key, const char * value, bool * out);
enum dye_code dye_profile_text(
    struct dye_profile_parser * p, const char * key, const char * value, struct dye_buffer * out);

/* A decoded text, to an array of fixed size, or to a string that the caller frees. */
enum dye_code dye_profile_copy(
    struct dye_profile_parser * p, const char * key, const struct dye_buffer * text, char * out, size_t size);
enum dye_code dye_profile_duplicate(struct dye_profile_parser * p, const struct dye_buffer * text, char ** out);

#endif
