#include "cli/command.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace osler::cli {

int exit_code(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kNotFound:
    case ErrorKind::kGone: return kNotFound;
    case ErrorKind::kForbidden:
    case ErrorKind::kUnauthenticated: return kNotAllowed;
    case ErrorKind::kConflict:
    case ErrorKind::kPreconditionFailed: return kConflict;
    case ErrorKind::kUnavailable: return kUnavailable;
    case ErrorKind::kStorageFull: return kInputOutput;
    default: return kFailure;
  }
}

int fail(int code, std::string_view message) {
  std::cerr << "osler: " << message << '\n';
  return code;
}

int fail(const Error& error) {
  std::cerr << "osler: " << error.message << '\n';
  for (const Issue& issue : error.issues) {
    std::cerr << "  " << code_of(issue.severity) << ' ' << (issue.expression.empty() ? "" : issue.expression + ": ") << issue.diagnostics << '\n';
  }
  return exit_code(error);
}

bool shows_progress() {
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  return isatty(STDERR_FILENO) == 1 && !dumb;
}

std::string read_secret_line() {
  std::string line;
  std::getline(std::cin, line);
  return line;
}

}  // namespace osler::cli
