#include "formats/field/core/attributes.h"

#include <string.h>

void
dye_attributes_sex(struct dye_attributes * attributes, enum dye_sex sex)
{

	if (attributes->sex == DYE_SEX_UNKNOWN)
		attributes->sex = sex;
}

void
dye_attributes_birth(struct dye_attributes * attributes, struct dye_date birth)
{

	if (attributes->birth.month == 0)
		attributes->birth = birth;
}

void
dye_attributes_region(struct dye_attributes * attributes, const char * region)
{
	size_t known = strlen(attributes->region), len = strlen(region);

	if (len > known && len < sizeof(attributes->region) && memcmp(region, attributes->region, known) == 0)
		memcpy(attributes->region, region, len + 1);
}

void
dye_attributes_name(struct dye_attributes * attributes, const struct dye_name * name)
{
	struct dye_name * model = &attributes->model;

	if ((model->surname[0] == '\0' && model->given[0] == '\0') ||
	    (name->han && !model->han && name->surname[0] != '\0' && name->given[0] != '\0')) {
		*model = *name;
		return;
	}
	/* Two columns with a part each. */
	if (model->han != name->han)
		return;
	if (model->surname[0] == '\0' && name->given[0] == '\0')
		memcpy(model->surname, name->surname, sizeof(model->surname));
	else if (model->given[0] == '\0' && name->surname[0] == '\0')
		memcpy(model->given, name->given, sizeof(model->given));
}
