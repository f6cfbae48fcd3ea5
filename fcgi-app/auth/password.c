#include "auth/password.h"

#include "base/clock.h"
#include "base/settings.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { CALIBRATION_STEPS = 5 };

static const char *const commons[] = {
#include "auth/common_passwords.def"
};

/* What is put behind a word. */
static const char TAIL[] = "0123456789!?.*#$_-";

/* Characters, not bytes, of a text that is UTF-8. */
static size_t characters(const char *text)
{
	size_t count = 0;
	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

/* A letter that a digit or sign is often put for. */
static char plain(char letter)
{
	static const char written[] = "@4830157$!";
	static const char meant[] = "aabeoistsi";
	const char *found = strchr(written, letter);
	if (found != NULL && letter != '\0')
		return meant[found - written];
	return letter >= 'A' && letter <= 'Z' ? (char)(letter | 0x20) : letter;
}

/* Is it the word, in disguise or not, and a tail? "P@ssw0rd123!" is "password". */
static bool is_word(const char *password, const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (tolower((unsigned char)password[i]) !=
				tolower((unsigned char)word[i]) &&
			plain(password[i]) != tolower((unsigned char)word[i]))
			return false;
	return password[length + strspn(password + length, TAIL)] == '\0';
}

static bool is_one_run(const char *password)
{
	size_t length = strlen(password);
	bool same = true;
	bool rising = true;
	bool falling = true;
	for (size_t i = 1; i < length; i++) {
		same = same && password[i] == password[0];
		rising = rising && password[i] == password[i - 1] + 1;
		falling = falling && password[i] == password[i - 1] - 1;
	}
	return (same && length < 32) || rising || falling;
}

static bool is_common(const char *password)
{
	for (size_t i = 0; i < sizeof(commons) / sizeof(*commons); i++)
		if (is_word(password, commons[i], strlen(commons[i])))
			return true;
	return is_one_run(password);
}

static bool is_name(const char *password, const char *name, size_t length)
{
	return length >= 3 && is_word(password, name, length);
}

const char *password_refuse(const char *password, const char *name, const char *email)
{
	if (characters(password) < PASSWORD_LEAST)
		return "must have at least 8 characters";
	if (strlen(password) > PASSWORD_MOST)
		return "must have at most 256 bytes";
	if (is_common(password))
		return "is one of the passwords that are tried first";
	if ((name != NULL && is_name(password, name, strlen(name))) ||
		(email != NULL && (is_name(password, email, strlen(email)) ||
					  is_name(password, email, strcspn(email, "@")))))
		return "must not be your own name";
	return NULL;
}

static unsigned long long passes(void)
{
	return (unsigned long long)settings_number(SETTING_ARGON2_PASSES);
}

static size_t memory(void)
{
	return (size_t)settings_number(SETTING_ARGON2_MEMORY_KIB) * 1024;
}

int password_hash(const char *password, char hash[PASSWORD_HASH_SIZE])
{
	_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for a hash");
	return crypto_pwhash_str_alg(hash, password, strlen(password), passes(), memory(),
		crypto_pwhash_ALG_ARGON2ID13);
}

bool password_verify(const char *hash, const char *password)
{
	static char nobody[PASSWORD_HASH_SIZE];
	if (hash != NULL)
		return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
	/* Made at the cost of today, by the first who needs it. */
	if (nobody[0] == '\0' && password_hash("nobody has this one", nobody) != 0)
		return false;
	bool right = crypto_pwhash_str_verify(nobody, password, strlen(password)) == 0;
	return right && false;
}

bool password_needs_rehash(const char *hash)
{
	unsigned long long made_kib;
	unsigned long long made_passes;
	if (sscanf(hash, "$argon2id$v=19$m=%llu,t=%llu,", &made_kib, &made_passes) != 2)
		return true;
	return made_kib * made_passes < memory() / 1024 * passes();
}

/* Processor time of one hash, which neighbours' load changes little. */
static int64_t cost_us(int64_t memory_kib)
{
	char hash[PASSWORD_HASH_SIZE];
	int64_t begun_us = clock_process_us();
	if (crypto_pwhash_str_alg(hash, "calibration", 11, passes(),
		    (size_t)memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return INT64_MAX;
	return clock_process_us() - begun_us;
}

int64_t password_calibrate(int64_t target_ms)
{
	static const int64_t least_kib = 19 * 1024;
	static const int64_t most_kib = 256 * 1024;
	int64_t target_us = target_ms * 1000;
	int64_t memory_kib = 64 * 1024;

	/* Cost grows a little faster than memory: a few steps get there. */
	for (int step = 0; step < CALIBRATION_STEPS; step++) {
		int64_t took_us = cost_us(memory_kib);
		if (took_us == INT64_MAX)
			return least_kib;
		if (took_us > target_us * 9 / 10 && took_us < target_us * 11 / 10)
			break;
		int64_t wanted = memory_kib * target_us / (took_us > 0 ? took_us : 1);
		memory_kib = wanted < least_kib  ? least_kib
			     : wanted > most_kib ? most_kib
						 : wanted / 1024 * 1024;
	}
	return memory_kib;
}
