#include "watermark/marks/core/truekeys.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/bitstream.h"
#include "formats/base/hash.h"

#define ASSOCIATED_LEN (DYE_DATASET_ID_LEN + 4)
#define GROUP_HEAD (4 + 4 + 1 + 1 + 1 + 8 + 8)
/* Tails are distinct and ascend: the gaps between them. */
static const struct dye_rice code = {40, 64};
#define PARAMETER_MOST 62

/* ---- a list that grows ---- */

static bool
same_letters(const struct dye_domain * a, const struct dye_domain * b)
{

	return a->radix == b->radix && a->count == b->count;
}

const struct dye_true_group *
dye_true_keys_find(const struct dye_true_keys * keys, const struct dye_domain * domain)
{

	for (size_t i = 0; i < keys->count; i++)
		if (same_letters(&keys->groups[i].domain, domain))
			return &keys->groups[i];
	return NULL;
}

/* The group of the domain, new where there is none; *group NULL: it is none of ours. */
static enum dye_code
group_of(struct dye_true_keys * keys, const struct dye_domain * domain, struct dye_true_group ** group,
    struct dye_error * err)
{

	*group = NULL;
	for (size_t i = 0; i < keys->count; i++)
		if (same_letters(&keys->groups[i].domain, domain)) {
			if (keys->groups[i].domain.nonzero == domain->nonzero)
				*group = &keys->groups[i];
			return DYE_OK;
		}
	if (keys->count == DYE_TRUE_GROUPS_MOST)
		return DYE_OK;
	if (keys->groups == NULL && (keys->groups = calloc(DYE_TRUE_GROUPS_MOST, sizeof(*keys->groups))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	*group = &keys->groups[keys->count++];
	(*group)->domain = *domain;
	return DYE_OK;
}

static int
by_tail(const void * a, const void * b)
{
	const struct dye_true_key *x = a, *y = b;

	return (x->tail > y->tail) - (x->tail < y->tail);
}

/* Sort, each once: what finds one of them finds it. */
static void
settle_group(struct dye_true_group * g)
{
	size_t kept = 0;

	if (g->count > 0)
		qsort(g->list, g->count, sizeof(*g->list), by_tail);
	for (size_t i = 0; i < g->count; i++) {
		if (kept == 0 || g->list[kept - 1].tail != g->list[i].tail) {
			g->list[kept++] = g->list[i];
			continue;
		}
		for (size_t n = 0; n < DYE_TRUE_NAMES; n++)
			if (g->list[kept - 1].names[n] == 0)
				g->list[kept - 1].names[n] = g->list[i].names[n];
	}
	g->count = kept;
}

static bool
is_kept(const struct dye_true_keys * keys, uint64_t tail)
{

	return keys->most == 0 || dye_hash64(&tail, sizeof(tail)) <= keys->most;
}

static size_t
count_all(const struct dye_true_keys * keys)
{
	size_t all = 0;

	for (size_t i = 0; i < keys->count; i++)
		all += keys->groups[i].count;
	return all;
}

/* Leave out every second. */
static void
thin(struct dye_true_keys * keys)
{

	keys->most = keys->most == 0 ? UINT64_MAX / 2 : keys->most / 2;
	for (size_t i = 0; i < keys->count; i++) {
		struct dye_true_group * g = &keys->groups[i];
		size_t kept = 0;

		for (size_t k = 0; k < g->count; k++)
			if (is_kept(keys, g->list[k].tail))
				g->list[kept++] = g->list[k];
		g->count = kept;
	}
}

void
dye_true_keys_settle(struct dye_true_keys * keys)
{

	for (size_t i = 0; i < keys->count; i++)
		settle_group(&keys->groups[i]);
	while (count_all(keys) > DYE_TRUE_KEYS_MOST)
		thin(keys);
}

enum dye_code
dye_true_keys_add(struct dye_true_keys * keys, const struct dye_domain * domain, const struct dye_true_key * key,
    struct dye_error * err)
{
	struct dye_true_group * g;
	struct dye_true_key * list;

	if (!is_kept(keys, key->tail))
		return DYE_OK;
	DYE_TRY(group_of(keys, domain, &g, err));
	if (g == NULL)
		return DYE_OK;
	/* Keys that come again and again fill it as well: those go first. */
	if (g->count == 2 * DYE_TRUE_KEYS_MOST)
		dye_true_keys_settle(keys);
	if ((list = dye_grown(g->list, &g->size, g->count, sizeof(*list))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	g->list = list;
	list[g->count++] = *key;
	return DYE_OK;
}

enum dye_code
dye_true_keys_join(struct dye_true_keys * keys, const struct dye_true_keys * older, struct dye_error * err)
{

	for (size_t i = 0; i < older->count; i++)
		for (size_t k = 0; k < older->groups[i].count; k++)
			DYE_TRY(dye_true_keys_add(keys, &older->groups[i].domain,
			    &(struct dye_true_key){.tail = older->groups[i].list[k].tail}, err));
	dye_true_keys_settle(keys);
	return DYE_OK;
}

void
dye_true_keys_release(struct dye_true_keys * keys)
{

	for (size_t i = 0; i < keys->count; i++)
		if (keys->groups[i].list != NULL) {
			dye_wipe(keys->groups[i].list, keys->groups[i].count * sizeof(*keys->groups[i].list));
			free(keys->groups[i].list);
		}
	free(keys->groups);
	*keys = (struct dye_true_keys){0};
}

bool
dye_true_group_has(const struct dye_true_group * g, uint64_t tail)
{
	const struct dye_true_key key = {.tail = tail};

	return g->count > 0 && bsearch(&key, g->list, g->count, sizeof(key), by_tail) != NULL;
}

uint32_t
dye_true_name(const uint8_t digest[DYE_PRF_LEN])
{
	uint32_t name = dye_get_u32(digest);

	return name == 0 ? 1 : name;
}

/* ---- written and read ---- */

/* The parameter of the code: the mean gap is about 2^k. */
static unsigned
parameter(const struct dye_true_group * g)
{
	uint64_t mean = g->count == 0 ? 0 : (g->list[g->count - 1].tail - g->list[0].tail - (g->count - 1)) / g->count;

	return dye_rice_parameter(mean, PARAMETER_MOST);
}

static enum dye_code
write_tails(const struct dye_true_group * g, unsigned k, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_bitstream_out b = {.out = out};
	uint64_t next = g->count == 0 ? 0 : g->list[0].tail;

	DYE_TRY(dye_bitstream_put(&b, next, 64, err));
	for (size_t i = 0; i < g->count; i++) {
		DYE_TRY(dye_rice_put(&b, &code, k, g->list[i].tail - next, err));
		next = g->list[i].tail + 1;
	}
	return dye_bitstream_end(&b, err);
}

/* How many names any of its keys has. */
static uint8_t
names_of(const struct dye_true_group * g)
{
	uint8_t names = 0;

	for (size_t i = 0; i < g->count; i++)
		for (uint8_t n = names; n < DYE_TRUE_NAMES; n++)
			if (g->list[i].names[n] != 0)
				names = n + 1;
	return names;
}

static enum dye_code
write_group(const struct dye_true_group * g, struct dye_buffer * out, struct dye_error * err)
{
	uint8_t names = names_of(g), k = (uint8_t)parameter(g);
	struct dye_buffer tails = {0};
	enum dye_code rc;

	if ((rc = write_tails(g, k, &tails, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u32(out, g->domain.radix, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u32(out, g->domain.count, err)) == DYE_OK &&
	    (rc = dye_buffer_append_byte(out, (char)g->domain.nonzero, err)) == DYE_OK &&
	    (rc = dye_buffer_append_byte(out, (char)names, err)) == DYE_OK &&
	    (rc = dye_buffer_append_byte(out, (char)k, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u64(out, g->count, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u64(out, tails.len, err)) == DYE_OK)
		rc = dye_buffer_append_slice(out, dye_buffer_slice(&tails), err);
	dye_buffer_release_secret(&tails);
	for (size_t i = 0; i < g->count && rc == DYE_OK; i++)
		for (uint8_t n = 0; n < names && rc == DYE_OK; n++)
			rc = dye_buffer_append_u32(out, g->list[i].names[n], err);
	return rc;
}

enum dye_code
dye_true_keys_write(const struct dye_true_keys * keys, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_append_u32(out, (uint32_t)keys->count, err));
	for (size_t i = 0; i < keys->count; i++)
		DYE_TRY(write_group(&keys->groups[i], out, err));
	return DYE_OK;
}

static enum dye_code
cut_off(struct dye_error * err)
{

	return dye_fail(err, DYE_EDATA, "what is kept of the keys of a table is cut off");
}

static bool
read_tails(struct dye_slice bytes, unsigned k, struct dye_true_group * g)
{
	struct dye_bitstream_in in = {.bytes = bytes};
	uint64_t next, gap;

	if (!dye_bitstream_take(&in, 64, &next) || next > UINT64_MAX / 2)
		return false;
	for (size_t i = 0; i < g->count; i++) {
		if (!dye_rice_take(&in, &code, k, &gap) || gap > UINT64_MAX / 2 - next)
			return false;
		g->list[i].tail = next + gap;
		next = g->list[i].tail + 1;
	}
	return true;
}

static enum dye_code
read_group(struct dye_slice * bytes, struct dye_true_group * g, struct dye_error * err)
{
	const uint8_t * p = (const uint8_t *)bytes->data;
	uint64_t count, len;
	uint8_t names, k;

	if (bytes->len < GROUP_HEAD)
		return cut_off(err);
	g->domain = (struct dye_domain){dye_get_u32(p), dye_get_u32(p + 4), p[8] != 0};
	names = p[9];
	k = p[10];
	count = dye_get_u64(p + 11);
	len = dye_get_u64(p + 19);
	*bytes = (struct dye_slice){bytes->data + GROUP_HEAD, bytes->len - GROUP_HEAD};
	if (names > DYE_TRUE_NAMES || k > PARAMETER_MOST || count > DYE_TRUE_KEYS_MOST || len > bytes->len ||
	    (bytes->len - len) < count * names * 4)
		return cut_off(err);
	if ((g->list = calloc(count + 1, sizeof(*g->list))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	g->count = (size_t)count;
	g->size = (size_t)count + 1;
	if (!read_tails((struct dye_slice){bytes->data, (size_t)len}, k, g))
		return cut_off(err);
	p = (const uint8_t *)bytes->data + len;
	for (size_t i = 0; i < g->count; i++)
		for (uint8_t n = 0; n < names; n++, p += 4)
			g->list[i].names[n] = dye_get_u32(p);
	*bytes = (struct dye_slice){(const char *)p, bytes->len - (size_t)((const char *)p - bytes->data)};
	return DYE_OK;
}

enum dye_code
dye_true_keys_read(struct dye_slice bytes, struct dye_true_keys * keys, struct dye_error * err)
{
	uint32_t groups = bytes.len < 4 ? UINT32_MAX : dye_get_u32((const uint8_t *)bytes.data);

	if (groups > DYE_TRUE_GROUPS_MOST)
		return cut_off(err);
	if ((keys->groups = calloc(DYE_TRUE_GROUPS_MOST, sizeof(*keys->groups))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	bytes = (struct dye_slice){bytes.data + 4, bytes.len - 4};
	while (keys->count < groups)
		DYE_TRY(read_group(&bytes, &keys->groups[keys->count++], err));
	return bytes.len == 0 ? DYE_OK : cut_off(err);
}

/* ---- in the registry ---- */

/* What the seal is bound to: the dataset's salt, version (u32). */
static struct dye_slice
associated(const struct dye_dataset * dataset, uint32_t version, uint8_t out[ASSOCIATED_LEN])
{

	memcpy(out, dataset->salt, DYE_DATASET_ID_LEN);
	dye_put_u32(out + DYE_DATASET_ID_LEN, version);
	return (struct dye_slice){(const char *)out, ASSOCIATED_LEN};
}

enum dye_code
dye_true_keys_load(const struct dye_vault * vault, struct dye_store * store, const struct dye_dataset * dataset,
    struct dye_true_keys * keys, struct dye_error * err)
{
	struct dye_buffer clear = {0}, sealed = {0};
	uint8_t key[DYE_KEY_LEN], ad[ASSOCIATED_LEN];
	uint32_t version;
	enum dye_code rc;
	bool got;

	DYE_TRY(dye_vault_key(vault, dataset->salt, DYE_LABEL_TRUE_KEYS, key, sizeof(key), err));
	if ((rc = dye_store_true_keys_get(store, dataset->id, &version, &sealed, &got, err)) == DYE_OK && got) {
		rc = dye_unseal(key, associated(dataset, version, ad), dye_buffer_slice(&sealed), &clear, err);
		if (rc == DYE_EAUTH)
			rc = dye_fail(err, DYE_EVAULT, "the list of the keys of dataset %s is not ours", dataset->name);
		if (rc == DYE_OK)
			rc = dye_true_keys_read(dye_buffer_slice(&clear), keys, err);
	}
	dye_wipe(key, sizeof(key));
	dye_buffer_release_secret(&clear);
	dye_buffer_release(&sealed);
	return rc;
}

/* Together with those that were kept before; what somebody has changed is made anew. */
static enum dye_code
join_kept(const struct dye_vault * vault, struct dye_store * store, const struct dye_dataset * dataset,
    struct dye_true_keys * keys, struct dye_error * err)
{
	struct dye_true_keys older = {0};
	struct dye_error own = {0};
	enum dye_code rc = dye_true_keys_load(vault, store, dataset, &older, &own);

	if (rc == DYE_OK)
		rc = dye_true_keys_join(keys, &older, err);
	else if (rc == DYE_EVAULT || rc == DYE_EDATA)
		rc = DYE_OK;
	else if (err != NULL)
		*err = own;
	dye_true_keys_release(&older);
	return rc;
}

enum dye_code
dye_true_keys_store(const struct dye_vault * vault, struct dye_store * store, const struct dye_dataset * dataset,
    uint32_t version, struct dye_true_keys * keys, struct dye_error * err)
{
	struct dye_buffer clear = {0}, sealed = {0};
	uint8_t key[DYE_KEY_LEN], ad[ASSOCIATED_LEN];
	enum dye_code rc;

	dye_true_keys_settle(keys);
	if (keys->count == 0)
		return DYE_OK;
	DYE_TRY(join_kept(vault, store, dataset, keys, err));
	DYE_TRY(dye_vault_key(vault, dataset->salt, DYE_LABEL_TRUE_KEYS, key, sizeof(key), err));
	if ((rc = dye_true_keys_write(keys, &clear, err)) == DYE_OK &&
	    (rc = dye_seal(key, associated(dataset, version, ad), dye_buffer_slice(&clear), &sealed, err)) == DYE_OK)
		rc = dye_store_true_keys_put(
		    store, dataset->id, version, count_all(keys), dye_buffer_slice(&sealed), err);
	dye_wipe(key, sizeof(key));
	dye_buffer_release_secret(&clear);
	dye_buffer_release(&sealed);
	return rc;
}
