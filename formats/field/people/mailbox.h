/*
 * mailbox.h: how the part of a mailbox before the @ is made of its owner's name: first.last, flast, wangfang1987, wang_nanjing12.
 */
#ifndef DYE_FIELD_MAILBOX_H
#define DYE_FIELD_MAILBOX_H

#include "formats/field/people/draw.h"

enum dye_mailbox_piece {
	DYE_MAILBOX_SIGN,     /* as it stands */
	DYE_MAILBOX_SURNAME,  /* all letters of it */
	DYE_MAILBOX_GIVEN,    /* likewise */
	DYE_MAILBOX_FIRST,    /* those of the first character or word of the given name */
	DYE_MAILBOX_INITIALS, /* of all of them */
	DYE_MAILBOX_S,	      /* the surname's first letter */
	DYE_MAILBOX_G,	      /* the given name's */
	DYE_MAILBOX_WORD,     /* letters that the name has not */
	DYE_MAILBOX_DIGITS,
	DYE_MAILBOX_YEAR, /* of birth, two or four digits */
};

#define DYE_MAILBOX_PIECES 16

struct dye_mailbox {
	struct {
		enum dye_mailbox_piece piece;
		struct dye_slice text; /* the parent's */
		bool joined;	       /* no sign, digit or word between it and the piece before */
	} pieces[DYE_MAILBOX_PIECES];
	size_t count;
	bool named; /* some of it is of the name */
};

/**
 * dye_mailbox_read(local, model, birth, mailbox): What ${local}, in small letters, is made of, its owner being called ${model} and born on that day
 * (month 0: unknown). False where it is longer than can be told.
 */
bool dye_mailbox_read(
    struct dye_slice local, const struct dye_name * model, struct dye_date birth, struct dye_mailbox * mailbox);

/* The words that no name has, and the digits: the lists mail-word and mail-digits. */
enum dye_code dye_mailbox_parts(
    const struct dye_mailbox * mailbox, dye_part_put put, void * cookie, struct dye_error * err);

/**
 * dye_mailbox_write(forge, node, mailbox, out, err): The same of the record's name. Letters of the name reveal its nodes as far as they go, words and digits
 * are the node's, the year of birth counts nothing. DYE_EUSAGE where the drawn name has no Latin letters.
 */
enum dye_code dye_mailbox_write(struct dye_forge * forge, uint32_t node, const struct dye_mailbox * mailbox,
    struct dye_buffer * out, struct dye_error * err);

#endif
