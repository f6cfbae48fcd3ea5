#ifndef TESTS_UNIT_CHILDREN_H
#define TESTS_UNIT_CHILDREN_H

/* Processes that do the same thing at the same moment. */

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Forks `count` children, lets them go all at once, each into work(its number), and
 * returns the sum of what they returned. Aborts when a child did not come back.
 */
static inline long children_sum(int count, long (*work)(int number))
{
	enum { CHILDREN_MOST = 64 };
	struct gate {
		_Atomic int waiting;
		_Atomic int open;
		long results[CHILDREN_MOST];
	};
	struct gate *gate = mmap(NULL, sizeof(*gate), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (gate == MAP_FAILED || count > CHILDREN_MOST)
		abort();
	for (int i = 0; i < count; i++) {
		pid_t child = fork();
		if (child < 0)
			abort();
		if (child > 0)
			continue;
		atomic_fetch_add(&gate->waiting, 1);
		while (!atomic_load(&gate->open))
			usleep(50);
		gate->results[i] = work(i);
		_exit(0);
	}
	while (atomic_load(&gate->waiting) < count)
		usleep(50);
	atomic_store(&gate->open, 1);
	long sum = 0;
	for (int i = 0; i < count; i++) {
		int status;
		if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
			abort();
	}
	for (int i = 0; i < count; i++)
		sum += gate->results[i];
	munmap(gate, sizeof(*gate));
	return sum;
}

/* Does this end in a failed assertion? */
static inline int children_abort(void (*mistake)(void))
{
	int status = 0;
	pid_t child = fork();
	if (child < 0)
		abort();
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
		close(STDERR_FILENO);
		mistake();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
