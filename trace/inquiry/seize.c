#include "trace/inquiry/seize.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/crypto/crypto.h"

/* A leak larger than this is not read: split it, or trace a part. */
#define SEIZED_MAX ((size_t)1 << 31)

static enum dye_code
read_all(const struct dye_source * source, struct dye_buffer * bytes, struct dye_error * err)
{

	for (;;) {
		ptrdiff_t n;

		DYE_TRY(dye_buffer_reserve(bytes, 65536, err));
		n = source->read(source->cookie, bytes->data + bytes->len, bytes->size - bytes->len);
		if (n < 0)
			return dye_fail_errno(err, DYE_EIO, "cannot read");
		if (n == 0)
			return DYE_OK;
		bytes->len += (size_t)n;
		if (bytes->len > SEIZED_MAX)
			return dye_fail(err, DYE_EDATA, "more than 2 GiB: trace a part of it");
	}
}

/* ${number}: of the salt. */
static enum dye_code
hash_one(struct dye_store * store, uint64_t number, struct dye_seized * file, struct dye_error * err)
{
	uint8_t salt[DYE_HASH_LEN], hash[DYE_HASH_LEN];

	DYE_TRY(dye_store_salt(store, "trace", number, salt, err));
	DYE_TRY(dye_sha256(file->bytes.data, file->bytes.len, hash, err));
	DYE_TRY(dye_store_salted(store, "trace", number, hash, hash, err));
	dye_hex(salt, sizeof(salt), file->salt);
	dye_hex(hash, sizeof(hash), file->sha256);
	return DYE_OK;
}

static enum dye_code
seize_one(struct dye_store * store, const struct dye_source * source, uint64_t number, struct dye_seized * file,
    struct dye_error * err)
{

	DYE_TRY(read_all(source, &file->bytes, err));
	DYE_TRY(hash_one(store, number, file, err));
	if ((file->name = strdup(source->name)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

enum dye_code
dye_seize(struct dye_store * store, const struct dye_source * sources, size_t count, struct dye_seizure * seizure,
    struct dye_error * err)
{
	size_t i;

	*seizure = (struct dye_seizure){0};
	if ((seizure->files = calloc(count + 1, sizeof(*seizure->files))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	DYE_TRY(dye_random_bytes(&seizure->number, sizeof(seizure->number), err));
	for (i = 0; i < count; i++) {
		enum dye_code rc;

		seizure->count = i + 1;
		if ((rc = seize_one(store, &sources[i], (uint64_t)seizure->number + i, &seizure->files[i], err)) !=
		    DYE_OK) {
			dye_at_file(err, sources[i].name);
			return rc;
		}
	}
	return DYE_OK;
}

enum dye_code
dye_seizure_part(struct dye_seizure * seizure, size_t number, struct dye_buffer * text, struct dye_error * err)
{
	struct dye_seized * files = reallocarray(seizure->files, seizure->count + 2, sizeof(*files));
	static const char beside[] = ", lines beside tables";
	struct dye_seized * part;
	size_t len;

	if (files == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	seizure->files = files;
	part = &files[seizure->count];
	*part = files[number];
	len = strlen(part->name);
	if ((part->name = malloc(len + sizeof(beside))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	memcpy(part->name, files[number].name, len);
	memcpy(part->name + len, beside, sizeof(beside));
	part->bytes = *text;
	part->part = true;
	seizure->count++;
	*text = (struct dye_buffer){0};
	return DYE_OK;
}

void
dye_seizure_release(struct dye_seizure * seizure)
{
	size_t i;

	for (i = 0; i < seizure->count; i++) {
		dye_buffer_release_secret(&seizure->files[i].bytes);
		free(seizure->files[i].name);
	}
	free(seizure->files);
	*seizure = (struct dye_seizure){0};
}
