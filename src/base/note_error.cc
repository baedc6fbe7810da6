#include "base/note_error.h"

#include <cstdio>
#include <string>

namespace osler {

void note_internal_error(const Error& error, std::string_view request_id) {
  if (error.kind != ErrorKind::kInternal) return;
  const std::string line = "osler: internal error in request " + std::string(request_id) + ": " + error.message + "\n";
  std::fputs(line.c_str(), stderr);
}

}  // namespace osler
