/*
 * Sending e-mail over SMTP. Takes as long as the server takes, up to a limit:
 * never within a transaction, and never in the fast pool.
 */
#ifndef NET_MAIL_H
#define NET_MAIL_H

enum { MAIL_PROBLEM_SIZE = 256 };

struct mail {
	const char *server;    /* smtp:// or smtps://, with user and password if needed */
	const char *sender;    /* an address, or: Name <address> */
	const char *recipient; /* an address */
	const char *subject;   /* ASCII */
	const char *body;      /* UTF-8, lines ended by \n */
};

/* -1, and `problem` in words, when the server did not take it. */
int mail_send(const struct mail *mail, char problem[MAIL_PROBLEM_SIZE])
	__attribute__((warn_unused_result));

#endif
