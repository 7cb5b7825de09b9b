/*
 * once.c: scrypt once. A vault's key costs a quarter of a second of every command on purpose, and the shell tests run thousands of them on
 * vaults whose passphrase is printed in lib.sh. So lib.sh has the linker put this before OpenSSL in the program that they run: what scrypt
 * made of the same passphrase, salt and parameters is kept in the file LEAKDYE_TEST_ONCE and answered from there. The program is the one that
 * users get, its vaults are real ones, and whatever scrypt is asked for the first time is computed. ONCE=0 before a test does without.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#define KEY_LEN 32
#define ID_LEN 32

/* One line of the file: what was asked for, hashed, and what came out. */
struct answer {
	unsigned char id[ID_LEN];
	unsigned char key[KEY_LEN];
};

typedef int derivation(EVP_KDF_CTX *, unsigned char *, size_t, const OSSL_PARAM *);

/* SHA-256 over all that scrypt is given, each with its name and length. False where it cannot be said. */
static int
identify(const OSSL_PARAM * p, unsigned char id[ID_LEN])
{
	EVP_MD_CTX * hash = EVP_MD_CTX_new();
	int fine = hash != NULL && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1;

	for (; fine && p->key != NULL; p++)
		fine = EVP_DigestUpdate(hash, p->key, strlen(p->key) + 1) == 1 &&
		       EVP_DigestUpdate(hash, &p->data_size, sizeof(p->data_size)) == 1 &&
		       EVP_DigestUpdate(hash, p->data, p->data_size) == 1;
	fine = fine && EVP_DigestFinal_ex(hash, id, NULL) == 1;
	EVP_MD_CTX_free(hash);
	return fine;
}

/* The answer in the file, if it is there. */
static int
look_up(int fd, struct answer * wanted)
{
	struct answer a;

	while (read(fd, &a, sizeof(a)) == (ssize_t)sizeof(a))
		if (memcmp(a.id, wanted->id, ID_LEN) == 0) {
			*wanted = a;
			return 1;
		}
	return 0;
}

/* The function of OpenSSL, in its place. Whatever goes wrong with the file, the answer is OpenSSL's. */
int
EVP_KDF_derive(EVP_KDF_CTX * ctx, unsigned char * key, size_t len, const OSSL_PARAM params[])
{
	union {
		void * found;
		derivation * call;
	} openssl = {.found = dlsym(RTLD_NEXT, "EVP_KDF_derive")};
	const char * path = getenv("LEAKDYE_TEST_ONCE");
	struct answer a;
	int fd, rc = 1;

	if (path == NULL || len != KEY_LEN || !EVP_KDF_is_a(EVP_KDF_CTX_kdf(ctx), "SCRYPT") ||
	    !identify(params, a.id) || (fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600)) < 0)
		return openssl.call(ctx, key, len, params);
	if (look_up(fd, &a))
		memcpy(key, a.key, KEY_LEN);
	else if ((rc = openssl.call(ctx, key, len, params)) == 1) {
		memcpy(a.key, key, KEY_LEN);
		/* One call, at the end: commands that run at once do not cut each other's lines. */
		(void)!write(fd, &a, sizeof(a));
	}
	(void)close(fd);
	return rc;
}
