/*
 * cn_id.h: reading a Chinese citizen identity number (GB 11643-1999).
 */
#ifndef DYE_FIELD_CN_ID_H
#define DYE_FIELD_CN_ID_H

#include "formats/field/core/forge.h"

struct dye_cn_id {
	char number[19]; /* 18 places, the last 'x' small; '*' where starred out */
	bool starred;
	bool checked; /* the check digit is right (always for the 15-digit form, which has none) */
	enum dye_sex sex;
	struct dye_date birth;
};

/**
 * dye_cn_id_read(text, id): Read the 18-digit form, the 15-digit form of before 1999 (which is brought to 18 places: 19 before the year, check
 * digit added; numbers 996 to 999 marked people over a hundred, born 18..), or a starred-out 18-digit form, whose sex and birth are unknown. False
 * where the text is none of these or names an impossible day or province.
 */
bool dye_cn_id_read(struct dye_slice text, struct dye_cn_id * id);

/* The check character of 17 digits: ISO 7064 MOD 11-2, '0'..'9' or 'x'. */
char dye_cn_id_check(const char digits[17]);

#endif
