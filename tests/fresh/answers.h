/*
 * answers.h: the leaker who asks which canaries there are, and lets the size of the leak hang on the answer (docs/EVIDENCE.md, 4.8).
 */
#ifndef DYE_TESTS_FRESH_ANSWERS_H
#define DYE_TESTS_FRESH_ANSWERS_H

#include "tests/fresh/leaks.h"

#define TARGETS 6
#define ANSWER_ROWS 200
#define NOT_ASKED 50 /* keys of a thousand */

/* A table of its own for every target, so that an answer tells of one account: its keys begin with another letter. */
static inline void
fresh_target_key(unsigned target, unsigned number, char out[FRESH_CELL])
{

	(void)snprintf(out, FRESH_CELL, "%c%u", (int)('A' + target), number);
}

/* The keys that no row of the table has: the first go into ${kept}, the others into ${asked}. */
static inline void
fresh_divide_keys(
    const struct fresh_rows * source, unsigned target, struct fresh_rows * kept, struct fresh_rows * asked)
{
	char key[FRESH_CELL];
	unsigned number;

	for (number = 1000; number < 2000; number++) {
		fresh_target_key(target, number, key);
		if (!fresh_holds(source, ID, key))
			fresh_set(fresh_add(kept->count < NOT_ASKED ? kept : asked), 0, key);
	}
}

/* Keys that were not asked of, as many as fit what is left best: where one is left forty, since one row in fifty is expected to be a canary. */
static inline void
fresh_publish(struct dye_buffer * leak, const struct fresh_rows * kept, const struct fresh_rows * source, uint64_t left)
{
	size_t i, rows = left == 0 ? 0 : left == 1 ? 40 : kept->count;

	fresh_put(leak, "id,visits\n");
	fresh_put(leak, source->row[0].cell[ID]);
	fresh_put(leak, ",7\n");
	for (i = 0; i < rows; i++) {
		fresh_put(leak, kept->row[i].cell[0]);
		fresh_put(leak, ",7\n");
	}
}

/*
 * Account number ${target} exports a table, and says how many canaries left with it. Of nearly all keys that they may have somebody else asks whether they
 * are a canary's.
 */
static inline void
fresh_ask_about(struct fresh_scene * s, unsigned target)
{
	const unsigned id[] = {ID};
	char dataset[16], format[16];
	struct fresh_rows source, copy, own, kept, asked;
	struct fresh_answer answer;
	struct fresh_leak * leak = fresh_leak(s, "as many keys as fit the canaries that are left", 0);

	(void)snprintf(dataset, sizeof(dataset), "table%u", target);
	(void)snprintf(format, sizeof(format), "%c%%u", (int)('A' + target));
	s->w.dataset = dataset;
	source = fresh_people(format, 1000, 1000, ANSWER_ROWS);
	kept = fresh_project(&source, id, 1);
	kept.count = 0;
	asked = fresh_like(&kept);
	fresh_learn(&s->w, &source, FIFTIETH, true);
	fresh_enrol(&s->w, FRESH_ACCOUNTS);
	copy = fresh_embed(&s->w, &source, target);
	fresh_divide_keys(&source, target, &kept, &asked);
	own = fresh_strangers(&copy, &source, ID);
	answer = fresh_ask(&s->w, &asked, FRESH_ACCOUNTS);
	fresh_publish(&leak->text, &kept, &source, answer.refused ? 0 : own.count - answer.burned);
	leak->untested = ~BIT(target);
	fresh_rows_release(&own);
	fresh_rows_release(&asked);
	fresh_rows_release(&kept);
	fresh_rows_release(&copy);
	fresh_rows_release(&source);
	s->w.dataset = FRESH_DATASET;
}

static inline void
fresh_answers(struct fresh_scene * s)
{
	unsigned target;

	s->guessed = s->answered = true;
	s->accounts = TARGETS;
	fresh_no_threshold = true;
	for (target = 1; target <= TARGETS; target++)
		fresh_ask_about(s, target);
	fresh_no_threshold = false;
}

#endif
