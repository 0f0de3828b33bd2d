/* Preloaded into the gateway: writes or syncs of its SQLite files fail while the folder that FAILING_DISK names holds a file
   `write` or `fsync`. What is not of the database goes through. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(const char *what, int fd) {
    const char *folder = getenv("FAILING_DISK");
    if (!folder) return 0;
    char flag[4096], link[64], path[4096];
    snprintf(flag, sizeof flag, "%s/%s", folder, what);
    if (access(flag, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, "porthor.db") != NULL;
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
        return real(fd, bytes, count, at);                                                            \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    if (fails("write", fd)) { errno = EIO; return -1; }
    return real(fd, bytes, count);
}
