/*
 * kind.h: what a cell is, and how its value can naturally be spelt.
 *
 * One file in this folder is one kind: it exports one `const struct dye_kind dye_kind_NAME`, and the build makes
 * the table of all kinds from those definitions. A kind never sees a key, a recipient or another row.
 */
#ifndef DYE_FIELD_KIND_H
#define DYE_FIELD_KIND_H

#include "formats/base/buffer.h"
#include "formats/field/core/attributes.h"

/* One spelling of a slot. The identifier is permanent and is what a profile file names: [a-z0-9.-]+. */
struct dye_alternative {
	const char * id;
	const char * text; /* in its natural case, e.g. "Street" */
};

enum dye_slot_class {
	DYE_NEUTRAL,  /* every alternative means the same */
	DYE_TOLERANT, /* the value moves within a tolerance that the owner states; off until then */
	DYE_FRAGILE   /* may break a system that reads it; off by default */
};

/*
 * A sort of slot. Its index in the kind's list is permanent, since it is part of the derivation of marks (docs/FORMAT.md):
 * append, never reorder, never remove. So are the indices of alternatives. The commonest types come first.
 */
struct dye_slot_type {
	const char * name; /* permanent, [a-z0-9-]+ */
	enum dye_slot_class class;
	const struct dye_alternative * alternatives;
	uint8_t count; /* of alternatives, 2..DYE_ALTERNATIVES_MAX */
};

#define DYE_SLOT_TYPES_MAX 64
#define DYE_ALTERNATIVES_MAX 64
#define DYE_SLOTS_MAX 64
#define DYE_ORDINALS_MAX 64
#define DYE_CONTEXT_MAX 16
#define DYE_ENDS_LEN 7

/* The spelling found in a slot is none of the listed alternatives, or stands amid signs that forbid to respell it: marks leave it alone. */
#define DYE_OTHER 0xFF

/* One slot of one cell. */
struct dye_slot {
	uint32_t offset; /* of the span in the cell's text, bytes */
	uint32_t len;
	uint8_t type;	 /* index into slot_types */
	uint8_t ordinal; /* counts the slots of this type in the cell, from 0 */
	uint8_t current; /* index of the alternative that stands there, case and width ignored, or DYE_OTHER */
	uint8_t folded;	 /* 0: as it is listed; else some of what follows */
};

#define DYE_FOLDED 1 /* current stands there once full-width forms and typographic signs are those of ASCII */
#define DYE_WIDE 2   /* all of it, spaces aside, is written in full-width forms: so is what takes its place */
#define DYE_UNSPACED \
	4 /* a sign in it may have swallowed a space: any alternative that differs from current in spaces alone may be meant */
#define DYE_NEARLY \
	8 /* current stands there but for full stops, commas and spaces: no spelling of a leak that has lost none of these */

/* What a slot shows is one listed spelling. */
#define DYE_SHOWS_ONE(slot) ((slot)->current != DYE_OTHER && ((slot)->folded & (DYE_UNSPACED | DYE_NEARLY)) == 0)

/*
 * What a cell says (canonical) and how (slots, in order, not overlapping).
 *
 * canonical: NFKC, case folded; runs of separators reduced to one boundary (0x20), never dropped; each slot replaced
 * by the byte 0x01 and then the byte 0x20 + type. Two cells with the same canonical value mean the same.
 * context: a function of the canonical value alone: "" or e.g. a country code. Spellings are counted per context.
 *
 * Any combination of listed alternatives, written into the slots (one that is DYE_OTHER stays as it is), parses to the same canonical value, the same context and the
 * same types and ordinals. (So a rule that decides whether a token is a slot may look at what survives in the canonical value
 * only, never at which alternative is written.)
 */
struct dye_parse {
	struct dye_buffer canonical; /* owned by the parse; reset, not freed, by each call */
	struct dye_slot slots[DYE_SLOTS_MAX];
	uint32_t slot_count;
	char context[DYE_CONTEXT_MAX];
};

void dye_parse_release(struct dye_parse * parse);

struct dye_forge; /* formats/field/core/forge.h */

/* What a column shows beyond its cells, of those that are not empty. */
struct dye_column_facts {
	size_t count;	 /* cells */
	size_t distinct; /* texts */
	size_t whole;	 /* cells of ASCII digits only */
	bool one_length; /* those all have as many */
	bool one_size;	 /* all cells have as many bytes */
};

/* One word of a cell, for a list; see parts(). */
typedef enum dye_code (*dye_part_put)(void * cookie, const char * list, struct dye_slice word, struct dye_error * err);

/* How many bytes at the end of a word can be a spelling; see loose. */
typedef size_t (*dye_kind_loose)(struct dye_slice word);

struct dye_kind {
	const char * name;	  /* permanent, part of every digest: "address-latin" */
	const char * description; /* one line for people */

	const struct dye_slot_type * slot_types; /* NULL where the kind has no spellings */
	uint8_t slot_type_count;
	/*
	 * Bit t: what slots of type t are taken for, they are in one part of the world only (North America), and the context "" does not prove that a
	 * cell lies there: "12 N. Lopez St" is a person's street elsewhere. learn lets them have a table there only where other columns prove it.
	 */
	uint64_t local_types;

	/* The canonical value alone singles out a row nearly always, so its slots are keyed by the cell alone. */
	bool distinctive;
	/* Phones, ids, e-mail, keys: never respelt, and fragile marks are refused. */
	bool exact;
	/* Too few values for an anchor of it to be stored (categories, numbers, dates). */
	bool low_entropy;
	/* About one person, however often a value occurs: a canary never keeps its companion's. */
	bool personal;
	/* Two records may have it in common (a family its phone) even where no two of a sample do: it is no key. */
	bool shared;
	/* How much a list of people is sold for it: what a leak is likeliest to keep, 0 for what one need not. */
	uint8_t sought;
	/* What people are called: with the ends of a number it finds one. */
	bool called;
	/* What a cell is that is nothing in particular. One kind has it. */
	bool any;

	/**
	 * recognise(text): How sure one is, 0..1000, that ${text} (UTF-8, spaces around it allowed) is of this kind; 0 for an empty cell.
	 * 1000 only where a check digit or an unmistakable form proves it. Never fails.
	 */
	int (*recognise)(struct dye_slice text);

	/**
	 * trait(text, canonical, trait): A number that costs less than parse() and hangs on the canonical value alone: cells that differ in it have
	 * different ones. ${text} is a cell, or, where ${canonical}, a canonical value of this kind. False where it cannot be told. It is that of the
	 * canonical value wherever it can be told of both; where it can be told of a cell alone, nobody asks. NULL: it never can.
	 */
	bool (*trait)(struct dye_slice text, bool canonical, uint64_t * trait);

	/**
	 * ends(canonical, ends): What is left of a number that was starred out in the usual way, its country aside: the first three digits and the last
	 * four. ${canonical} is a canonical value of the kind, of a number in full or starred out: the ends are the same. False where it does not show them
	 * all. NULL: the kind has no such numbers.
	 */
	bool (*ends)(struct dye_slice canonical, char ends[DYE_ENDS_LEN]);

	/**
	 * column(facts, score): The score of a column, from the mean ${score} over its cells and from what only all of them together
	 * say. NULL: the mean.
	 */
	int (*column)(const struct dye_column_facts * facts, int score);

	/**
	 * titled(title): Does the title of a column say that its cells are of this kind, where those may be (a score above 0) and another kind is not surer
	 * than 800? NULL: titles say nothing.
	 */
	bool (*titled)(struct dye_slice title);

	/**
	 * parse(text, parse, err): Fill ${parse} from ${text} (UTF-8). Any text whatever is accepted: what the kind does not
	 * understand has a canonical value and no slots. Fails for want of memory only.
	 */
	enum dye_code (*parse)(struct dye_slice text, struct dye_parse * parse, struct dye_error * err);

	/**
	 * forge(forge, out, err): Append to ${out} an invented cell that agrees with the attributes of ${forge}, and
	 * record its draws there. NULL where the kind cannot be invented. See forge.h.
	 */
	enum dye_code (*forge)(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err);

	/**
	 * parts(text, attributes, put, cookie, err): Take a cell apart: put(cookie, list, word, err) for each word that cells of the column have in
	 * common, of which forge makes others (core/wordlists.h). ${attributes} is what the row says of its person. What is not understood has no
	 * parts. NULL: none ever has. An error of put comes back unchanged.
	 */
	enum dye_code (*parts)(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put,
	    void * cookie, struct dye_error * err);

	/**
	 * attributes(text, role, attributes): Note what a cell says of the person (dye_attributes_sex(), ...). NULL: nothing.
	 */
	void (*attributes)(struct dye_slice text, enum dye_forge_role role, struct dye_attributes * attributes);

	/**
	 * loose(word): How many bytes at the end of ${word}, a run of folded letters, can be (part of) what a slot shows, whatever stands beside it; all of
	 * them in most words of slots. At least what any slot of any text shows there, so that texts with one canonical value have the same atoms
	 * (core/atoms.h). NULL: none, as where there are no slots.
	 */
	dye_kind_loose loose;

	/**
	 * glued(text): Does the cell look as if its punctuation had been deleted, not replaced by spaces? NULL: one cannot tell.
	 */
	bool (*glued)(struct dye_slice text);
};

/* All kinds, NULL at the end; generated by the build. */
extern const struct dye_kind * const dye_kinds[];

/* The kind of that name, or NULL. */
const struct dye_kind * dye_kind_find(const char * name);

/* The kind of what is nothing in particular, or NULL where the build has none. */
const struct dye_kind * dye_kind_any(void);

/* Whether the kind has slots of that class. */
bool dye_kind_has_class(const struct dye_kind * kind, enum dye_slot_class class);

/* Whether its cells are identity numbers with what they say of their person in them. */
bool dye_kind_numbers(const struct dye_kind * kind);

/* Whether the kind is that of dates and times, whose canonical values leave out what their texts say. */
bool dye_kind_is_time(const struct dye_kind * kind);

/* The slot type of that name and its index, or NULL; the alternative of that identifier, or -1. */
const struct dye_slot_type * dye_slot_type_find(const struct dye_kind * kind, const char * name, uint8_t * index);
int dye_alternative_find(const struct dye_slot_type * type, const char * id);

/* Equal but for case and the signs and spaces of ASCII. */
bool dye_same_letters(struct dye_slice a, struct dye_slice b);

/**
 * dye_slot_render(kind, text, parse, i, alternative, narrow, out, err): Append to ${out} how ${alternative} is written in the place of slot
 * number ${i} of ${text}, of which ${parse} is what it shows: in all capitals, all small, or as listed, which hangs on what no spelling of a slot changes
 * (core/casing.h). In full-width forms where the slot is DYE_WIDE, but not if ${narrow}; signs of those may swallow
 * spaces then, which only another parse() tells.
 */
enum dye_code dye_slot_render(const struct dye_kind * kind, struct dye_slice text, const struct dye_parse * parse,
    uint32_t i, uint8_t alternative, bool narrow, struct dye_buffer * out, struct dye_error * err);

#endif
