/*
 * test_vault.c: making and opening vaults, and every way in which that is refused.
 */
#include "tests/suite.h"
#include "tests/unit/stores.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "watermark/vault/folder.h"
#include "watermark/vault/keyfile.h"
#include "watermark/vault/vault.h"

#define PASS DYE_SLICE("correct horse")
#define OTHER DYE_SLICE("seven words")

/* The linker puts it in the place of the library's own (Makefile): a test that kills hundreds of processes asks for less of each. */
static bool hurried;
enum dye_code __real_dye_scrypt(struct dye_slice passphrase, struct dye_slice salt, uint64_t n, uint32_t r, uint32_t p,
    uint8_t * out, size_t len, struct dye_error * error);
enum dye_code __wrap_dye_scrypt(struct dye_slice passphrase, struct dye_slice salt, uint64_t n, uint32_t r, uint32_t p,
    uint8_t * out, size_t len, struct dye_error * error);

enum dye_code
__wrap_dye_scrypt(struct dye_slice passphrase, struct dye_slice salt, uint64_t n, uint32_t r, uint32_t p, uint8_t * out,
    size_t len, struct dye_error * error)
{

	return __real_dye_scrypt(passphrase, salt, hurried ? n >> 10 : n, r, p, out, len, error);
}

static char dir[96];

static void
setup(void)
{

	folder_make();
	(void)snprintf(dir, sizeof(dir), "%s/vault", folder);
}

static void
setup_vault(void)
{

	setup();
	OK(dye_vault_create(dir, PASS, &err));
}

static const char *
in_vault(const char * name)
{
	static char path[192];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
expect_refused(struct dye_slice pass, enum dye_code code, const char * message)
{
	struct dye_vault * vault = NULL;
	char text[1024];

	ck_assert_int_eq(dye_vault_open(dir, pass, &vault, &err), code);
	ck_assert_ptr_null(vault);
	dye_error_format(&err, text, sizeof(text));
	ck_assert_msg(strstr(text, message) != NULL, "got: %s", text);
	ck_assert_msg(strstr(text, "/vault") != NULL, "no place: %s", text);
}

/* Write one byte of the key file, and put its checksum right if asked. */
static void
poke_key(off_t at, uint8_t value, bool mend)
{
	uint8_t file[DYE_KEYFILE_LEN];
	FILE * f = fopen(in_vault("key"), "r+b");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fread(file, 1, sizeof(file), f), sizeof(file));
	file[at] = value;
	if (mend)
		OK(dye_sha256(file, 152, file + 152, &err));
	rewind(f);
	ck_assert_uint_eq(fwrite(file, 1, sizeof(file), f), sizeof(file));
	ck_assert_int_eq(fclose(f), 0);
}

/* Its byte ${at}. What a vault drew may hold any value: a test that spoils it turns bits of what stands there. */
static uint8_t
key_byte(off_t at)
{
	FILE * f = fopen(in_vault("key"), "rb");
	int byte;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fseek(f, at, SEEK_SET), 0);
	byte = fgetc(f);
	ck_assert_int_ne(byte, EOF);
	ck_assert_int_eq(fclose(f), 0);
	return (uint8_t)byte;
}

static unsigned
mode_of(const char * path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_mode & 07777;
}

START_TEST(create_and_open)
{
	uint8_t salt[DYE_DATASET_ID_LEN] = {1}, a[16], b[16], head[DYE_HASH_LEN];
	struct dye_vault * vault;
	uint64_t entries;

	setup_vault();
	ck_assert_uint_eq(mode_of(dir), 0700);
	ck_assert_uint_eq(mode_of(in_vault("key")), 0600);
	ck_assert_uint_eq(mode_of(in_vault("registry.db")), 0600);
	/* At rest it is three files. */
	ck_assert_uint_eq(mode_of(in_vault("registry")), 0600);
	ck_assert_int_ne(access(in_vault("registry.db-wal"), F_OK), 0);
	OK(dye_vault_open(dir, PASS, &vault, &err));
	ck_assert_uint_eq(mode_of(in_vault("registry.db")), 0600);
	OK(dye_vault_key(vault, salt, DYE_LABEL_SLOT, a, sizeof(a), &err));
	OK(dye_vault_key(vault, salt, DYE_LABEL_ANCHOR, b, sizeof(b), &err));
	ck_assert_mem_ne(a, b, sizeof(a));
	OK(dye_store_verify(dye_vault_store(vault), &entries, head, &err));
	ck_assert_uint_eq(entries, 1);
	OK(DO(dye_vault_store(vault), log_append, "trace", DYE_SLICE("{}"), NULL, &err));
	if (access(in_vault("registry.db-wal"), F_OK) == 0)
		ck_assert_uint_eq(mode_of(in_vault("registry.db-wal")), 0600);
	dye_vault_close(vault);
	/* The same key again. */
	OK(dye_vault_open(dir, PASS, &vault, &err));
	OK(dye_vault_key(vault, salt, DYE_LABEL_SLOT, b, sizeof(b), &err));
	ck_assert_mem_eq(a, b, sizeof(a));
	dye_vault_close(vault);
	dye_vault_close(NULL);
	folder_remove();
}
END_TEST

START_TEST(create_in_empty_folder)
{
	struct dye_vault * vault;

	setup();
	ck_assert_int_eq(mkdir(dir, 0755), 0);
	OK(dye_vault_create(dir, PASS, &err));
	ck_assert_uint_eq(mode_of(dir), 0700);
	OK(dye_vault_open(dir, PASS, &vault, &err));
	dye_vault_close(vault);
	folder_remove();
}
END_TEST

START_TEST(create_refused)
{
	setup();
	ck_assert_int_eq(dye_vault_create(dir, DYE_SLICE(""), &err), DYE_EUSAGE);
	ck_assert_int_ne(access(dir, F_OK), 0);
	OK(dye_vault_create(dir, PASS, &err));
	ck_assert_int_eq(dye_vault_create(dir, PASS, &err), DYE_EVAULT);
	ck_assert_str_eq(err.message, "exists and is not empty");
	/* What was there is as it was. */
	ck_assert_int_eq(access(in_vault("key"), F_OK), 0);
	(void)snprintf(dir, sizeof(dir), "%s/no/where", folder);
	ck_assert_int_eq(dye_vault_create(dir, PASS, &err), DYE_EIO);
	folder_remove();
}
END_TEST

/* Where something has come meanwhile it stays, and what was made is still where it was made. ${into}: an empty folder was there before. */
static void
expect_not_placed(bool into)
{
	struct dye_folder_making making;
	char theirs[256], ours[256];
	FILE * f;

	setup();
	ck_assert(!into || mkdir(dir, 0700) == 0);
	OK(dye_folder_make(dir, &making, &err));
	ck_assert_int_eq(making.into, into);
	ck_assert_uint_eq(mode_of(making.folder.data), 0700);
	OK(dye_folder_write(making.folder.data, "registry.db", DYE_SLICE("ours"), &err));
	OK(dye_folder_write(making.folder.data, "registry", DYE_SLICE("ours"), &err));
	ck_assert(into || mkdir(dir, 0700) == 0);
	(void)snprintf(theirs, sizeof(theirs), "%s/registry.db", dir);
	ck_assert_ptr_nonnull(f = fopen(theirs, "wx"));
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(dye_folder_place(&making, dir, &err), DYE_EVAULT);
	ck_assert_str_eq(err.message, "was made by somebody else meanwhile, and is as it was");
	ck_assert_str_eq(err.file, dir);
	for (const char * const * name = (const char * const[]){"registry", "registry.db", NULL}; *name != NULL;
	     name++) {
		(void)snprintf(ours, sizeof(ours), "%s/%s", making.folder.data, *name);
		ck_assert_int_eq(access(ours, F_OK), 0);
	}
	ck_assert_int_ne(access(in_vault("registry"), F_OK), 0);
	dye_folder_unmake(making.folder.data);
	ck_assert_int_ne(access(making.folder.data, F_OK), 0);
	ck_assert_int_eq(access(theirs, F_OK), 0);
	dye_buffer_release(&making.folder);
	folder_remove();
}

START_TEST(placed_over_nothing)
{
	expect_not_placed(false);
	expect_not_placed(true);
}
END_TEST

/* From now on this process has no renameat2(2), as on file systems that cannot say "not in the place of anything". */
static bool
lose_renameat2(void)
{
	struct sock_filter steps[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(steps) / sizeof(steps[0]), steps};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

/* In a process of its own, which cannot have it back. Where none may lose it, this cannot be shown. */
START_TEST(placed_where_a_name_may_be_replaced)
{
	int status;
	pid_t child;

	(void)fflush(NULL);
	if ((child = fork()) == 0) {
		if (!lose_renameat2())
			_exit(0);
		expect_not_placed(false);
		expect_not_placed(true);
		for (int into = 0; into < 2; into++) {
			struct dye_vault * vault;

			setup();
			ck_assert(into == 0 || mkdir(dir, 0700) == 0);
			OK(dye_vault_create(dir, PASS, &err));
			OK(dye_vault_open(dir, PASS, &vault, &err));
			dye_vault_close(vault);
			folder_remove();
		}
		_exit(0);
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
END_TEST

START_TEST(wrong_passphrase)
{
	struct stat before, after;

	setup_vault();
	ck_assert_int_eq(stat(in_vault("registry.db"), &before), 0);
	expect_refused(DYE_SLICE("correct horsf"), DYE_EAUTH, "wrong passphrase");
	expect_refused(DYE_SLICE(""), DYE_EAUTH, "wrong passphrase");
	ck_assert_int_eq(stat(in_vault("registry.db"), &after), 0);
	ck_assert_mem_eq(&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim));
	ck_assert_int_ne(access(in_vault("registry.db-wal"), F_OK), 0);
	folder_remove();
}
END_TEST

START_TEST(readable_by_others)
{
	setup_vault();
	ck_assert_int_eq(chmod(dir, 0750), 0);
	expect_refused(PASS, DYE_EVAULT, "can be read or changed by others (mode 0750)");
	ck_assert_int_eq(chmod(dir, 0700), 0);
	ck_assert_int_eq(chmod(in_vault("key"), 0604), 0);
	expect_refused(PASS, DYE_EVAULT, "/vault/key: can be read or changed by others (mode 0604)");
	ck_assert_int_eq(chmod(in_vault("key"), 0600), 0);
	ck_assert_int_eq(chmod(in_vault("registry.db"), 0620), 0);
	expect_refused(PASS, DYE_EVAULT, "/vault/registry.db: can be read or changed by others (mode 0620)");
	folder_remove();
}
END_TEST

START_TEST(belongs_to_another)
{
	if (geteuid() != 0)
		return;
	setup_vault();
	ck_assert_int_eq(chown(in_vault("key"), 1, 1), 0);
	expect_refused(PASS, DYE_EVAULT, "/vault/key: belongs to somebody else");
	ck_assert_int_eq(chown(in_vault("key"), 0, 0), 0);
	ck_assert_int_eq(chown(dir, 1, 1), 0);
	expect_refused(PASS, DYE_EVAULT, "belongs to somebody else");
	folder_remove();
}
END_TEST

START_TEST(missing_parts)
{
	setup();
	expect_refused(PASS, DYE_EVAULT, "there is no vault here: No such file or directory");
	OK(dye_vault_create(dir, PASS, &err));
	ck_assert_int_eq(unlink(in_vault("registry.db")), 0);
	expect_refused(PASS, DYE_EVAULT, "the vault has no registry");
	ck_assert_int_eq(unlink(in_vault("key")), 0);
	expect_refused(PASS, DYE_EVAULT, "the vault has no key file");
	folder_remove();
}
END_TEST

START_TEST(key_file_damaged)
{
	setup_vault();
	/* Any byte: none gives a wrong key, and none is called a wrong passphrase. */
	for (off_t at = 13; at < DYE_KEYFILE_LEN; at += 17) {
		uint8_t was = key_byte(at);

		poke_key(at, (uint8_t)(was ^ 0x10), false);
		expect_refused(PASS, DYE_EVAULT, "the key file is damaged");
		poke_key(at, was, false);
	}
	ck_assert_int_eq(truncate(in_vault("key"), DYE_KEYFILE_LEN - 1), 0);
	expect_refused(PASS, DYE_EVAULT, "the key file is damaged");
	ck_assert_int_eq(truncate(in_vault("key"), 0), 0);
	expect_refused(PASS, DYE_EVAULT, "the key file is damaged");
	ck_assert_int_eq(truncate(in_vault("key"), 4096), 0);
	expect_refused(PASS, DYE_EVAULT, "longer than it can be");
	folder_remove();
}
END_TEST

/* Changed by somebody who puts the checksum right. */
START_TEST(key_file_forged)
{
	setup_vault();
	poke_key(8, 2, true);
	expect_refused(PASS, DYE_EVAULT, "the key file has version 2; this program knows version 1");
	poke_key(8, 1, true);
	poke_key(16, 1, true); /* N = 2^32 + 2^15 */
	expect_refused(PASS, DYE_EVAULT, "unreasonable scrypt parameters");
	poke_key(16, 0, true);
	poke_key(60, key_byte(60) ^ 0x5a, true); /* the commitment is authenticated */
	expect_refused(PASS, DYE_EAUTH, "wrong passphrase");
	folder_remove();
}
END_TEST

START_TEST(registry_exchanged)
{
	char other[192];

	setup_vault();
	(void)snprintf(other, sizeof(other), "%s/registry.db", dir);
	(void)snprintf(dir, sizeof(dir), "%s/other", folder);
	OK(dye_vault_create(dir, PASS, &err));
	ck_assert_int_eq(rename(in_vault("registry.db"), other), 0);
	(void)snprintf(dir, sizeof(dir), "%s/vault", folder);
	expect_refused(PASS, DYE_EVAULT, "the registry belongs to another key");
	folder_remove();
}
END_TEST

/* ---- another passphrase ---- */

static bool
opens(struct dye_slice pass, uint8_t key[16], uint64_t * entries)
{
	uint8_t salt[DYE_DATASET_ID_LEN] = {1}, head[DYE_HASH_LEN];
	struct dye_vault * vault;
	enum dye_code rc = dye_vault_open(dir, pass, &vault, &err);

	if (rc == DYE_EAUTH)
		return false;
	ck_assert_msg(rc == DYE_OK, "%s", err.message);
	OK(dye_vault_key(vault, salt, DYE_LABEL_SLOT, key, 16, &err));
	OK(dye_vault_verify(vault, entries, head, &err));
	dye_vault_close(vault);
	return true;
}

static void
expect_not_changed(struct dye_vault * vault, struct dye_slice pass, const char * message)
{
	uint8_t before[16], after[16];
	uint64_t entries, then;

	ck_assert(opens(PASS, before, &entries));
	ck_assert_int_eq(dye_vault_passphrase(vault, pass, &err), DYE_EUSAGE);
	ck_assert_str_eq(err.message, message);
	ck_assert(opens(PASS, after, &then));
	ck_assert_uint_eq(then, entries);
}

START_TEST(passphrase_changed)
{
	uint8_t before[16], after[16];
	struct dye_vault *vault, *other;
	uint64_t entries;
	FILE * f;

	setup_vault();
	ck_assert(opens(PASS, before, &entries));
	OK(dye_vault_open(dir, PASS, &vault, &err));
	OK(dye_vault_open(dir, PASS, &other, &err));
	expect_not_changed(vault, DYE_SLICE(""), "the new passphrase is empty");
	expect_not_changed(vault, PASS, "the new passphrase is the one that the vault has");
	/* Somebody was killed at it. */
	f = fopen(in_vault("key.new"), "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fclose(f), 0);
	OK(dye_vault_passphrase(vault, OTHER, &err));
	dye_vault_close(vault);
	ck_assert_int_ne(access(in_vault("key.new"), F_OK), 0);
	ck_assert_uint_eq(mode_of(in_vault("key")), 0600);
	expect_refused(PASS, DYE_EAUTH, "wrong passphrase");
	ck_assert(opens(OTHER, after, &entries));
	ck_assert_mem_eq(before, after, sizeof(before));
	ck_assert_uint_eq(entries, 2);
	/* Who had it open goes on. */
	OK(DO(dye_vault_store(other), log_append, "trace", DYE_SLICE("{}"), NULL, &err));
	dye_vault_close(other);
	folder_remove();
}
END_TEST

/* Who has it open may change it again, and nobody who opened it before. */
START_TEST(passphrase_changed_meanwhile)
{
	static const char message[] =
	    "somebody else has changed the passphrase meanwhile: theirs holds, and nothing was changed now";
	struct dye_vault *first, *second;
	uint8_t key[16];
	uint64_t before, after;

	setup_vault();
	OK(dye_vault_open(dir, PASS, &first, &err));
	OK(dye_vault_open(dir, PASS, &second, &err));
	OK(dye_vault_passphrase(first, DYE_SLICE("in between"), &err));
	OK(dye_vault_passphrase(first, OTHER, &err));
	ck_assert(opens(OTHER, key, &before));
	ck_assert_int_eq(dye_vault_passphrase(second, DYE_SLICE("mine"), &err), DYE_EREFUSED);
	ck_assert_str_eq(err.message, message);
	ck_assert_str_eq(err.file, dir);
	ck_assert_int_eq(dye_vault_passphrase(second, OTHER, &err), DYE_EREFUSED);
	ck_assert(opens(OTHER, key, &after));
	ck_assert_uint_eq(after, before);
	dye_vault_close(second);
	dye_vault_close(first);
	folder_remove();
}
END_TEST

#define NOT_TRACED 77

/* In a process of its own, which stops at each of its calls of the kernel. */
static void
change_traced(void)
{
	struct dye_vault * vault;
	struct dye_error ignored;

	if (dye_vault_open(dir, PASS, &vault, &ignored) != DYE_OK || ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 ||
	    raise(SIGSTOP) != 0)
		_exit(NOT_TRACED);
	_exit(dye_vault_passphrase(vault, OTHER, &ignored) == DYE_OK ? 0 : 2);
}

/*
 * Kill it at stop number ${at}; how many there were, if it came to its end before that. It stops before and behind every call. *writes: the first stop at
 * which the new key file stood beside the old one.
 */
static unsigned
change_killed(unsigned at, unsigned * writes)
{
	unsigned stops = 0;
	int status;
	pid_t child;

	(void)fflush(NULL);
	if ((child = fork()) == 0)
		change_traced();
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	while (WIFSTOPPED(status) && stops < at) {
		ck_assert_int_eq(ptrace(PTRACE_SYSCALL, child, NULL, NULL), 0);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		stops += WIFSTOPPED(status);
		if (*writes == 0 && access(in_vault("key.new"), F_OK) == 0)
			*writes = stops;
	}
	if (WIFSTOPPED(status)) {
		ck_assert_int_eq(kill(child, SIGKILL), 0);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		return stops;
	}
	ck_assert(WIFEXITED(status));
	ck_assert(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == NOT_TRACED);
	return stops;
}

/* Killed between all calls of the kernel that has to do with the key file: one of the two opens it, the other does not, and what is in force was logged. */
START_TEST(passphrase_killed)
{
	uint8_t key[16], now[16];
	unsigned at, changed = 0, kept = 0, writes = 0;
	uint64_t entries;
	bool old, ended = false;

	hurried = true;
	setup_vault();
	ck_assert(opens(PASS, key, &entries));
	/* Where nobody may look into another process, this cannot be shown. */
	if (change_killed(UINT_MAX, &writes) == 0) {
		folder_remove();
		return;
	}
	ck_assert_uint_gt(writes, 5);
	ck_assert(!opens(PASS, key, &entries));
	folder_remove();
	setup_vault();
	ck_assert(opens(PASS, key, &entries));
	/* Behind one call is before the next. To its end, which may come sooner or later than the first time. */
	for (at = writes - 5; !ended; at += 2) {
		ended = change_killed(at, &writes) < at;
		old = opens(PASS, now, &entries);
		ck_assert_msg(old != opens(OTHER, now, &entries), "killed at stop %u: %s", at,
		    old ? "both open it" : "neither opens it");
		ck_assert_mem_eq(key, now, sizeof(key));
		kept += old;
		changed += !old;
		/* What was left half-made does not hinder. */
		if (old)
			continue;
		ck_assert_uint_gt(entries, 1);
		folder_remove();
		setup_vault();
		ck_assert(opens(PASS, key, &entries));
	}
	folder_remove();
	ck_assert_uint_gt(changed, 1);
	ck_assert_uint_gt(kept, 1);
}
END_TEST

/* ---- a copy ---- */

static char copy[128];

static enum dye_code
join_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * error)
{

	return dye_buffer_append(cookie, e->hash, DYE_HASH_LEN, error);
}

/* The hashes of all entries of the vault's log, which verifies. */
static void
log_of(const char * of, struct dye_buffer * all)
{
	uint8_t head[DYE_HASH_LEN];
	struct dye_vault * vault;
	uint64_t entries;

	OK(dye_vault_open(of, PASS, &vault, &err));
	OK(dye_vault_verify(vault, &entries, head, &err));
	OK(dye_store_log_each(dye_vault_store(vault), join_entry, all, &err));
	ck_assert_uint_eq(all->len, entries * DYE_HASH_LEN);
	ck_assert_mem_eq(all->data + all->len - DYE_HASH_LEN, head, DYE_HASH_LEN);
	dye_vault_close(vault);
}

/* Another has the vault open, and has committed what no file but the write-ahead log holds. */
START_TEST(backup_made)
{
	struct dye_buffer theirs = {0}, ours = {0};
	struct dye_backup_result result;
	struct dye_vault *vault, *other;
	struct dye_store * store;

	setup_vault();
	(void)snprintf(copy, sizeof(copy), "%s/copy", folder);
	OK(dye_vault_open(dir, PASS, &vault, &err));
	OK(dye_vault_open(dir, PASS, &other, &err));
	store = dye_vault_store(other);
	OK(DO(store, log_append, "trace", DYE_SLICE("{}"), NULL, &err));
	OK(dye_vault_backup(vault, copy, &result, &err));
	ck_assert_uint_eq(mode_of(copy), 0700);
	ck_assert_uint_eq(result.entries, 3);
	OK(DO(store, log_append, "trace", DYE_SLICE("{}"), NULL, &err));
	log_of(copy, &theirs);
	log_of(dir, &ours);
	ck_assert_uint_eq(theirs.len, 3 * DYE_HASH_LEN);
	ck_assert_uint_eq(ours.len, 4 * DYE_HASH_LEN);
	ck_assert_mem_eq(ours.data, theirs.data, theirs.len);
	ck_assert_mem_eq(result.head, theirs.data + theirs.len - DYE_HASH_LEN, DYE_HASH_LEN);
	dye_vault_close(other);
	dye_vault_close(vault);
	dye_buffer_release(&theirs);
	dye_buffer_release(&ours);
	folder_remove();
}
END_TEST

static void
expect_no_backup(struct dye_vault * vault, const char * to, enum dye_code code, const char * message)
{
	struct dye_backup_result result;
	char text[1024];

	ck_assert_int_eq(dye_vault_backup(vault, to, &result, &err), code);
	dye_error_format(&err, text, sizeof(text));
	ck_assert_msg(strstr(text, message) != NULL, "got: %s", text);
}

START_TEST(backup_refused)
{
	struct dye_vault * vault;

	setup_vault();
	OK(dye_vault_open(dir, PASS, &vault, &err));
	(void)snprintf(copy, sizeof(copy), "%s/copy/", folder);
	ck_assert_int_eq(mkdir(copy, 0700), 0);
	expect_no_backup(vault, copy, DYE_EUSAGE, "/copy/: exists: a backup takes the place of nothing");
	ck_assert_int_eq(rmdir(copy), 0);
	copy[strlen(copy) - 1] = '\0';
	ck_assert_int_eq(symlink("nowhere", copy), 0);
	expect_no_backup(vault, copy, DYE_EUSAGE, "/copy: exists: a backup takes the place of nothing");
	ck_assert_int_eq(unlink(copy), 0);
	expect_no_backup(vault, in_vault("copy"), DYE_EUSAGE, "lies in the vault");
	(void)snprintf(copy, sizeof(copy), "%s/no/copy", folder);
	expect_no_backup(vault, copy, DYE_EIO, "/no/copy: cannot be made: No such file or directory");
	expect_no_backup(vault, "", DYE_EUSAGE, "a backup needs a name");
	dye_vault_close(vault);
	/* A vault at rest, and nothing else. */
	ck_assert_int_eq(unlink(in_vault("key")), 0);
	ck_assert_int_eq(unlink(in_vault("registry")), 0);
	ck_assert_int_eq(unlink(in_vault("registry.db")), 0);
	ck_assert_int_eq(rmdir(dir), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* The page of docs/FORMAT.md: another program would read the key file so. */
START_TEST(key_file_by_hand)
{
	static const uint8_t zero[16];
	uint8_t file[DYE_KEYFILE_LEN], key[32], commitment[32];
	struct dye_buffer master = {0};
	FILE * f;

	setup_vault();
	f = fopen(in_vault("key"), "rb");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fread(file, 1, sizeof(file), f), sizeof(file));
	(void)fclose(f);
	ck_assert_mem_eq(file, "leakdye\0\1\0\0\0\0\x80\0\0\0\0\0\0\x8\0\0\0\1\0\0\0", 28);
	OK(dye_scrypt(PASS, (struct dye_slice){(char *)file + 28, 32}, 32768, 8, 1, key, 32, &err));
	OK(dye_unseal(
	    key, (struct dye_slice){(char *)file, 92}, (struct dye_slice){(char *)file + 92, 60}, &master, &err));
	ck_assert_uint_eq(master.len, 32);
	OK(dye_hkdf_raw(dye_buffer_slice(&master), (struct dye_slice){(const char *)zero, 16},
	    DYE_SLICE("leakdye/2 commit"), commitment, 32, &err));
	ck_assert_mem_eq(commitment, file + 60, 32);
	dye_buffer_release_secret(&master);
	folder_remove();
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("vault");

	const TTest * const tests[] = {create_and_open, create_in_empty_folder, create_refused, wrong_passphrase,
	    placed_over_nothing, placed_where_a_name_may_be_replaced, readable_by_others, belongs_to_another,
	    missing_parts, key_file_damaged, key_file_forged, registry_exchanged, key_file_by_hand, passphrase_changed,
	    passphrase_changed_meanwhile, passphrase_killed, backup_made, backup_refused};

	suite_add(tc, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("vault", tc);
}
