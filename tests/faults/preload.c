/* A disk that fails on demand, for tests: preloaded into the server, it makes the n-th write, sync or truncation of files whose
 * path contains a pattern fail with a chosen error. The test controls it through a small file that both sides share; it counts
 * every call it saw. Compiled by tests/src/faults/faulty_disk.rs, which documents the fields. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, TRUNCATE = 4 };
enum { OFF = 0, ONCE = 1, FROM_THEN_ON = 2 };
enum { NOTHING_WRITTEN = 0, HALF_WRITTEN = 1 };

struct control {
    uint64_t armed, operations, error, remainder;
    int64_t countdown;
    uint64_t writes, syncs, truncations, failures;
    char pattern[128];
};

static struct control *control;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static ssize_t (*real_pwritev64)(int, const struct iovec *, int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_ftruncate64)(int, off64_t);

__attribute__((constructor)) static void begin(void) {
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
    real_writev = dlsym(RTLD_NEXT, "writev");
    real_pwritev = dlsym(RTLD_NEXT, "pwritev");
    real_pwritev64 = dlsym(RTLD_NEXT, "pwritev64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_ftruncate64 = dlsym(RTLD_NEXT, "ftruncate64");
    /* A limit on the length of files (RLIMIT_FSIZE) is to be an error of the call, not the end of the process. */
    signal(SIGXFSZ, SIG_IGN);
    const char *name = getenv("FAULTY_DISK_CONTROL");
    int file = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *shared = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED) control = shared;
    close(file);
}

static int concerns(int file) {
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return control->pattern[0] && strstr(path, control->pattern) != NULL;
}

/* Whether this call is the one that is to fail; errno says why. */
static int fails(int file, uint64_t operation) {
    if (!control) return 0;
    int before = errno;
    int concerned = concerns(file);
    errno = before;
    if (!concerned) return 0;
    uint64_t *count = operation == WRITE ? &control->writes : operation == SYNC ? &control->syncs : &control->truncations;
    __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
    uint64_t armed = __atomic_load_n(&control->armed, __ATOMIC_SEQ_CST);
    if (armed == OFF || !(control->operations & operation)) return 0;
    int64_t left = __atomic_sub_fetch(&control->countdown, 1, __ATOMIC_SEQ_CST);
    if (left > 0 || (armed == ONCE && left < 0)) return 0;
    if (armed == ONCE) __atomic_store_n(&control->armed, OFF, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&control->failures, 1, __ATOMIC_SEQ_CST);
    errno = (int)control->error;
    return 1;
}

static int half(size_t length) { return control->remainder == HALF_WRITTEN && length > 1; }

ssize_t write(int file, const void *bytes, size_t length) {
    if (!fails(file, WRITE)) return real_write(file, bytes, length);
    int error = errno;
    if (half(length)) (void)!real_write(file, bytes, length / 2);
    errno = error;
    return -1;
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
    if (!fails(file, WRITE)) return real_pwrite(file, bytes, length, at);
    int error = errno;
    if (half(length)) (void)!real_pwrite(file, bytes, length / 2, at);
    errno = error;
    return -1;
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
    if (!fails(file, WRITE)) return real_pwrite64(file, bytes, length, at);
    int error = errno;
    if (half(length)) (void)!real_pwrite64(file, bytes, length / 2, at);
    errno = error;
    return -1;
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    return fails(file, WRITE) ? -1 : real_writev(file, parts, count);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
    return fails(file, WRITE) ? -1 : real_pwritev(file, parts, count, at);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) {
    return fails(file, WRITE) ? -1 : real_pwritev64(file, parts, count, at);
}

int fsync(int file) { return fails(file, SYNC) ? -1 : real_fsync(file); }

int fdatasync(int file) { return fails(file, SYNC) ? -1 : real_fdatasync(file); }

int ftruncate(int file, off_t length) { return fails(file, TRUNCATE) ? -1 : real_ftruncate(file, length); }

int ftruncate64(int file, off64_t length) { return fails(file, TRUNCATE) ? -1 : real_ftruncate64(file, length); }
