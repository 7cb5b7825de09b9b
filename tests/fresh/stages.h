/*
 * stages.h: every stage, by name.
 */
#ifndef DYE_TESTS_FRESH_STAGES_H
#define DYE_TESTS_FRESH_STAGES_H

#include "tests/fresh/answers.h"
#include "tests/fresh/crowd.h"
#include "tests/fresh/disguised.h"
#include "tests/fresh/leaks.h"
#include "tests/fresh/found.h"
#include "tests/fresh/moved.h"

static const struct fresh_stage fresh_stages[] = {
    {"dense keys, 50 % taken", fresh_dense_50, false},
    {"dense keys, 70 % taken", fresh_dense_70, true},
    {"dense keys, 90 % taken", fresh_dense_90, false},
    {"dense keys, 99 % taken", fresh_dense_99, true},
    {"spellings", fresh_spellings, false},
    {"slots that an account's own spelling lets through", fresh_sifted, false},
    {"guesses", fresh_canaries, false},
    {"canaries come back with an export", fresh_come_back_export, false},
    {"canaries come back in another shape", fresh_come_back_shaped, false},
    {"canaries come back and are learned", fresh_come_back_learn, true},
    {"canaries come back, exported with spellings alone", fresh_come_back_spelling, true},
    {"canaries come back in another dataset", fresh_come_back_dataset, false},
    {"what a dry run answers", fresh_asked, false},
    {"what answers cost", fresh_answers, false},
    {"what is refused", fresh_refused, false},
    {"a crowd", fresh_crowd, false},
    {"versions", fresh_versions, false},
    {"a version with new rules", fresh_new_rules, false},
    {"widened records", fresh_widened, false},
    {"gapless numbers", fresh_gapless, false},
    {"gapless numbers with a prefix", fresh_prefixed, false},
    {"gapless numbers, others reserved", fresh_reserved, false},
    {"keys that leave as surrogates", fresh_surrogates, false},
    {"surrogates of keys in half of the numbers", fresh_disguised, false},
    {"surrogates of keys in all numbers", fresh_disguised_full, false},
    {"sorted keys", fresh_sorted, false},
    {"keys with empty cells", fresh_dirty, false},
    {"a small table", fresh_small, false},
    {"identity numbers", fresh_numbers, false},
    {"decoys", fresh_decoyed, false},
    {"rows in another order", fresh_moved, false},
    {"rows in another order, a crowd", fresh_moved_crowd, false},
    {"rows in another order that the index finds", fresh_found, false},
};

#define FRESH_STAGES (sizeof(fresh_stages) / sizeof(fresh_stages[0]))

#endif
