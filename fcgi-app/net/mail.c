#include "net/mail.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	CONNECT_MS = 5000,
	TOTAL_MS = 20000,
	LETTER_LIMIT = 64 * 1024,
	ADDRESS_SIZE = 320
};

struct reading {
	const char *rest;
	size_t left;
};

static size_t read_letter(char *buffer, size_t size, size_t count, void *context)
{
	struct reading *reading = context;
	size_t length = size * count < reading->left ? size * count : reading->left;
	memcpy(buffer, reading->rest, length);
	reading->rest += length;
	reading->left -= length;
	return length;
}

/* "Name <address>" as <address>. */
static void bracket(const char *whole, char address[ADDRESS_SIZE])
{
	const char *open = strchr(whole, '<');
	if (open == NULL)
		snprintf(address, ADDRESS_SIZE, "<%.300s>", whole);
	else
		snprintf(
			address, ADDRESS_SIZE, "%.*s", (int)strcspn(open, ">") + 1, open);
}

/* Header values come from settings and addresses: none may begin a new line. */
static bool is_one_line(const char *value)
{
	return strpbrk(value, "\r\n") == NULL;
}

static void write_date(struct text *out)
{
	char date[64];
	struct tm parts;
	time_t now = (time_t)(clock_now_us() / 1000000);
	if (gmtime_r(&now, &parts) != NULL &&
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", &parts) > 0)
		text_format(out, "Date: %s\r\n", date);
}

static void write_letter(struct text *out, const struct mail *mail)
{
	write_date(out);
	text_format(out, "From: %s\r\nTo: %s\r\nSubject: %s\r\n", mail->sender,
		mail->recipient, mail->subject);
	text_string(out,
		"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: 8bit\r\nAuto-Submitted: auto-generated\r\n"
		"\r\n");
	for (const char *byte = mail->body; *byte != '\0'; byte++) {
		if (*byte == '\n')
			text_byte(out, '\r');
		text_byte(out, *byte);
	}
}

static CURLcode deliver(CURL *curl, const struct mail *mail, struct reading *reading,
	struct curl_slist *recipients, char error[CURL_ERROR_SIZE])
{
	char sender[ADDRESS_SIZE];
	bracket(mail->sender, sender);
	curl_easy_setopt(curl, CURLOPT_URL, mail->server);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_letter);
	curl_easy_setopt(curl, CURLOPT_READDATA, reading);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)TOTAL_MS);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	return curl_easy_perform(curl);
}

int mail_send(const struct mail *mail, char problem[MAIL_PROBLEM_SIZE])
{
	char error[CURL_ERROR_SIZE] = "";
	char recipient[ADDRESS_SIZE];
	CURLcode code = CURLE_OUT_OF_MEMORY;
	if (!is_one_line(mail->sender) || !is_one_line(mail->recipient) ||
		!is_one_line(mail->subject)) {
		snprintf(problem, MAIL_PROBLEM_SIZE, "an address holds a line break");
		return -1;
	}
	bracket(mail->recipient, recipient);
	struct arena *arena = arena_new(8192, LETTER_LIMIT);
	CURL *curl = curl_easy_init();
	struct curl_slist *recipients = curl_slist_append(NULL, recipient);
	if (arena != NULL && curl != NULL && recipients != NULL) {
		struct text letter = text_in(arena);
		write_letter(&letter, mail);
		const char *done = text_done(&letter);
		struct reading reading = {done, letter.length};
		if (done != NULL)
			code = deliver(curl, mail, &reading, recipients, error);
	}
	snprintf(problem, MAIL_PROBLEM_SIZE, "%s",
		error[0] == '\0' ? curl_easy_strerror(code) : error);
	curl_slist_free_all(recipients);
	curl_easy_cleanup(curl);
	arena_free(arena);
	return code == CURLE_OK ? 0 : -1;
}
