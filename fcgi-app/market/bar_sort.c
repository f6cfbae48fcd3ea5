#include "market/bar_sort.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* So many items of a run are read at once. */
enum { WINDOW = 512, RUNS_FIRST = 16, PATH_SIZE = 4096 };

struct run {
	off_t at; /* of what was not read yet, in the file */
	off_t end;
	const struct bar_sort_item *items; /* at hand */
	size_t count;
	size_t next;
	struct bar_sort_item *window;
};

struct bar_sort {
	struct bar_sort_item *items; /* the run that is being filled */
	size_t room;
	size_t used;
	int64_t count;
	bool sealed; /* the last run is in order */
	int file;    /* -1: none yet */
	off_t length;
	off_t *ends; /* of runs, in the file */
	size_t run_count;
	size_t run_room;
	struct run *runs; /* while they are read: a heap, the least on top */
	size_t heap;
	bool begun; /* the top was handed out */
	struct bar_sort_item *windows;
};

static int complain(const char *what)
{
	LOG(LOG_ERROR, "bars cannot be sorted", LOG_TEXT("what", what),
		LOG_TEXT("error", strerror(errno)));
	return -1;
}

struct bar_sort *bar_sort_new(size_t run)
{
	struct bar_sort *sort = calloc(1, sizeof(*sort));
	if (sort == NULL)
		return NULL;
	sort->file = -1;
	sort->room = run;
	sort->items = malloc(run * sizeof(*sort->items));
	if (sort->items != NULL)
		return sort;
	free(sort);
	return NULL;
}

static int compare(const struct bar_sort_item *a, const struct bar_sort_item *b)
{
	if (a->symbol != b->symbol)
		return a->symbol < b->symbol ? -1 : 1;
	if (a->bar.time_us != b->bar.time_us)
		return a->bar.time_us < b->bar.time_us ? -1 : 1;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static int compare_items(const void *a, const void *b)
{
	return compare(a, b);
}

/* Most files are in order already. */
static void order_run(struct bar_sort *sort)
{
	for (size_t i = 1; i < sort->used; i++) {
		if (compare(&sort->items[i - 1], &sort->items[i]) <= 0)
			continue;
		qsort(sort->items, sort->used, sizeof(*sort->items), compare_items);
		return;
	}
}

static int open_file(struct bar_sort *sort)
{
	char path[PATH_SIZE];
	const char *directory = getenv("TMPDIR");
	if (directory == NULL || *directory == '\0')
		directory = "/tmp";
	sort->file = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (sort->file >= 0)
		return 0;
	/* Not every file system knows files without a name. */
	snprintf(path, sizeof(path), "%s/papertrade-XXXXXX", directory);
	sort->file = mkostemp(path, O_CLOEXEC);
	if (sort->file < 0)
		return complain("a temporary file cannot be made");
	unlink(path);
	return 0;
}

static int note_run(struct bar_sort *sort)
{
	if (sort->run_count == BAR_SORT_RUNS) {
		errno = EFBIG;
		return complain("too many bars");
	}
	if (sort->run_count == sort->run_room) {
		size_t room = sort->run_room == 0 ? RUNS_FIRST : sort->run_room * 2;
		off_t *larger = realloc(sort->ends, room * sizeof(*larger));
		if (larger == NULL)
			return complain("out of memory");
		sort->ends = larger;
		sort->run_room = room;
	}
	sort->ends[sort->run_count++] = sort->length;
	return 0;
}

static int write_run(struct bar_sort *sort)
{
	const char *bytes = (const char *)sort->items;
	size_t left = sort->used * sizeof(*sort->items);
	order_run(sort);
	if (sort->file < 0 && open_file(sort) != 0)
		return -1;
	while (left > 0) {
		ssize_t done = pwrite(sort->file, bytes, left, sort->length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return complain("the temporary file cannot be written");
		bytes += done;
		left -= (size_t)done;
		sort->length += done;
	}
	sort->used = 0;
	return note_run(sort);
}

int bar_sort_add(struct bar_sort *sort, const struct bar_sort_item *item)
{
	if (sort->sealed) {
		errno = EINVAL;
		return complain("they are being read");
	}
	if (sort->used == sort->room && write_run(sort) != 0)
		return -1;
	sort->items[sort->used++] = *item;
	sort->count++;
	return 0;
}

/* Fills a run's window from the file; false when nothing is left or, with `failed`,
 * when it cannot be read. */
static bool refill(struct bar_sort *sort, struct run *run, bool *failed)
{
	size_t wanted = WINDOW * sizeof(struct bar_sort_item);
	size_t got = 0;
	if (run->end - run->at < (off_t)wanted)
		wanted = (size_t)(run->end - run->at);
	while (got < wanted) {
		ssize_t done = pread(sort->file, (char *)run->window + got, wanted - got,
			run->at + (off_t)got);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			*failed = complain("the temporary file cannot be read") != 0;
			return false;
		}
		got += (size_t)done;
	}
	run->at += (off_t)wanted;
	run->items = run->window;
	run->count = wanted / sizeof(struct bar_sort_item);
	run->next = 0;
	return run->count > 0;
}

static const struct bar_sort_item *head(const struct run *run)
{
	return &run->items[run->next];
}

static void sink(struct bar_sort *sort, size_t at)
{
	for (;;) {
		size_t least = at;
		for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < sort->heap;
			child++)
			if (compare(head(&sort->runs[child]), head(&sort->runs[least])) <
				0)
				least = child;
		if (least == at)
			return;
		struct run run = sort->runs[at];
		sort->runs[at] = sort->runs[least];
		sort->runs[least] = run;
		at = least;
	}
}

/* One run for each in the file, and the one in memory. */
static int make_runs(struct bar_sort *sort)
{
	if (sort->runs != NULL)
		return 0;
	sort->runs = calloc(sort->run_count + 1, sizeof(*sort->runs));
	sort->windows = malloc((sort->run_count + 1) * WINDOW * sizeof(*sort->windows));
	if (sort->runs == NULL || sort->windows == NULL)
		return complain("out of memory");
	return 0;
}

int bar_sort_rewind(struct bar_sort *sort)
{
	bool failed = false;
	off_t begin = 0;
	if (!sort->sealed)
		order_run(sort);
	sort->sealed = true;
	sort->begun = false;
	sort->heap = 0;
	if (make_runs(sort) != 0)
		return -1;
	for (size_t i = 0; i < sort->run_count && !failed; i++) {
		struct run *run = &sort->runs[sort->heap];
		*run = (struct run){.at = begin,
			.end = sort->ends[i],
			.window = sort->windows + i * WINDOW};
		begin = sort->ends[i];
		sort->heap += refill(sort, run, &failed);
	}
	if (sort->used > 0)
		sort->runs[sort->heap++] =
			(struct run){.items = sort->items, .count = sort->used};
	for (size_t i = sort->heap; i-- > 0;)
		sink(sort, i);
	return failed ? -1 : 0;
}

int bar_sort_next(struct bar_sort *sort, const struct bar_sort_item **item)
{
	bool failed = false;
	if (sort->begun && sort->heap > 0) {
		struct run *top = &sort->runs[0];
		if (++top->next == top->count &&
			(top->window == NULL || !refill(sort, top, &failed)))
			*top = sort->runs[--sort->heap];
		if (failed)
			return -1;
		sink(sort, 0);
	}
	sort->begun = true;
	if (sort->heap == 0)
		return 0;
	*item = head(&sort->runs[0]);
	return 1;
}

int64_t bar_sort_count(const struct bar_sort *sort)
{
	return sort->count;
}

void bar_sort_free(struct bar_sort *sort)
{
	if (sort == NULL)
		return;
	if (sort->file >= 0)
		close(sort->file);
	free(sort->items);
	free(sort->ends);
	free(sort->runs);
	free(sort->windows);
	free(sort);
}
