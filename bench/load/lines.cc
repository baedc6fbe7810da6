#include "lines.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace osler::load {

Lines::Lines(const char* file) {
  const int descriptor = open(file, O_RDONLY | O_CLOEXEC);
  struct stat about {};
  if (descriptor < 0 || fstat(descriptor, &about) != 0) {
    std::perror(file);
    std::exit(2);
  }
  if (about.st_size > 0) {
    void* mapped =
        mmap(nullptr, static_cast<std::size_t>(about.st_size), PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
    if (mapped == MAP_FAILED) {
      std::perror(file);
      std::exit(2);
    }
    all_ = rest_ = {static_cast<const char*>(mapped), static_cast<std::size_t>(about.st_size)};
  }
  close(descriptor);
}

Lines::~Lines() {
  if (!all_.empty()) munmap(const_cast<char*>(all_.data()), all_.size());
}

std::optional<std::string_view> Lines::next() {
  if (rest_.empty()) return std::nullopt;
  const std::string_view line = rest_.substr(0, rest_.find('\n'));
  rest_.remove_prefix(line.size() < rest_.size() ? line.size() + 1 : line.size());
  return line;
}

}  // namespace osler::load
