/* A disk for LD_PRELOAD, for the files below DISK: what a power cut leaves of them, and what it is when nothing more fits.
 *
 * A file is copied to the folder SURVIVES whenever it is forced to the disk; nothing else would be there after a power cut.
 * While the file FULL exists, nothing can be written.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* The path of an ordinary file below DISK, after that of the folder; NULL for any other. */
static const char *below(int fd, char *path) {
    const char *disk = getenv("DISK");
    char link[64];
    struct stat about;
    if (!disk || fstat(fd, &about) || !S_ISREG(about.st_mode)) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return NULL;
    path[length] = 0;
    size_t of_disk = strlen(disk);
    return strncmp(path, disk, of_disk) || path[of_disk] != '/' ? NULL : path + of_disk + 1;
}

static int full(int fd) {
    char path[PATH_MAX];
    const char *marker = getenv("FULL");
    if (!marker || access(marker, F_OK) || !below(fd, path)) return 0;
    errno = ENOSPC;
    return 1;
}

static void survive(int fd) {
    char path[PATH_MAX], draft[PATH_MAX * 2], kept[PATH_MAX * 2], piece[1 << 16];
    const char *to = getenv("SURVIVES"), *name = below(fd, path);
    if (!to || !name || strchr(name, '/')) return;
    snprintf(draft, sizeof draft, "%s/.%s.%d", to, name, getpid());
    snprintf(kept, sizeof kept, "%s/%s", to, name);
    int from = open(path, O_RDONLY), into = open(draft, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    for (ssize_t count; (count = read(from, piece, sizeof piece)) > 0;)
        if (REAL(write)(into, piece, count) != count) _exit(9);
    close(from);
    close(into);
    rename(draft, kept);
}

#define FORCED(name) \
    int name(int fd) { int failed = REAL(name)(fd); if (!failed) survive(fd); return failed; }
FORCED(fsync)
FORCED(fdatasync)

ssize_t write(int fd, const void *data, size_t size) { return full(fd) ? -1 : REAL(write)(fd, data, size); }
ssize_t writev(int fd, const struct iovec *data, int count) { return full(fd) ? -1 : REAL(writev)(fd, data, count); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return full(fd) ? -1 : REAL(pwrite)(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return full(fd) ? -1 : REAL(pwrite64)(fd, data, size, at); }
