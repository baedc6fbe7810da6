#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace osler {

void assertion_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "osler: broken invariant: %s (%s:%d)\n", what, file, line);
  std::abort();
}

}  // namespace osler
