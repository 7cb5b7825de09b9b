#include "watermark/learn/twins.h"

#include "watermark/crypto/crypto.h"

enum dye_code
dye_twins_add(struct dye_twins * t, uint64_t canonical, struct dye_slice text, struct dye_error * err)
{
	uint8_t digest[DYE_PRF_LEN];
	bool fresh;

	if (t->equal > t->most)
		return DYE_OK;
	dye_digest(text.data, text.len, digest);
	DYE_TRY(dye_set_add(&t->texts, dye_get_u64(digest), &fresh, err));
	if (!fresh) {
		if (++t->equal > t->most)
			dye_twins_release(t);
		return DYE_OK;
	}
	DYE_TRY(dye_set_add(&t->seen, canonical, &fresh, err));
	return fresh ? DYE_OK : dye_set_add(&t->found, canonical, NULL, err);
}

static enum dye_code
add_all(const struct dye_map * from, struct dye_map * to, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < from->size; i++)
		if (from->keys[i] != 0)
			DYE_TRY(dye_set_add(to, from->keys[i], NULL, err));
	return DYE_OK;
}

enum dye_code
dye_twins_take(const struct dye_twins * t, struct dye_map * set, size_t * fresh, struct dye_error * err)
{
	size_t before = set->count;
	enum dye_code rc = add_all(&t->found, set, err);

	*fresh += set->count - before;
	return rc;
}

enum dye_code
dye_twins_keep(const struct dye_map * kept, struct dye_map * set, struct dye_error * err)
{

	return add_all(kept, set, err);
}

void
dye_twins_release(struct dye_twins * t)
{

	dye_map_release(&t->texts);
	dye_map_release(&t->seen);
	dye_map_release(&t->found);
}
