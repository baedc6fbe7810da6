// Loaded before the C library (LD_PRELOAD): while the file named by OSLER_BROKEN_DISK is there, the disk is full (the file says "full"),
// or every write to a regular file fails with EIO ("fails"). For tests/test_faults.py.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_said(const char *word) {
  char text[16] = {0};
  const char *flag = getenv("OSLER_BROKEN_DISK");
  int file = flag == NULL ? -1 : open(flag, O_RDONLY);
  if (file < 0) return 0;
  ssize_t bytes = read(file, text, sizeof text - 1);
  close(file);
  return bytes > 0 && strcmp(text, word) == 0;
}

static int fault_of(int fd) {
  struct stat status;
  if (fd <= 2 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  return is_said("fails") ? EIO : 0;
}

#define BREAKS(type, name, parameters, arguments)                        \
  type name parameters {                                                 \
    static type(*real) parameters;                                       \
    if (real == NULL) real = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
    int fault = fault_of(fd);                                            \
    if (fault == 0) return real arguments;                               \
    errno = fault;                                                       \
    return -1;                                                           \
  }

BREAKS(ssize_t, write, (int fd, const void *from, size_t bytes), (fd, from, bytes))
BREAKS(ssize_t, pwrite, (int fd, const void *from, size_t bytes, off_t at), (fd, from, bytes, at))
BREAKS(ssize_t, pwrite64, (int fd, const void *from, size_t bytes, off64_t at), (fd, from, bytes, at))
BREAKS(ssize_t, writev, (int fd, const struct iovec *from, int count), (fd, from, count))
BREAKS(int, fsync, (int fd), (fd))
BREAKS(int, fdatasync, (int fd), (fd))

int statvfs(const char *path, struct statvfs *disk) {
  static int (*real)(const char *, struct statvfs *);
  if (real == NULL) real = (int (*)(const char *, struct statvfs *))dlsym(RTLD_NEXT, "statvfs");
  int answer = real(path, disk);
  if (answer == 0 && is_said("full")) disk->f_bavail = 0;
  return answer;
}
