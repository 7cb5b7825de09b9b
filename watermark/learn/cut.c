#include "watermark/learn/cut.h"

#include "formats/base/map.h"
#include "formats/base/text.h"
#include "formats/base/ascii.h"
#include "watermark/crypto/crypto.h"

#define SHORTEST 15
#define DISTINCT_LEAST 10
#define BESIDE 5
#define SAMPLE_LEAST 3
#define TORN_SHARE 3 /* one in so many */

static bool
thickens(const struct dye_column_stats * stats, uint32_t * length)
{
	uint64_t beside = 0;
	uint32_t i, most = DYE_LENGTHS - 1;

	while (most > SHORTEST && stats->lengths[most] == 0)
		most--;
	*length = most;
	if (stats->longer || stats->lengths[most] < DISTINCT_LEAST)
		return false;
	for (i = 1; i <= BESIDE; i++)
		beside += stats->lengths[most - i];
	return (uint64_t)stats->lengths[most] * BESIDE > beside;
}

static bool
is_letter(char c)
{

	return (uint8_t)c >= 0x80 || dye_is_alpha((uint8_t)c);
}

/* The word before ${end}, which is its end: letters alone; empty where none stands there. */
static struct dye_slice
word_before(struct dye_slice text, size_t end)
{
	size_t start = end;

	while (start > 0 && is_letter(text.data[start - 1]))
		start--;
	return (struct dye_slice){text.data + start, end - start};
}

/* Case is as it is written: a cell that is cut is written like the others. */
static uint64_t
digest_of(struct dye_slice word)
{
	uint8_t digest[DYE_PRF_LEN];

	dye_digest(word.data, word.len, digest);
	return dye_get_u64(digest);
}

static enum dye_code
add_words(struct dye_map * words, struct dye_slice text, struct dye_error * err)
{
	size_t i;

	for (i = 1; i <= text.len; i++)
		if (is_letter(text.data[i - 1]) && (i == text.len || !is_letter(text.data[i])))
			DYE_TRY(dye_set_add(words, digest_of(word_before(text, i)), NULL, err));
	return DYE_OK;
}

/* A third of the longest cells of the sample ends in a word that no shorter one has. */
static enum dye_code
ends_torn(const struct dye_slice * cells, size_t count, uint32_t length, bool * torn, struct dye_error * err)
{
	struct dye_map words = {0};
	struct dye_slice trimmed, last;
	enum dye_code rc = DYE_OK;
	size_t i, longest = 0, halves = 0;

	for (i = 0; i < count && rc == DYE_OK; i++)
		if (dye_column_length(cells[i]) < length)
			rc = add_words(&words, dye_trim(cells[i]), err);
	for (i = 0; i < count && rc == DYE_OK; i++) {
		if (dye_column_length(cells[i]) != length)
			continue;
		longest++;
		trimmed = dye_trim(cells[i]);
		last = word_before(trimmed, trimmed.len);
		halves += last.len > 0 && !dye_set_has(&words, digest_of(last));
	}
	dye_map_release(&words);
	*torn = longest >= SAMPLE_LEAST && halves * TORN_SHARE >= longest;
	return rc;
}

enum dye_code
dye_learn_cut(const struct dye_column_stats * stats, const struct dye_slice * cells, size_t count, uint32_t * length,
    bool * cut, struct dye_error * err)
{

	*cut = thickens(stats, length);
	return *cut ? ends_torn(cells, count, *length, cut, err) : DYE_OK;
}
