#include <stdlib.h>

#include "watermark/marks/mark.h"
#include "watermark/profile/profile.h"

static enum dye_code
add(struct dye_profile * profile, const struct dye_mark * mark, struct dye_error * err)
{
	void * values = calloc(1, mark->settings_size);
	size_t i;

	if (values == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < mark->setting_count; i++)
		if (mark->settings[i].type != DYE_SETTING_TEXT)
			dye_setting_put(&mark->settings[i], values, mark->settings[i].otherwise);
	profile->marks[profile->mark_count++] = (struct dye_mark_settings){.mark = mark, .values = values};
	return DYE_OK;
}

enum dye_code
dye_profile_marks(struct dye_profile * profile, struct dye_error * err)
{
	size_t i, count = 0;

	while (dye_marks[count] != NULL)
		count++;
	if ((profile->marks = calloc(count + 1, sizeof(*profile->marks))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < count; i++)
		if (dye_marks[i]->settings_size > 0)
			DYE_TRY(add(profile, dye_marks[i], err));
	return DYE_OK;
}
