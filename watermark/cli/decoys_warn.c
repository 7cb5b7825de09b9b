#include "watermark/cli/decoys_warn.h"

#include <inttypes.h>

/* Said while they last for fewer than so many exports. */
#define EXPORTS_AHEAD 2

enum dye_code
dye_decoys_warn(struct dye_buffer * out, const struct dye_decoys_outlook * o, struct dye_error * err)
{

	if (o->all == 0 || o->left / EXPORTS_AHEAD >= o->needed)
		return DYE_OK;
	DYE_TRY(dye_buffer_printf(
	    out, err, "leakdye: decoys: %" PRIu64 " left; the next export needs about %" PRIu64, o->left, o->needed));
	return dye_buffer_printf(out, err,
	    o->left < o->needed
		? "; records beyond those get invented ones, which nobody answers (decoys import)\n"
		: "; when none is left records get invented ones, which nobody answers (decoys import)\n");
}
