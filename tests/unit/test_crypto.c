/*
 * test_crypto.c: every primitive against the vectors its standard publishes.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/crypto/crypto.h"

#define BYTES_MAX 2400

static size_t
unhex(const char * hex, uint8_t * out)
{
	size_t len = strlen(hex) / 2;

	ck_assert(len <= BYTES_MAX);
	ck_assert(dye_unhex(hex, out, len));
	return len;
}

static void
assert_hex(const uint8_t * got, size_t len, const char * want)
{
	char * text = malloc(2 * len + 1);

	ck_assert_ptr_nonnull(text);
	dye_hex(got, len, text);
	ck_assert_str_eq(text, want);
	free(text);
}

static struct dye_slice
slice(const void * data, size_t len)
{

	return (struct dye_slice){data, len};
}

/* RFC 5869, appendix A.1 to A.3. */
static const struct {
	const char *ikm, *salt, *info, *okm;
} hkdf_cases[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
	"3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
     "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
	"606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f"
	"909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
	"b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
	"e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	"b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
	"da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
	"8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
};

START_TEST(hkdf_rfc5869)
{
	uint8_t ikm[BYTES_MAX], salt[BYTES_MAX], info[BYTES_MAX], okm[BYTES_MAX];
	size_t ikm_len = unhex(hkdf_cases[_i].ikm, ikm), salt_len = unhex(hkdf_cases[_i].salt, salt);
	size_t info_len = unhex(hkdf_cases[_i].info, info), len = strlen(hkdf_cases[_i].okm) / 2;

	ck_assert_int_eq(
	    dye_hkdf_raw(slice(ikm, ikm_len), slice(salt, salt_len), slice(info, info_len), okm, len, NULL), DYE_OK);
	assert_hex(okm, len, hkdf_cases[_i].okm);
}
END_TEST

/* The dataset's keys are HKDF with the info string spelt out. */
START_TEST(hkdf_label)
{
	uint8_t master[DYE_KEY_LEN], salt[DYE_DATASET_ID_LEN], a[DYE_PRF_LEN], b[DYE_PRF_LEN];
	char info[] = "leakdye/2 anchor";
	char long_label[80];
	struct dye_error err;

	memset(master, 7, sizeof(master));
	memset(salt, 9, sizeof(salt));
	ck_assert_int_eq(dye_hkdf(master, salt, DYE_LABEL_ANCHOR, a, sizeof(a), NULL), DYE_OK);
	ck_assert_int_eq(dye_hkdf_raw(slice(master, sizeof(master)), slice(salt, sizeof(salt)),
			     slice(info, strlen(info)), b, sizeof(b), NULL),
	    DYE_OK);
	ck_assert_mem_eq(a, b, sizeof(a));
	ck_assert_int_eq(dye_hkdf(master, salt, DYE_LABEL_SLOT, b, sizeof(b), NULL), DYE_OK);
	ck_assert_mem_ne(a, b, sizeof(a));
	memset(long_label, 'x', sizeof(long_label) - 1);
	long_label[sizeof(long_label) - 1] = '\0';
	ck_assert_int_eq(dye_hkdf(master, salt, long_label, b, sizeof(b), &err), DYE_EUSAGE);
}
END_TEST

/* RFC 7914, section 12 (the fourth, of 1 GiB, left out). */
static const struct {
	const char *pass, *salt;
	uint64_t n;
	uint32_t r, p;
	const char * out;
} scrypt_cases[] = {
    {"", "", 16, 1, 1,
	"77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
	"fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"},
    {"password", "NaCl", 1024, 8, 16,
	"fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
	"2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"},
    {"pleaseletmein", "SodiumChloride", 16384, 8, 1,
	"7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
	"d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"},
};

START_TEST(scrypt_rfc7914)
{
	const char *pass = scrypt_cases[_i].pass, *salt = scrypt_cases[_i].salt;
	uint8_t out[64];

	ck_assert_int_eq(dye_scrypt(slice(pass, strlen(pass)), slice(salt, strlen(salt)), scrypt_cases[_i].n,
			     scrypt_cases[_i].r, scrypt_cases[_i].p, out, sizeof(out), NULL),
	    DYE_OK);
	assert_hex(out, sizeof(out), scrypt_cases[_i].out);
}
END_TEST

START_TEST(scrypt_refuses)
{
	struct dye_error err;
	uint8_t out[32];

	/* N must be a power of two above 1; a damaged key file must not ask for all memory. */
	ck_assert_int_eq(dye_scrypt(DYE_SLICE("p"), DYE_SLICE("s"), 1000, 8, 1, out, sizeof(out), &err), DYE_ECRYPTO);
	ck_assert_int_eq(
	    dye_scrypt(DYE_SLICE("p"), DYE_SLICE("s"), (uint64_t)1 << 40, 8, 1, out, sizeof(out), &err), DYE_ECRYPTO);
}
END_TEST

/* FIPS-197, C.1 and SP 800-38A, F.1.1. */
static const struct {
	const char *key, *in, *out;
} aes_cases[] = {
    {"000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff", "69c4e0d86a7b0430d8cdb78070b4c55a"},
    {"2b7e151628aed2a6abf7158809cf4f3c",
	"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
	"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
	"3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf"
	"43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4"},
};

/* Both implementations; where the processor lacks the instructions they are one. */
static enum dye_code (*const prf_opens[])(struct dye_prf **, struct dye_error *) = {
    dye_prf_open, dye_prf_open_portable};

/* One context, changing keys, in place and not, block by block and at once. */
START_TEST(prf_aes128)
{
	uint8_t key[BYTES_MAX], in[BYTES_MAX], out[BYTES_MAX];
	struct dye_prf * prf;

	ck_assert_int_eq(prf_opens[_i](&prf, NULL), DYE_OK);
	for (int turn = 0; turn < 6; turn++) {
		size_t c = (size_t)turn % 2, len;

		unhex(aes_cases[c].key, key);
		len = unhex(aes_cases[c].in, in);
		ck_assert_int_eq(dye_prf_once(prf, key, in, out, NULL), DYE_OK);
		ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
		ck_assert_int_eq(dye_prf_blocks(prf, in + 16, out + 16, len / DYE_PRF_LEN - 1, NULL), DYE_OK);
		assert_hex(out, len, aes_cases[c].out);
		for (size_t i = 0; i < len; i += DYE_PRF_LEN)
			ck_assert_int_eq(dye_prf_blocks(prf, in + i, in + i, 1, NULL), DYE_OK);
		assert_hex(in, len, aes_cases[c].out);
	}
	ck_assert_int_eq(dye_prf_blocks(prf, in, out, 0, NULL), DYE_OK);
	dye_prf_close(prf);
	dye_prf_close(NULL);
}
END_TEST

/* The instructions and OpenSSL agree on every number of blocks, 1,000 keys long; each key is made of the output before. */
/* NIST SP 800-38A, F.2.1 (CBC-AES128.Encrypt): the last block; its first one XORed with the IV, since a CBC-MAC has none. */
START_TEST(prf_cbc_mac)
{
	uint8_t key[DYE_PRF_LEN], iv[DYE_PRF_LEN], text[4 * DYE_PRF_LEN], mac[DYE_PRF_LEN];
	struct dye_prf * prf;
	struct dye_error e;

	(void)unhex("2b7e151628aed2a6abf7158809cf4f3c", key);
	(void)unhex("000102030405060708090a0b0c0d0e0f", iv);
	(void)unhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
		    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
	    text);
	for (size_t i = 0; i < DYE_PRF_LEN; i++)
		text[i] ^= iv[i];
	ck_assert_int_eq(_i == 0 ? dye_prf_open(&prf, &e) : dye_prf_open_portable(&prf, &e), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, key, &e), DYE_OK);
	ck_assert_int_eq(dye_prf_mac(prf, text, 4, mac, &e), DYE_OK);
	assert_hex(mac, sizeof(mac), "3ff1caa1681fac09120eca307586e1a7");
	dye_prf_close(prf);
}
END_TEST

START_TEST(prf_implementations_agree)
{
	uint8_t key[DYE_PRF_LEN] = {1}, in[40 * DYE_PRF_LEN] = {2}, fast[sizeof(in)], slow[sizeof(in)];
	struct dye_prf *f, *s;

	ck_assert_int_eq(dye_prf_open(&f, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_open_portable(&s, NULL), DYE_OK);
	for (size_t turn = 0; turn < 1000; turn++) {
		size_t blocks = turn % 40 + 1;

		ck_assert_int_eq(dye_prf_key(f, key, NULL), DYE_OK);
		ck_assert_int_eq(dye_prf_key(s, key, NULL), DYE_OK);
		ck_assert_int_eq(dye_prf_blocks(f, in, fast, blocks, NULL), DYE_OK);
		ck_assert_int_eq(dye_prf_blocks(s, in, slow, blocks, NULL), DYE_OK);
		ck_assert_mem_eq(fast, slow, blocks * DYE_PRF_LEN);
		memcpy(in, fast, blocks * DYE_PRF_LEN);
		ck_assert_int_eq(dye_prf_once(f, key, in, fast, NULL), DYE_OK);
		ck_assert_int_eq(dye_prf_once(s, key, in, slow, NULL), DYE_OK);
		ck_assert_mem_eq(fast, slow, DYE_PRF_LEN);
		memcpy(key, fast, sizeof(key));
	}
	dye_prf_close(f);
	dye_prf_close(s);
}
END_TEST

/* FIPS 180-4 (NIST's examples): one block, two blocks, the empty message and a million times "a". */
static const struct {
	const char *text, *hash;
	size_t times;
} sha_cases[] = {
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 1},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", 1},
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 1},
    {"aaaaaaaaaa", "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", 100000},
};

START_TEST(sha256_fips180)
{
	const char * text = sha_cases[_i].text;
	uint8_t out[DYE_HASH_LEN];
	struct dye_hash * hash;

	ck_assert_int_eq(dye_hash_open(&hash, NULL), DYE_OK);
	for (size_t i = 0; i < sha_cases[_i].times; i++)
		ck_assert_int_eq(dye_hash_update(hash, text, strlen(text), NULL), DYE_OK);
	ck_assert_int_eq(dye_hash_final(hash, out, NULL), DYE_OK);
	dye_hash_close(hash);
	assert_hex(out, sizeof(out), sha_cases[_i].hash);
	if (sha_cases[_i].times == 1) {
		ck_assert_int_eq(dye_sha256(text, strlen(text), out, NULL), DYE_OK);
		assert_hex(out, sizeof(out), sha_cases[_i].hash);
	}
	dye_hash_close(NULL);
}
END_TEST

/* GCM's authors' test case 16 (McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B). */
START_TEST(gcm_published)
{
	uint8_t key[BYTES_MAX], ad[BYTES_MAX], sealed[BYTES_MAX];
	struct dye_buffer out = {0};
	size_t ad_len, len;

	unhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", key);
	ad_len = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2", ad);
	len = unhex("cafebabefacedbaddecaf888"
		    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
		    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
		    "76fc6ece0f4e1768cddf8853bb2d551b",
	    sealed);
	ck_assert_int_eq(dye_unseal(key, slice(ad, ad_len), slice(sealed, len), &out, NULL), DYE_OK);
	assert_hex((uint8_t *)out.data, out.len,
	    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
	dye_buffer_release_secret(&out);
}
END_TEST

START_TEST(seal_round_trip)
{
	static const size_t lengths[] = {0, 1, 15, 16, 17, 1000};
	uint8_t key[DYE_KEY_LEN] = {1};
	struct dye_slice ad = DYE_SLICE("dataset"), text = {"", lengths[_i]};
	struct dye_buffer sealed = {0}, again = {0}, out = {0};
	char data[1000];

	memset(data, 'x', sizeof(data));
	text.data = data;
	ck_assert_int_eq(dye_buffer_append(&out, "before", 6, NULL), DYE_OK);
	ck_assert_int_eq(dye_seal(key, ad, text, &sealed, NULL), DYE_OK);
	ck_assert_int_eq(dye_seal(key, ad, text, &again, NULL), DYE_OK);
	ck_assert_uint_eq(sealed.len, 12 + text.len + 16);
	/* A fresh nonce each time: the same text never seals to the same bytes. */
	ck_assert(!dye_slice_equal(dye_buffer_slice(&sealed), dye_buffer_slice(&again)));
	ck_assert_int_eq(dye_unseal(key, ad, dye_buffer_slice(&sealed), &out, NULL), DYE_OK);
	ck_assert_uint_eq(out.len, 6 + text.len);
	ck_assert_mem_eq(out.data, "before", 6);
	ck_assert(dye_slice_equal((struct dye_slice){out.data + 6, out.len - 6}, text));
	dye_buffer_release(&sealed);
	dye_buffer_release(&again);
	dye_buffer_release(&out);
}
END_TEST

/* Every bit of nonce, text and tag counts, and so do the key, the additional data and the length. */
START_TEST(seal_tampered)
{
	uint8_t key[DYE_KEY_LEN] = {1};
	struct dye_buffer sealed = {0}, out = {0};
	struct dye_error err;

	ck_assert_int_eq(dye_seal(key, DYE_SLICE("ad"), DYE_SLICE("secret"), &sealed, NULL), DYE_OK);
	for (size_t bit = 0; bit < 8 * sealed.len; bit++) {
		sealed.data[bit / 8] = (char)(sealed.data[bit / 8] ^ (1 << bit % 8));
		ck_assert_int_eq(dye_unseal(key, DYE_SLICE("ad"), dye_buffer_slice(&sealed), &out, &err), DYE_EAUTH);
		sealed.data[bit / 8] = (char)(sealed.data[bit / 8] ^ (1 << bit % 8));
	}
	for (size_t len = 0; len < sealed.len; len++)
		ck_assert_int_eq(dye_unseal(key, DYE_SLICE("ad"), slice(sealed.data, len), &out, &err), DYE_EAUTH);
	ck_assert_int_eq(dye_unseal(key, DYE_SLICE("Ad"), dye_buffer_slice(&sealed), &out, &err), DYE_EAUTH);
	key[31] = 1;
	ck_assert_int_eq(dye_unseal(key, DYE_SLICE("ad"), dye_buffer_slice(&sealed), &out, &err), DYE_EAUTH);
	ck_assert_uint_eq(out.len, 0);
	dye_buffer_release(&sealed);
	dye_buffer_release(&out);
}
END_TEST

/*
 * xxHash's own sanity checks, seed 0 (cli/xsum_sanity_check.c): the input is the top byte of a 64-bit value that
 * starts as PRIME32 and is multiplied by PRIME64 for every byte. The last two are the well-known hashes of short texts.
 */
static const struct {
	size_t len;
	uint64_t low, high;
} xxh_cases[] = {
    {0, 0x6001C324468D497F, 0x99AA06D3014798D8},
    {1, 0xC44BDFF4074EECDB, 0xA6CD5E9392000F6A},
    {6, 0x3E7039BDDA43CFC6, 0x082AFE0B8162D12A},
    {12, 0x061A192713F69AD9, 0x6E3EFD8FC7802B18},
    {24, 0x1E7044D28B1B901D, 0x0CE966E4678D3761},
    {48, 0xF942219AED80F67B, 0xA002AC4E5478227E},
    {81, 0x5E8BAFB9F95FB803, 0x4952F58181AB0042},
    {222, 0xF1AEBD597CEC6B3A, 0x337E09641B948717},
    {403, 0xCDEB804D65C6DEA4, 0x1B6DE21E332DD73D},
    {512, 0x617E49599013CB6B, 0x18D2D110DCC9BCA1},
    {2048, 0xDD59E2C3A5F038E0, 0xF736557FD47073A5},
    {2240, 0x6E73A90539CF2948, 0xCCB134FBFA7CE49D},
    {2367, 0xCB37AEB9E5D361ED, 0xE89C0F6FF369B427},
};

START_TEST(digest_xxh3)
{
	uint8_t in[BYTES_MAX], out[DYE_PRF_LEN];
	uint64_t gen = 2654435761U;
	char want[33];

	for (size_t i = 0; i < sizeof(in); i++) {
		in[i] = (uint8_t)(gen >> 56);
		gen *= 11400714785074694797U;
	}
	/* Canonical: the high half first, both big-endian. */
	(void)snprintf(want, sizeof(want), "%016llx%016llx", (unsigned long long)xxh_cases[_i].high,
	    (unsigned long long)xxh_cases[_i].low);
	dye_digest(in, xxh_cases[_i].len, out);
	assert_hex(out, sizeof(out), want);
}
END_TEST

START_TEST(digest_text)
{
	uint8_t out[DYE_PRF_LEN];

	dye_digest("abc", 3, out);
	assert_hex(out, sizeof(out), "06b05ab6733a618578af5f94892f3950");
	dye_digest(NULL, 0, out);
	assert_hex(out, sizeof(out), "99aa06d3014798d86001c324468d497f");
}
END_TEST

START_TEST(hex_both_ways)
{
	uint8_t out[4];
	char text[9];

	ck_assert(dye_unhex("00fFa07e", out, 4));
	dye_hex(out, 4, text);
	ck_assert_str_eq(text, "00ffa07e");
	ck_assert(!dye_unhex("00ffa07", out, 4));
	ck_assert(!dye_unhex("00ffa07e0", out, 4));
	ck_assert(!dye_unhex("00ffag7e", out, 4));
	ck_assert(!dye_unhex("", out, 4));
}
END_TEST

START_TEST(random_and_wipe)
{
	static const uint8_t zero[32];
	uint8_t a[32] = {0}, b[32] = {0};

	ck_assert_int_eq(dye_random_bytes(a, sizeof(a), NULL), DYE_OK);
	ck_assert_int_eq(dye_random_bytes(b, sizeof(b), NULL), DYE_OK);
	ck_assert(!dye_equal_secret(a, b, sizeof(a)));
	ck_assert(dye_equal_secret(a, a, sizeof(a)));
	dye_wipe(a, sizeof(a));
	ck_assert(dye_equal_secret(a, zero, sizeof(a)));
	dye_wipe(NULL, 0);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	TCase * tc = tcase_create("vectors");

	tcase_add_loop_test(tc, hkdf_rfc5869, 0, COUNT(hkdf_cases));
	tcase_add_test(tc, hkdf_label);
	tcase_add_loop_test(tc, scrypt_rfc7914, 0, COUNT(scrypt_cases));
	tcase_add_test(tc, scrypt_refuses);
	tcase_add_loop_test(tc, prf_aes128, 0, COUNT(prf_opens));
	tcase_add_loop_test(tc, prf_cbc_mac, 0, 2);
	tcase_add_test(tc, prf_implementations_agree);
	tcase_add_loop_test(tc, sha256_fips180, 0, COUNT(sha_cases));
	tcase_add_test(tc, gcm_published);
	tcase_add_loop_test(tc, seal_round_trip, 0, 6);
	tcase_add_test(tc, seal_tampered);
	tcase_add_loop_test(tc, digest_xxh3, 0, COUNT(xxh_cases));
	tcase_add_test(tc, digest_text);
	tcase_add_test(tc, hex_both_ways);
	tcase_add_test(tc, random_and_wipe);
	return suite_run("crypto", tc);
}
