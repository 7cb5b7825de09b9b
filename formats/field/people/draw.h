/*
 * draw.h: the name of a record, drawn once for all of its cells that show some of it.
 *
 * Lists of the profile (person_name.c, parts, says what they hold): surname-han, surname-compound, surname-latin; given-han, given-latin, and of those
 * of either sex given-han-male, ... Where the profile has none the program's own are drawn from, characters of given names one by one.
 */
#ifndef DYE_FIELD_DRAW_H
#define DYE_FIELD_DRAW_H

#include "formats/field/core/ways.h"
#include "formats/field/people/name.h"

/* Whether names come out of the profile's lists or from a model: else each cell has one of its own, as profiles without lists have it. */
bool dye_name_modelled(const struct dye_forge * forge);

/**
 * dye_name_draw(forge, model, drawn): Draw a name as ${model} is one: of its script, a surname of as many characters. What the present cell
 * reveals stays as it was: it is for the cell to say, by dye_name_show().
 */
void dye_name_draw(struct dye_forge * forge, const struct dye_name * model, struct dye_drawn_name * drawn);

/* The record's own name: drawn if no cell has, like the parent's (attributes.model). */
const struct dye_drawn_name * dye_name_of_record(struct dye_forge * forge);

/* One part by itself, not for the record; nothing is noted. The sex must be settled before a given name. */
void dye_name_draw_part(
    struct dye_forge * forge, const struct dye_name * model, bool surname, struct dye_bag_text * word);

/* The nodes of ${nodes} up to the level: what a text shows. */
uint64_t dye_name_shows(const uint64_t nodes[DYE_NAME_LEVELS], enum dye_name_level level);

/* How probable it is that a drawn part of the model's sort has these letters at that level, whatever the sex that was drawn. */
double dye_name_probability(const struct dye_forge * forge, const struct dye_name * model, bool surname,
    enum dye_name_level level, struct dye_slice letters);

#endif
