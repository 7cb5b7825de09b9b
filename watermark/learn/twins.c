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

void
dye_twins_release(struct dye_twins * t)
{

	dye_map_release(&t->texts);
	dye_map_release(&t->seen);
	dye_map_release(&t->found);
}
