/*
 * ff1.c: ten rounds of a Feistel network. The text is cut into two halves A and B; in every round a number made of B by AES is added to A, modulo the number of
 * strings of A's length, and the halves change places.
 *
 * The names of the standard are kept: n, t, u, v, b, d, P, Q, R, S, y. Halves are kept as letters; where radix^v is below 2^32, which keys nearly always are,
 * they are numbers instead, and a round is a division.
 */
#include "watermark/crypto/ff1.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#define ROUNDS 10
#define BLOCK DYE_PRF_LEN
#define TWEAK_MOST 255
#define HALF_MOST (DYE_FF1_LEN_MOST / 2)
#define NUMBER_MOST (2 * HALF_MOST)		      /* bytes of radix^v - 1: a letter is at most 16 bits */
#define Q_MOST (TWEAK_MOST + BLOCK + 1 + NUMBER_MOST) /* with zeros to whole blocks */
#define S_MOST (NUMBER_MOST + 8 + BLOCK)

struct dye_ff1 {
	uint32_t radix;
	struct dye_prf * prf; /* Owned: AES-128 */
	EVP_CIPHER_CTX * ctx; /* Owned: AES-192 and AES-256; NULL while the key is of 128 */
	uint8_t head[BLOCK];  /* P, and what the cipher makes of it: while key, n and t are the same */
	uint8_t headed[BLOCK];
	bool known; /* head is that of this key */
};

/* What does not change from round to round. */
struct plan {
	uint32_t u, v;
	uint32_t b, d;
	size_t t, q_len;
	uint8_t q[Q_MOST];
	bool small; /* halves are numbers below 2^32 */
};

uint32_t
dye_ff1_least(uint32_t radix)
{
	uint64_t domain = radix;
	uint32_t n = 1;

	while (domain < DYE_FF1_DOMAIN_LEAST || n < 2) {
		domain *= radix;
		n++;
	}
	return n;
}

void
dye_ff1_close(struct dye_ff1 * ff1)
{

	if (ff1 == NULL)
		return;
	dye_prf_close(ff1->prf);
	EVP_CIPHER_CTX_free(ff1->ctx);
	dye_wipe(ff1, sizeof(*ff1));
	free(ff1);
}

enum dye_code
dye_ff1_open(uint32_t radix, struct dye_ff1 ** ff1, struct dye_error * err)
{
	struct dye_ff1 * f;
	enum dye_code rc;

	if (radix < 2 || radix > DYE_FF1_RADIX_MOST)
		return dye_fail(err, DYE_EUSAGE, "an alphabet has 2 to %d letters", DYE_FF1_RADIX_MOST);
	if ((f = calloc(1, sizeof(*f))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	f->radix = radix;
	if ((rc = dye_prf_open(&f->prf, err)) != DYE_OK) {
		dye_ff1_close(f);
		return rc;
	}
	*ff1 = f;
	return DYE_OK;
}

enum dye_code
dye_ff1_key(struct dye_ff1 * ff1, const uint8_t * key, size_t len, struct dye_error * err)
{
	const EVP_CIPHER * cipher = len == 24 ? EVP_aes_192_ecb() : EVP_aes_256_ecb();

	ff1->known = false;
	if (len == DYE_PRF_LEN) {
		EVP_CIPHER_CTX_free(ff1->ctx);
		ff1->ctx = NULL;
		return dye_prf_key(ff1->prf, key, err);
	}
	if (len != 24 && len != 32)
		return dye_fail(err, DYE_EUSAGE, "a key of AES has 16, 24 or 32 bytes");
	if (ff1->ctx == NULL && (ff1->ctx = EVP_CIPHER_CTX_new()) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (EVP_EncryptInit_ex2(ff1->ctx, cipher, key, NULL, NULL) != 1)
		return dye_fail(err, DYE_ECRYPTO, "AES refuses a key");
	return DYE_OK;
}

/* CIPH, of one block; ${out} may be ${in}. */
static enum dye_code
cipher(struct dye_ff1 * f, const uint8_t in[BLOCK], uint8_t out[BLOCK], struct dye_error * err)
{
	int len;

	if (f->ctx == NULL)
		return dye_prf_blocks(f->prf, in, out, 1, err);
	if (EVP_EncryptUpdate(f->ctx, out, &len, in, BLOCK) != 1 || len != BLOCK)
		return dye_fail(err, DYE_ECRYPTO, "AES failed");
	return DYE_OK;
}

/* ---- numbers ---- */

/* radix^count, where it is below 2^32; else 0. */
static uint64_t
small_power(uint32_t radix, uint32_t count)
{
	uint64_t p = 1;

	while (count-- > 0 && p <= UINT32_MAX)
		p *= radix;
	return p <= UINT32_MAX ? p : 0;
}

/* NUM_radix of ${letters}, as ${len} bytes, the most significant first (algorithm 1; steps 6.i and 6.iii). */
static void
number_of(uint32_t radix, const uint16_t * letters, uint32_t count, uint8_t * out, uint32_t len)
{

	memset(out, 0, len);
	for (uint32_t i = 0; i < count; i++) {
		uint64_t carry = letters[i];

		for (uint32_t k = len; k-- > 0;) {
			carry += (uint64_t)out[k] * radix;
			out[k] = (uint8_t)carry;
			carry >>= 8;
		}
	}
}

/* What is left of the ${len} bytes of ${number} when they are divided by ${radix}; ${number} becomes the quotient. */
static uint32_t
divide(uint8_t * number, uint32_t len, uint32_t radix)
{
	uint64_t rest = 0;

	for (uint32_t k = 0; k < len; k++) {
		rest = rest << 8 | number[k];
		number[k] = (uint8_t)(rest / radix);
		rest %= radix;
	}
	return (uint32_t)rest;
}

/* Bytes of radix^count - 1: ceil(ceil(count * log2(radix)) / 8) without a logarithm (step 3). */
static uint32_t
bytes_of(uint32_t radix, uint32_t count)
{
	uint16_t highest[HALF_MOST];
	uint8_t number[NUMBER_MOST];
	uint32_t i;

	for (i = 0; i < count; i++)
		highest[i] = (uint16_t)(radix - 1);
	number_of(radix, highest, count, number, sizeof(number));
	for (i = 0; i < sizeof(number) && number[i] == 0; i++)
		;
	return (uint32_t)sizeof(number) - i;
}

/* ${letters} and y, or less y, modulo radix^count: the letters of y from the last on, with a carry. ${y} is spoilt. */
static void
add_letters(uint32_t radix, uint16_t * letters, uint32_t count, uint8_t * y, uint32_t len, bool less)
{
	uint32_t carry = 0;

	for (uint32_t i = count; i-- > 0;) {
		uint32_t digit = divide(y, len, radix) + carry, sum;

		sum = less ? letters[i] + radix - digit : letters[i] + digit;
		carry = less ? sum < radix : sum >= radix;
		letters[i] = (uint16_t)(sum >= radix ? sum - radix : sum);
	}
}

/* ---- rounds ---- */

static void
put_big(uint8_t * out, uint32_t value)
{

	for (int i = 3; i >= 0; i--, value >>= 8)
		out[i] = (uint8_t)value;
}

/* Steps 1 to 5, and Q as far as it does not change. */
static enum dye_code
begin(struct dye_ff1 * f, struct dye_slice tweak, uint32_t n, struct plan * p, struct dye_error * err)
{
	uint8_t head[BLOCK] = {1, 2, 1, (uint8_t)(f->radix >> 16), (uint8_t)(f->radix >> 8), (uint8_t)f->radix, ROUNDS};
	size_t zeros;

	*p = (struct plan){.u = n / 2, .v = n - n / 2, .t = tweak.len};
	p->small = small_power(f->radix, p->v) > 0;
	p->b = bytes_of(f->radix, p->v);
	p->d = 4 * ((p->b + 3) / 4) + 4;
	head[7] = (uint8_t)p->u;
	put_big(head + 8, n);
	put_big(head + 12, (uint32_t)tweak.len);
	zeros = (BLOCK - (tweak.len + 1 + p->b) % BLOCK) % BLOCK;
	if (tweak.len > 0)
		memcpy(p->q, tweak.data, tweak.len);
	p->q_len = tweak.len + zeros + 1 + p->b;
	if (f->known && memcmp(f->head, head, BLOCK) == 0)
		return DYE_OK;
	memcpy(f->head, head, BLOCK);
	DYE_TRY(cipher(f, head, f->headed, err));
	f->known = true;
	return DYE_OK;
}

/* R, and as much of S as the d bytes of y are (steps 6.ii to 6.iv). The last bytes of Q are the round and NUM(B). */
static enum dye_code
round_number(struct dye_ff1 * f, const struct plan * p, uint8_t s[S_MOST], struct dye_error * err)
{
	uint8_t r[BLOCK], block[BLOCK];

	memcpy(r, f->headed, BLOCK);
	for (size_t i = 0; i < p->q_len; i += BLOCK) {
		for (size_t k = 0; k < BLOCK; k++)
			r[k] ^= p->q[i + k];
		DYE_TRY(cipher(f, r, r, err));
	}
	memcpy(s, r, BLOCK);
	for (uint32_t j = 1; j * BLOCK < p->d; j++) {
		memcpy(block, r, BLOCK);
		/* j is below 256: at most 33 blocks. */
		block[BLOCK - 1] ^= (uint8_t)j;
		DYE_TRY(cipher(f, block, s + j * BLOCK, err));
	}
	return DYE_OK;
}

/* Halves as letters. */
static enum dye_code
rounds(struct dye_ff1 * f, struct plan * p, uint16_t * letters, bool back, struct dye_error * err)
{
	uint16_t halves[2][HALF_MOST];
	uint8_t s[S_MOST];
	enum dye_code rc = DYE_OK;

	/* Half 0 has u letters and half 1 has v: even rounds change the first by the second. */
	memcpy(halves[0], letters, p->u * sizeof(*letters));
	memcpy(halves[1], letters + p->u, p->v * sizeof(*letters));
	for (uint32_t k = 0; k < ROUNDS && rc == DYE_OK; k++) {
		uint32_t i = back ? ROUNDS - 1 - k : k, to = i % 2, from = 1 - to;

		p->q[p->q_len - p->b - 1] = (uint8_t)i;
		number_of(f->radix, halves[from], from == 0 ? p->u : p->v, p->q + p->q_len - p->b, p->b);
		if ((rc = round_number(f, p, s, err)) == DYE_OK)
			add_letters(f->radix, halves[to], to == 0 ? p->u : p->v, s, p->d, back);
	}
	memcpy(letters, halves[0], p->u * sizeof(*letters));
	memcpy(letters + p->u, halves[1], p->v * sizeof(*letters));
	dye_wipe(halves, sizeof(halves));
	return rc;
}

static uint64_t
small_number(uint32_t radix, const uint16_t * letters, uint32_t count)
{
	uint64_t x = 0;

	while (count-- > 0)
		x = x * radix + *letters++;
	return x;
}

static void
small_letters(uint32_t radix, uint64_t x, uint16_t * letters, uint32_t count)
{

	for (; count-- > 0; x /= radix)
		letters[count] = (uint16_t)(x % radix);
}

/* The same with halves as numbers: b is at most 4, so d is 8. */
static enum dye_code
small_rounds(struct dye_ff1 * f, struct plan * p, uint16_t * letters, bool back, struct dye_error * err)
{
	uint64_t halves[2] = {small_number(f->radix, letters, p->u), small_number(f->radix, letters + p->u, p->v)};
	const uint64_t powers[2] = {small_power(f->radix, p->u), small_power(f->radix, p->v)};
	uint8_t s[S_MOST];

	for (uint32_t k = 0; k < ROUNDS; k++) {
		uint32_t i = back ? ROUNDS - 1 - k : k, to = i % 2;
		uint64_t from = halves[1 - to], y = 0;

		p->q[p->q_len - p->b - 1] = (uint8_t)i;
		for (uint32_t j = 0; j < p->b; j++, from >>= 8)
			p->q[p->q_len - 1 - j] = (uint8_t)from;
		DYE_TRY(round_number(f, p, s, err));
		for (int j = 0; j < 8; j++)
			y = y << 8 | s[j];
		y %= powers[to];
		halves[to] = (halves[to] + (back ? powers[to] - y : y)) % powers[to];
	}
	small_letters(f->radix, halves[0], letters, p->u);
	small_letters(f->radix, halves[1], letters + p->u, p->v);
	return DYE_OK;
}

static enum dye_code
run(struct dye_ff1 * f, struct dye_slice tweak, uint16_t * letters, uint32_t n, bool back, struct dye_error * err)
{
	struct plan p;

	if (n < dye_ff1_least(f->radix) || n > DYE_FF1_LEN_MOST)
		return dye_fail(err, DYE_EUSAGE, "FF1 takes %u to %d letters of this alphabet", dye_ff1_least(f->radix),
		    DYE_FF1_LEN_MOST);
	if (tweak.len > TWEAK_MOST)
		return dye_fail(err, DYE_EUSAGE, "a tweak has at most %d bytes", TWEAK_MOST);
	for (uint32_t i = 0; i < n; i++)
		if (letters[i] >= f->radix)
			return dye_fail(err, DYE_EUSAGE, "no letter of the alphabet");
	DYE_TRY(begin(f, tweak, n, &p, err));
	return p.small ? small_rounds(f, &p, letters, back, err) : rounds(f, &p, letters, back, err);
}

enum dye_code
dye_ff1_encrypt(
    struct dye_ff1 * ff1, struct dye_slice tweak, uint16_t * letters, uint32_t count, struct dye_error * err)
{

	return run(ff1, tweak, letters, count, false, err);
}

enum dye_code
dye_ff1_decrypt(
    struct dye_ff1 * ff1, struct dye_slice tweak, uint16_t * letters, uint32_t count, struct dye_error * err)
{

	return run(ff1, tweak, letters, count, true, err);
}
