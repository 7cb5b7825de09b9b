/*
 * crowd.h: more accounts than are weighed exactly at once (DYE_CROWD_FEW), so that the sweep of docs/EVIDENCE.md, 9, looks for whom to weigh.
 */
#ifndef DYE_TESTS_FRESH_CROWD_H
#define DYE_TESTS_FRESH_CROWD_H

#include "tests/fresh/leaks.h"

#define CROWD_KNOWN 3 /* whose copies the leakers have */

static inline void
fresh_crowd(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("KX%u", 100, 900, 120), copies[CROWD_KNOWN + 1] = {0}, copy, own;
	unsigned i;

	s->guessed = s->crowd = true;
	s->accounts = FRESH_MOST;
	fresh_learn(&s->w, &source, FIFTIETH, true);
	fresh_enrol(&s->w, s->accounts);
	for (i = 1; i <= s->accounts; i++) {
		copy = fresh_embed(&s->w, &source, i);
		if (i <= CROWD_KNOWN)
			copies[i] = copy;
		else
			fresh_rows_release(&copy);
	}
	own = fresh_strangers(&copies[1], &source, ID);
	fresh_leak_rows(&fresh_leak(s, "unmarked rows", 0)->text, &source, 0, 20);
	fresh_leak_lines(
	    &fresh_leak(s, "a copy, pasted", BIT(1))->text, &copies[1], 0, 20, fresh_contact, COUNT_OF(fresh_contact));
	fresh_minority(&fresh_leak(s, "minority of two", BIT(1) | BIT(2))->text, &source, &copies[1], 2, 20);
	fresh_minority(&fresh_leak(s, "minority of three", BIT(1) | BIT(2) | BIT(3))->text, &source, &copies[1], 3, 20);
	fresh_leak_rows(&fresh_leak(s, "the canaries of one account", BIT(1))->text, &own, 0, own.count);
	fresh_leak_keys(&fresh_leak(s, "guessed keys", 0)->text, "KX%u", 400, 60, NULL);
	fresh_rows_release(&own);
	for (i = 1; i <= CROWD_KNOWN; i++)
		fresh_rows_release(&copies[i]);
	fresh_rows_release(&source);
}

#endif
