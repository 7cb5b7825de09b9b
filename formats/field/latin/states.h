/*
 * states.h: the states and territories of the US with their ZIP codes, and the provinces of Canada.
 */
#ifndef DYE_FIELD_STATES_H
#define DYE_FIELD_STATES_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/base/buffer.h"

/* More than there are. */
#define DYE_STATES 128

/* By its code or its name, in small letters: from 1 on, below DYE_STATES; 0: none. */
uint8_t dye_state_find(const char * name);

/* Whether text is a ZIP code (12345, 12345-6789) that begins with three digits that lie in that state of the US. */
bool dye_state_zip_fits(uint8_t state, struct dye_slice zip);

#endif
