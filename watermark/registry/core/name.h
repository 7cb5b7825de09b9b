/*
 * name.h: what the name of an account or of a dataset may be.
 */
#ifndef DYE_REGISTRY_NAME_H
#define DYE_REGISTRY_NAME_H

#include "formats/base/buffer.h"

/**
 * dye_name_check(name, err): DYE_EDATA where ${name} is not UTF-8 of 1 to 255 bytes in composed form (NFC), has a character that is
 * not seen (dye_is_shown()), a space other than ASCII's, or one at either end: an account whose name reads like another's could frame it.
 */
enum dye_code dye_name_check(struct dye_slice name, struct dye_error * err);

#endif
