#include "trace/rehearse/stage.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/base/file.h"
#include "trace/ingest/memory.h"
#include "trace/rehearse/listing.h"
#include "watermark/embed/file_input.h"
#include "watermark/profile/profile_store.h"
#include "watermark/vault/folder.h"
#include "watermark/vault/vault.h"

/* Accounts that are scored at most: whoever else there may be is in the threshold (rehearse.c). */
#define SCORED_MOST 1000

static const char ours[] = "vault", theirs[] = "leaker";
static const char leaked[] = "leaked";

void
dye_stage_account(size_t copy, char name[32])
{

	(void)snprintf(name, 32, "account-%zu", copy + 1);
}

static void
path_of(const char * folder, const char * name, char * path, size_t size)
{

	(void)snprintf(path, size, "%s/%s", folder, name);
}

/* A vault of that name in the folder, under a passphrase that nobody keeps. */
static enum dye_code
make_vault(const char * folder, const char * name, struct dye_vault ** vault, struct dye_error * err)
{
	uint8_t random[DYE_KEY_LEN];
	char path[4096], passphrase[2 * sizeof(random) + 1];
	enum dye_code rc;

	path_of(folder, name, path, sizeof(path));
	DYE_TRY(dye_random_bytes(random, sizeof(random), err));
	dye_hex(random, sizeof(random), passphrase);
	if ((rc = dye_vault_create(path, (struct dye_slice){passphrase, strlen(passphrase)}, err)) == DYE_OK)
		rc = dye_vault_open(path, (struct dye_slice){passphrase, strlen(passphrase)}, vault, err);
	explicit_bzero(passphrase, sizeof(passphrase));
	explicit_bzero(random, sizeof(random));
	return rc;
}

bool
dye_rehearse_clean(const char * folder)
{
	char path[4096];

	path_of(folder, ours, path, sizeof(path));
	dye_folder_unmake(path);
	path_of(folder, theirs, path, sizeof(path));
	dye_folder_unmake(path);
	(void)rmdir(folder);
	return access(folder, F_OK) != 0;
}

/* ---- the table ---- */

static enum dye_code
read_file(const char * file, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_file_input input;
	struct dye_source source;
	enum dye_code rc;
	ptrdiff_t n = 1;

	DYE_TRY(dye_file_input_open(file, &input, err));
	source = dye_file_input_source(&input);
	rc = DYE_OK;
	while (rc == DYE_OK && n > 0) {
		if ((rc = dye_buffer_reserve(out, 1 << 20, err)) != DYE_OK)
			break;
		if ((n = source.read(source.cookie, out->data + out->len, 1 << 20)) < 0)
			rc = dye_fail_errno(err, DYE_EIO, "cannot be read");
		else
			out->len += (size_t)n;
		if (rc == DYE_OK && out->len > DYE_REHEARSE_BYTES_MAX)
			rc = dye_fail(err, DYE_EUSAGE, "larger than %zu MB: give a part of the table",
			    DYE_REHEARSE_BYTES_MAX >> 20);
	}
	if (rc != DYE_OK)
		dye_at_file(err, input.name);
	dye_file_input_close(&input);
	return rc;
}

/* ---- accounts ---- */

struct names {
	size_t next, count;
	char name[32];
};

static bool
next_name(void * cookie, struct dye_slice * name, enum dye_code * rc, struct dye_error * err)
{
	struct names * n = cookie;

	(void)err;
	*rc = DYE_OK;
	if (n->next == n->count)
		return false;
	dye_stage_account(n->next++, n->name);
	*name = (struct dye_slice){n->name, strlen(n->name)};
	return true;
}

static enum dye_code
enrol(struct dye_stage_set * s, uint64_t recipients, struct dye_error * err)
{
	struct names names = {.count = recipients < SCORED_MOST ? (size_t)recipients : SCORED_MOST};
	struct dye_enrol_result result;

	if (names.count < DYE_STAGE_COPIES)
		names.count = DYE_STAGE_COPIES;
	s->scored = names.count;
	return dye_vault_enrol(s->vault, s->outlook.dataset.name, next_name, &names, &result, err);
}

/* The real profile, in the vault that is not. */
static enum dye_code
bring_profile(struct dye_stage_set * s, const struct dye_script * script, const struct dye_outlook_wish * wish,
    struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(s->vault);
	struct dye_profile * profile;
	enum dye_code rc;

	DYE_TRY(dye_profile_parse(dye_buffer_slice(&script->profile), &profile, err));
	rc = dye_profile_store(store, s->vault, profile, 0, DYE_PROFILE_ANY, err);
	dye_profile_free(profile);
	return rc == DYE_OK ? dye_outlook_open(store, wish, &s->outlook, err) : rc;
}

void
dye_stage_close(struct dye_stage_set * s)
{
	size_t i;

	for (i = 0; i < DYE_STAGE_COPIES; i++)
		dye_sheet_release(&s->copies[i]);
	for (i = 0; i < DYE_STAGE_PASSES; i++)
		dye_sheet_release(&s->passed[i]);
	dye_sheet_release(&s->source);
	dye_buffer_release_secret(&s->file);
	dye_outlook_release(&s->outlook);
	dye_vault_close(s->vault);
	s->vault = NULL;
}

/* ---- copies ---- */

static int
write_memory(void * cookie, const void * buf, size_t len)
{

	return dye_buffer_append(cookie, buf, len, NULL) == DYE_OK ? 0 : -1;
}

/* The bytes as somebody gets them. What asks to be done again is done again. */
static enum dye_code
embed(struct dye_vault * vault, const struct dye_embed_options * options, struct dye_slice bytes, const char * name,
    struct dye_buffer * out, bool * placed, struct dye_error * err)
{
	struct dye_embed_result result = {0};
	enum dye_code rc;

	do {
		struct dye_memory memory = {bytes};
		struct dye_source source = dye_memory_source(&memory, name);
		struct dye_sink sink = {.write = write_memory, .cookie = out, .name = "a copy in memory"};

		dye_buffer_reset(out);
		rc = dye_embed(vault, options, &source, &sink, &result, err);
	} while (rc == DYE_ERETRY);
	*placed = result.placed > 0;
	return rc;
}

static enum dye_code
embed_ours(struct dye_stage_set * s, const struct dye_rehearse_options * o, size_t copy, struct dye_buffer * out,
    struct dye_error * err)
{
	char account[32];
	struct dye_embed_options options = {.dataset = s->outlook.dataset.name,
	    .account = account,
	    .allow_unmarked = true,
	    .wish = o->wish,
	    .threads = o->threads};

	dye_stage_account(copy, account);
	return embed(
	    s->vault, &options, dye_buffer_slice(&s->file), o->file == NULL ? "-" : o->file, out, &s->placed, err);
}

/* A dry run says what is wrong with the table, better than anybody later. */
static enum dye_code
try_table(struct dye_stage_set * s, const struct dye_rehearse_options * o, struct dye_error * err)
{
	char account[32];
	struct dye_embed_options options = {.dataset = s->outlook.dataset.name,
	    .account = account,
	    .wish = o->wish,
	    .threads = o->threads,
	    .dry_run = true};
	struct dye_memory memory = {dye_buffer_slice(&s->file)};
	struct dye_source source = dye_memory_source(&memory, o->file == NULL ? "-" : o->file);
	struct dye_embed_result result;

	dye_stage_account(0, account);
	return dye_embed(s->vault, &options, &source, NULL, &result, err);
}

/* ---- the leaker's own pass ---- */

/* The bytes as a file that learn can read again and again, and that no disk ever sees. */
static enum dye_code
memory_file(struct dye_slice bytes, int * fd, struct dye_error * err)
{
	enum dye_code rc;

	if ((*fd = memfd_create("copy", MFD_CLOEXEC)) < 0)
		return dye_fail_errno(err, DYE_EIO, "no file in memory can be had");
	if (dye_write_all(*fd, bytes.data, bytes.len) == 0)
		return DYE_OK;
	rc = dye_fail_errno(err, DYE_EIO, "a file in memory cannot be written");
	(void)close(*fd);
	return rc;
}

/* learn and enrol, in the leaker's vault. */
static enum dye_code
leaker_learns(
    struct dye_vault * vault, const struct dye_rehearse_options * o, struct dye_slice copy, struct dye_error * err)
{
	struct dye_learn_result result = {0};
	struct dye_enrol_result enrolled;
	struct names names = {.count = 1};
	char path[64];
	const char * files[] = {path};
	struct dye_learn_request request = {.dataset = leaked, .files = files, .file_count = 1, .wish = o->wish};
	enum dye_code rc;
	int fd;

	DYE_TRY(memory_file(copy, &fd, err));
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = dye_vault_learn(vault, &request, &result, err);
	dye_learn_result_release(&result);
	(void)close(fd);
	return rc == DYE_OK ? dye_vault_enrol(vault, leaked, next_name, &names, &enrolled, err) : rc;
}

/* What the leaker makes of the copy. */
static enum dye_code
leaker_passes(
    const struct dye_rehearse_options * o, struct dye_slice copy, struct dye_buffer * out, struct dye_error * err)
{
	char account[32], path[4096];
	struct dye_embed_options options = {.dataset = leaked,
	    .account = account,
	    .allow_unmarked = true,
	    .no_index = true,
	    .wish = o->wish,
	    .threads = o->threads};
	struct dye_vault * vault = NULL;
	enum dye_code rc;
	bool placed;

	dye_stage_account(0, account);
	if ((rc = make_vault(o->folder, theirs, &vault, err)) == DYE_OK &&
	    (rc = leaker_learns(vault, o, copy, err)) == DYE_OK)
		rc = embed(vault, &options, copy, "the leaker's copy", out, &placed, err);
	dye_vault_close(vault);
	path_of(o->folder, theirs, path, sizeof(path));
	dye_folder_unmake(path);
	return rc;
}

/* Where the leaker's program refuses, that is how the line ends, and no error of ours. */
static enum dye_code
pass(struct dye_stage_set * s, const struct dye_rehearse_options * o, struct dye_slice copy, struct dye_error * err)
{
	struct dye_error refused = {0};
	struct dye_buffer out = {0};
	enum dye_code rc = leaker_passes(o, copy, &out, &refused);

	if (rc == DYE_OK)
		rc = dye_sheet_read(dye_buffer_slice(&out), "the leaker's copy", &o->wish, s->outlook.profile,
		    &s->passed[s->passed_count++], err);
	else if (rc == DYE_ENOMEM || rc == DYE_EIO)
		*err = refused;
	else
		rc = DYE_OK;
	(void)snprintf(s->why_not, sizeof(s->why_not), "%.*s", (int)sizeof(s->why_not) - 1, refused.message);
	dye_buffer_release_secret(&out);
	return rc;
}

enum dye_code
dye_stage_copy(struct dye_stage_set * s, const struct dye_rehearse_options * o, struct dye_error * err)
{
	struct dye_buffer out = {0};
	size_t n = s->copy_count;
	enum dye_code rc;

	if ((rc = embed_ours(s, o, n, &out, err)) == DYE_OK) {
		s->copy_count++;
		rc = dye_sheet_read(dye_buffer_slice(&out), "a copy", &o->wish, s->outlook.profile, &s->copies[n], err);
	}
	if (rc == DYE_OK && n < DYE_STAGE_PASSES)
		rc = pass(s, o, dye_buffer_slice(&out), err);
	dye_buffer_release_secret(&out);
	return rc;
}

/* ---- all of it ---- */

enum dye_code
dye_stage_open(const struct dye_script * script, const struct dye_rehearse_options * o, struct dye_stage_set * s,
    struct dye_error * err)
{
	struct dye_outlook_wish wish = {.dataset = script->dataset,
	    .alpha = o->alpha,
	    .recipients = o->recipients > 0 ? o->recipients : script->recipients};
	const char * name = o->file == NULL ? "-" : o->file;

	*s = (struct dye_stage_set){0};
	DYE_TRY(read_file(o->file, &s->file, err));
	DYE_TRY(make_vault(o->folder, ours, &s->vault, err));
	DYE_TRY(bring_profile(s, script, &wish, err));
	DYE_TRY(enrol(s, wish.recipients, err));
	DYE_TRY(try_table(s, o, err));
	DYE_TRY(dye_sheet_read(dye_buffer_slice(&s->file), name, &o->wish, s->outlook.profile, &s->source, err));
	return dye_list_keys(
	    s->vault, dye_vault_store(s->vault), &s->outlook.dataset, s->outlook.profile, &s->source, err);
}
