#include "watermark/marks/canary/decoy_forms.h"

#include <stdlib.h>

#include "formats/base/ascii.h"
#include "watermark/crypto/crypto.h"
#include "watermark/marks/canary/pour.h"

/* So many ways of writing are told apart, and so long are they at most. */
#define FORMS_MAX 512
#define FORM_LEN_MAX 64
/* A way is the column's where one in so many values is written so. */
#define SHARE 100

struct dye_decoy_form {
	size_t at, len; /* an example, in the texts */
	uint64_t count;
};

static struct dye_slice
example_of(const struct dye_decoy_forms * f, size_t i)
{

	return (struct dye_slice){dye_buffer_at(&f->texts, f->list[i].at), f->list[i].len};
}

/* Digits are any. */
static uint64_t
shape_of(struct dye_slice text)
{
	char shape[FORM_LEN_MAX];
	uint8_t digest[DYE_PRF_LEN];

	for (size_t i = 0; i < text.len; i++)
		shape[i] = dye_is_digit((uint8_t)text.data[i]) ? '9' : text.data[i];
	dye_digest(shape, text.len, digest);
	return dye_get_u64(digest);
}

static bool
has_form(const struct dye_kind * kind, struct dye_slice text)
{

	return kind->exact && text.len <= FORM_LEN_MAX && dye_is_form(text);
}

/* Its number, counted from 1. */
static enum dye_code
add_form(struct dye_decoy_forms * f, struct dye_slice text, size_t * number, struct dye_error * err)
{
	struct dye_decoy_form * list = dye_grown(f->list, &f->size, f->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	f->list = list;
	f->list[f->count] = (struct dye_decoy_form){f->texts.len, text.len, 0};
	*number = ++f->count;
	return dye_buffer_append_slice(&f->texts, text, err);
}

enum dye_code
dye_decoy_forms_note(
    struct dye_decoy_forms * f, const struct dye_kind * kind, struct dye_slice text, struct dye_error * err)
{
	size_t at, number = 0;
	bool fresh;

	f->values++;
	if (!has_form(kind, text))
		return DYE_OK;
	f->formed++;
	if (f->count == FORMS_MAX && dye_map_get(&f->by_shape, shape_of(text)) == NULL)
		return DYE_OK;
	DYE_TRY(dye_map_put(&f->by_shape, shape_of(text), true, &at, &fresh, err));
	if (fresh) {
		DYE_TRY(add_form(f, text, &number, err));
		f->by_shape.values[at] = number;
	}
	f->list[f->by_shape.values[at] - 1].count++;
	return DYE_OK;
}

void
dye_decoy_forms_release(struct dye_decoy_forms * f)
{

	free(f->list);
	dye_map_release(&f->by_shape);
	dye_buffer_release_secret(&f->texts);
	*f = (struct dye_decoy_forms){0};
}

static bool
is_common(const struct dye_decoy_forms * f, struct dye_slice text)
{
	const uint64_t * number = dye_map_get(&f->by_shape, shape_of(text));

	return number != NULL && f->list[*number - 1].count * SHARE >= f->values;
}

enum dye_code
dye_decoy_forms_write(const struct dye_decoy_forms * f, const struct dye_kind * kind, struct dye_slice text,
    struct dye_slice canonical, struct dye_buffer * out, struct dye_parse * scratch, enum dye_decoy_written * how,
    struct dye_error * err)
{
	uint64_t below = UINT64_MAX;
	bool poured = false;

	*how = DYE_WRITTEN_SO;
	if (!kind->exact || 2 * f->formed <= f->values || (has_form(kind, text) && is_common(f, text)))
		return DYE_OK;
	/* The commonest that takes it; of equals, the first. */
	while (!poured) {
		const struct dye_decoy_form * best = NULL;

		for (size_t i = 0; i < f->count; i++)
			if (f->list[i].count < below && f->list[i].count * SHARE >= f->values &&
			    (best == NULL || f->list[i].count > best->count))
				best = &f->list[i];
		if (best == NULL)
			break;
		for (size_t i = 0; i < f->count && !poured; i++)
			if (f->list[i].count == best->count)
				DYE_TRY(dye_pour(kind, canonical, example_of(f, i), out, scratch, &poured, err));
		below = best->count;
	}
	*how = poured ? DYE_WRITTEN_ANEW : DYE_WRITTEN_NEVER;
	return DYE_OK;
}
