#include "trace/rehearse/play.h"

const struct dye_play dye_plays[] = {
    {"random rows", {.own = 1}, 1, false},
    {"head of the file", {.own = 1, .pick = DYE_PICK_HEAD}, 1, false},
    {"a block of the file", {.own = 1, .pick = DYE_PICK_BLOCK}, 1, false},
    {"shuffled", {.own = 1, .shuffled = true}, 1, false},
    {"lower case", {.own = 1, .lower = true}, 1, false},
    {"punctuation stripped", {.own = 1, .stripped = true}, 1, false},
    {"50 % foreign rows", {.own = 0.5}, 1, false},
    {"90 % foreign rows", {.own = 0.1}, 1, false},
    {"the leaker's own pass through this program", {.own = 1}, 1, true},
    {"normalised by rule", {.own = 1, .normal = true}, 1, false},
    {"two accounts mixed by row", {.own = 1}, 2, false},
    {"three accounts mixed by row", {.own = 1}, 3, false},
    {NULL, {0}, 0, false},
};
