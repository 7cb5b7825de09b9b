#include "watermark/marks/canary/allot.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "watermark/marks/canary/forge.h"

#define LOCK_FILE "decoys"

/* What is known of one decoy. */
struct state {
	bool usable;	 /* of this dataset, given to nobody, and with a cell that records invent */
	uint32_t takers; /* records of this export that have it, or were to: all of one parent */
	bool held;	 /* its byte is locked */
	bool gone;	 /* somebody else holds it, or may have given it since */
	uint8_t holders;
};

struct dye_allotment {
	const struct dye_canary_columns * columns; /* Not owned. */
	struct dye_decoys decoys;
	struct state * states; /* Owned: one for each decoy */
	struct dye_map
	    own;     /* 64 bits of a parent: the number of its decoy in the list, counted from 1; 0: given back */
	size_t next; /* those before it are taken, gone or not usable */
	int fd;	     /* of the file with the locks; -1: none */
	pthread_mutex_t lock;
};

const struct dye_decoy_cell *
dye_decoy_for(const struct dye_decoy_cell * cells, uint32_t count, const struct dye_profile_column * column)
{
	struct dye_slice name = {column->name, strlen(column->name)};
	struct dye_slice kind = {column->kind->name, strlen(column->kind->name)};

	for (uint32_t i = 0; i < count; i++)
		if (dye_slice_equal(cells[i].column, name) && dye_slice_equal(cells[i].kind, kind))
			return &cells[i];
	return NULL;
}

/* ---- opening ---- */

static bool
fits_file(const struct dye_allotment * a, const struct dye_decoy * d)
{

	for (uint32_t i = 0; i < a->columns->count; i++)
		if (a->columns->columns[i].part == DYE_PART_FORGE && a->columns->columns[i].column != NULL &&
		    dye_decoy_for(a->decoys.cells + d->first, d->count, a->columns->columns[i].column) != NULL)
			return true;
	return false;
}

/* Which there are for whom. *any: one that records of this file could have, given or not. */
static enum dye_code
sort_out(struct dye_allotment * a, const struct dye_mark_context * context, bool * any, struct dye_error * err)
{

	*any = false;
	if ((a->states = calloc(a->decoys.count + 1, sizeof(*a->states))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < a->decoys.count; i++) {
		const struct dye_stored_decoy * d = &a->decoys.list[i].stored;
		bool fresh;
		size_t at;

		if (d->dataset != context->dataset->id || !fits_file(a, &a->decoys.list[i]))
			continue;
		*any = true;
		a->states[i].usable = !d->given;
		if (!d->given || d->recipient != context->recipient)
			continue;
		DYE_TRY(dye_map_put(&a->own, dye_get_u64(d->parent), true, &at, &fresh, err));
		if (fresh)
			a->own.values[at] = i + 1;
	}
	return DYE_OK;
}

static enum dye_code
open_file(struct dye_allotment * a, const struct dye_vault * vault, bool make, struct dye_error * err)
{
	struct dye_buffer path = {0};
	enum dye_code rc;

	DYE_TRY(dye_buffer_printf(&path, err, "%s/" LOCK_FILE, dye_vault_dir(vault)));
	a->fd = open(path.data, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (make ? O_CREAT : 0), 0600);
	rc = a->fd < 0 && (make || errno != ENOENT) ? dye_fail_errno(err, DYE_EVAULT, "cannot be opened") : DYE_OK;
	if (rc != DYE_OK)
		dye_at_file(err, path.data);
	dye_buffer_release(&path);
	return rc;
}

/* How often each was held, before the registry is read: what changes later may have been given since. */
static enum dye_code
read_holders(struct dye_allotment * a, struct dye_buffer * holders, struct dye_error * err)
{
	struct stat st;
	ssize_t n;

	if (a->fd < 0)
		return DYE_OK;
	if (fstat(a->fd, &st) != 0)
		return dye_fail_errno(err, DYE_EIO, "the locks of decoys cannot be read");
	DYE_TRY(dye_buffer_reserve(holders, (size_t)st.st_size + 1, err));
	if ((n = pread(a->fd, holders->data, (size_t)st.st_size, 0)) < 0)
		return dye_fail_errno(err, DYE_EIO, "the locks of decoys cannot be read");
	holders->len = (size_t)n;
	return DYE_OK;
}

/* The byte of each is there, on disk: what is written later can fail for no want of room. */
static enum dye_code
prepare_locks(
    struct dye_allotment * a, const struct dye_vault * vault, const struct dye_buffer * holders, struct dye_error * err)
{
	uint64_t last = a->decoys.list[a->decoys.count - 1].stored.id;
	int failed;

	if (a->fd < 0)
		DYE_TRY(open_file(a, vault, true, err));
	if ((failed = posix_fallocate(a->fd, 0, (off_t)last + 1)) != 0) {
		errno = failed;
		return dye_fail_errno(err, DYE_EIO, "the locks of decoys cannot be made");
	}
	for (size_t i = 0; i < a->decoys.count; i++) {
		uint64_t id = a->decoys.list[i].stored.id;

		a->states[i].holders = id < holders->len ? (uint8_t)holders->data[id] : 0;
	}
	return DYE_OK;
}

static enum dye_code
fill(struct dye_allotment * a, const struct dye_mark_context * context, bool * any, struct dye_error * err)
{
	struct dye_buffer holders = {0};
	enum dye_code rc;

	if ((rc = open_file(a, context->vault, false, err)) == DYE_OK &&
	    (rc = read_holders(a, &holders, err)) == DYE_OK &&
	    (rc = dye_decoys_load(context->vault, context->store, &a->decoys, err)) == DYE_OK &&
	    (rc = sort_out(a, context, any, err)) == DYE_OK && *any)
		rc = prepare_locks(a, context->vault, &holders, err);
	dye_buffer_release(&holders);
	return rc;
}

enum dye_code
dye_allotment_open(const struct dye_mark_context * context, const struct dye_canary_columns * columns,
    struct dye_allotment ** allotment, struct dye_error * err)
{
	struct dye_allotment * a;
	enum dye_code rc;
	bool any = false;

	*allotment = NULL;
	if (context->store == NULL || context->dry_run || !columns->possible)
		return DYE_OK;
	if ((a = calloc(1, sizeof(*a))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	a->columns = columns;
	a->fd = -1;
	(void)pthread_mutex_init(&a->lock, NULL);
	if ((rc = fill(a, context, &any, err)) != DYE_OK || !any) {
		dye_allotment_close(a);
		return rc;
	}
	*allotment = a;
	return DYE_OK;
}

void
dye_allotment_close(struct dye_allotment * a)
{

	if (a == NULL)
		return;
	dye_decoys_release(&a->decoys);
	dye_map_release(&a->own);
	free(a->states);
	if (a->fd >= 0)
		(void)close(a->fd);
	(void)pthread_mutex_destroy(&a->lock);
	free(a);
}

/* ---- taking ---- */

/* The record invents a cell that the decoy has something for. */
static bool
fits_row(const struct dye_allotment * a, const struct dye_decoy * d, const struct dye_slice * values)
{

	for (uint32_t i = 0; i < a->columns->count; i++) {
		const struct dye_canary_column * c = &a->columns->columns[i];

		if (c->part == DYE_PART_FORGE && c->column != NULL && !dye_canary_copied(c, values[i]) &&
		    dye_decoy_for(a->decoys.cells + d->first, d->count, c->column) != NULL)
			return true;
	}
	return false;
}

/* Lock its byte until this export ends (fcntl(2), open file description locks: they are this export's, whatever else the process does). */
static enum dye_code
hold(struct dye_allotment * a, size_t i, struct dye_error * err)
{
	off_t at = (off_t)a->decoys.list[i].stored.id;
	struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};
	struct state * s = &a->states[i];
	uint8_t holders;

	if (fcntl(a->fd, F_OFD_SETLK, &range) != 0) {
		s->gone = errno == EAGAIN || errno == EACCES;
		return s->gone ? DYE_OK : dye_fail_errno(err, DYE_EIO, "a decoy cannot be locked");
	}
	s->held = true;
	if (pread(a->fd, &holders, 1, at) != 1)
		return dye_fail_errno(err, DYE_EIO, "the locks of decoys cannot be read");
	s->gone = holders != s->holders;
	holders++;
	if (!s->gone && pwrite(a->fd, &holders, 1, at) != 1)
		return dye_fail_errno(err, DYE_EIO, "the locks of decoys cannot be written");
	return DYE_OK;
}

static bool
is_free(const struct state * s)
{

	return s->usable && s->takers == 0 && !s->gone;
}

/* The first that nobody has. *found is its number in the list, counted from 1; 0: they have run out. */
static enum dye_code
take_new(struct dye_allotment * a, const struct dye_slice * values, size_t * found, struct dye_error * err)
{

	*found = 0;
	while (a->next < a->decoys.count && !is_free(&a->states[a->next]))
		a->next++;
	for (size_t i = a->next; i < a->decoys.count && *found == 0; i++) {
		struct state * s = &a->states[i];

		if (!is_free(s) || !fits_row(a, &a->decoys.list[i], values))
			continue;
		if (!s->held)
			DYE_TRY(hold(a, i, err));
		if (!s->gone)
			*found = i + 1;
	}
	return DYE_OK;
}

/* Under the lock. */
static enum dye_code
allot(struct dye_allotment * a, const uint8_t parent[DYE_PRF_LEN], const struct dye_slice * values, bool old,
    size_t * found, struct dye_error * err)
{
	const uint64_t * own = dye_map_get(&a->own, dye_get_u64(parent));
	bool fresh;
	size_t at;

	*found = 0;
	if (own != NULL && *own > 0) {
		*found = fits_row(a, &a->decoys.list[*own - 1], values) ? *own : 0;
		return DYE_OK;
	}
	if (old)
		return DYE_OK;
	DYE_TRY(take_new(a, values, found, err));
	if (*found == 0)
		return DYE_OK;
	DYE_TRY(dye_map_put(&a->own, dye_get_u64(parent), true, &at, &fresh, err));
	a->own.values[at] = *found;
	return DYE_OK;
}

enum dye_code
dye_allot(struct dye_allotment * a, const uint8_t parent[DYE_PRF_LEN], const struct dye_slice * values, bool old,
    struct dye_allotted * allotted, struct dye_error * err)
{
	const struct dye_decoy * d;
	enum dye_code rc;
	size_t found;

	*allotted = (struct dye_allotted){0};
	(void)pthread_mutex_lock(&a->lock);
	rc = allot(a, parent, values, old, &found, err);
	if (rc == DYE_OK && found > 0)
		a->states[found - 1].takers++;
	(void)pthread_mutex_unlock(&a->lock);
	if (rc != DYE_OK || found == 0)
		return rc;
	d = &a->decoys.list[found - 1];
	*allotted = (struct dye_allotted){d->stored.id, a->decoys.cells + d->first, d->count};
	return DYE_OK;
}

void
dye_allot_back(struct dye_allotment * a, const uint8_t parent[DYE_PRF_LEN])
{
	const uint64_t * own;
	bool fresh;
	size_t at, i;

	(void)pthread_mutex_lock(&a->lock);
	own = dye_map_get(&a->own, dye_get_u64(parent));
	if (own != NULL && *own > 0 && --a->states[*own - 1].takers == 0 && a->states[*own - 1].usable) {
		i = *own - 1;
		a->next = i < a->next ? i : a->next;
		/* It is there, so this needs no memory. */
		if (dye_map_put(&a->own, dye_get_u64(parent), true, &at, &fresh, NULL) == DYE_OK)
			a->own.values[at] = 0;
	}
	(void)pthread_mutex_unlock(&a->lock);
}
