/*
 * people.h: which rows of a dataset a leak shows, as the index finds them. Nothing here looks at a mark or a canary.
 */
#ifndef DYE_INQUIRY_PEOPLE_H
#define DYE_INQUIRY_PEOPLE_H

#include "trace/inquiry/observe.h"
#include "watermark/index/index.h"

/* A row of the leak that is row ${number} of the dataset. */
struct dye_person {
	uint32_t number, row;
	uint32_t cells; /* so many of its cells find it */
	bool sure;	/* one of them by more than a key that another table may have given, too */
};

/* All zero is empty. */
struct dye_people {
	struct dye_person * list; /* Owned: ascending by number, then by row, each pair once */
	size_t count, size;
};

/**
 * dye_people_find(index, profile, shown, people, err): Who the rows are that ${shown} has sighted, by docs/EVIDENCE.md, 2.3: a row may be several.
 * The caller releases with dye_people_release(), after an error too.
 */
enum dye_code dye_people_find(struct dye_index * index, const struct dye_profile * profile,
    const struct dye_observed * shown, struct dye_people * people, struct dye_error * err);
void dye_people_release(struct dye_people * people);

#endif
