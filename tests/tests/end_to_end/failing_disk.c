/* Preloaded into the gateway. Writes or syncs of its SQLite files fail while the folder that FAILING_DISK names holds a file `write` or
   `fsync`. While it holds `full`, with a number in it, the disk is full to files of the database and of the blob store that would grow
   beyond so many bytes; what lies within a file's present length is written, as on a disk that is full. What is of neither goes
   through. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* Whether the flag is set; its place is put into `flag`. */
static int is_set(const char *what, char *flag, size_t size) {
    const char *folder = getenv("FAILING_DISK");
    if (!folder) return 0;
    snprintf(flag, size, "%s/%s", folder, what);
    return access(flag, F_OK) == 0;
}

static int is_of(int fd, const char *part) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, part) != NULL;
}

static int fails(const char *what, int fd) {
    char flag[4096];
    return is_set(what, flag, sizeof flag) && is_of(fd, "porthor.db");
}

/* Whether there is no room for a write that ends at `end`; at -1, for one of `count` bytes at the file's own place. */
static int is_full(int fd, off_t end, size_t count) {
    char flag[4096];
    struct stat file;
    if (!is_set("full", flag, sizeof flag) || !(is_of(fd, "porthor.db") || is_of(fd, "/blobs/"))) return 0;
    if (fstat(fd, &file) != 0) return 0;
    if (end < 0) {
        off_t at = lseek(fd, 0, SEEK_CUR);
        end = (at < 0 ? file.st_size : at) + (off_t)count;
    }
    long long most = 0;
    FILE *open = fopen(flag, "r");
    if (!open) return 0;
    if (fscanf(open, "%lld", &most) != 1) most = 0;
    fclose(open);
    return end > file.st_size && end > most;
}

#define SYNC(name)                                                         \
    int name(int fd) {                                                     \
        static int (*real)(int);                                           \
        if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name);           \
        if (fails("fsync", fd)) { errno = EIO; return -1; }                \
        return real(fd);                                                   \
    }
SYNC(fsync)
SYNC(fdatasync)

#define PWRITE(name, offset_t)                                                                        \
    ssize_t name(int fd, const void *bytes, size_t count, offset_t at) {                              \
        static ssize_t (*real)(int, const void *, size_t, offset_t);                                  \
        if (!real) real = (ssize_t (*)(int, const void *, size_t, offset_t))dlsym(RTLD_NEXT, #name);  \
        if (fails("write", fd)) { errno = EIO; return -1; }                                           \
        if (is_full(fd, (off_t)at + (off_t)count, count)) { errno = ENOSPC; return -1; }              \
        return real(fd, bytes, count, at);                                                            \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    if (fails("write", fd)) { errno = EIO; return -1; }
    if (is_full(fd, -1, count)) { errno = ENOSPC; return -1; }
    return real(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *pieces, int number) {
    static ssize_t (*real)(int, const struct iovec *, int);
    if (!real) real = (ssize_t (*)(int, const struct iovec *, int))dlsym(RTLD_NEXT, "writev");
    size_t count = 0;
    for (int piece = 0; piece < number; piece++) count += pieces[piece].iov_len;
    if (fails("write", fd)) { errno = EIO; return -1; }
    if (is_full(fd, -1, count)) { errno = ENOSPC; return -1; }
    return real(fd, pieces, number);
}
