/*
 * name.h: what the name of an account or of a dataset may be.
 */
#ifndef DYE_REGISTRY_NAME_H
#define DYE_REGISTRY_NAME_H

#include "formats/base/buffer.h"

/**
 * dye_name_check(name, err): DYE_EDATA where ${name} is not UTF-8 of 1 to 255 bytes without control characters or line
 * separators, and without space at either end.
 */
enum dye_code dye_name_check(struct dye_slice name, struct dye_error * err);

#endif
