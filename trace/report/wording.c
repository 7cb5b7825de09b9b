/*
 * wording.c: sentences that every report has, once.
 */
#include "trace/report/report.h"

#include <stddef.h>

const char dye_report_units_only[] =
    "THIS RESTS ON INVENTED RECORDS ALONE: whoever can open the vault could have planted them.";

const char dye_report_rests_on_order[] =
    "THIS RESTS ON THE ORDER OF ROWS: a leak of other copies shows it too if its rows were chosen by how far somebody "
    "had "
    "worked through this account's copy (calls made, cases closed). Rule that out first.";

const char dye_report_sources[] =
    "A SOURCE HELD ROWS IN THIS ACCOUNT'S SPELLINGS: whoever got it unmarked may have published them.";

const char dye_report_decoys[] =
    "That these were given to the account is what the owner's registry says; no chance says how likely it is, and it "
    "is "
    "not counted in any figure above. Whoever knows one, by ringing it for instance, can write it into any material.";

const char * const dye_report_presumptions[] = {
    "the keys of the vault were secret: whoever holds them could make such material;",
    "whatever shows the text of an account's invented records outside that account's copies had passed learn or embed, "
    "in a shape that they recognise (docs/EVIDENCE.md, 4.2), "
    "before "
    "the material was seized: what came back into a system that leakdye does not read, and left again from there, "
    "names "
    "the account that it came from;",
    "no rows in an account's spelling had come back into the source and left with somebody else's export as they were "
    "spelt: learn and embed look for that in the first rows of a source only, and tell it to the log; an export that "
    "does not mark a column "
    "leaves it as it stands;",
    "what was published was not chosen, by anybody or by a change to the cells such as a cut, by the spellings that an "
    "account has "
    "there whose copy it is not;",
    "no table of which rows stand in the order of an account's copy left with somebody else's export, and which rows "
    "were "
    "published does not hang on that order: on how far somebody had worked through that copy;",
    "nobody chose what is traced by what an earlier report said of an account that was not named.",
    NULL,
};
