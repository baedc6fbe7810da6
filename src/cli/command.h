#pragma once
// What all commands share: exit codes, and how an error reaches a person.

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace CLI {
class App;
}

namespace osler::cli {

/// Exit codes that scripts may rely on.
enum Exit : int {
  kOk = 0,
  kFailure = 1,
  kUsage = 2,
  kNotFound = 3,
  kNotAllowed = 4,
  kConflict = 5,
  kUnavailable = 69,
  kInputOutput = 74,
  kConfiguration = 78,
  kInterrupted = 130,
};

/// A command sets this to what it does; main() calls it once the arguments are read.
using Action = std::function<int()>;

int exit_code(const Error& error);
/// Prints "osler: <message>" with the findings to standard error; the exit code.
int fail(const Error& error);
int fail(int code, std::string_view message);
/// Whether standard error is a terminal that may show progress and colour.
bool shows_progress();
/// All of standard input without the last line break.
std::string read_secret_line();

// One function for each command: adds it to `app`; what it does lands in `action`.
void add_init(CLI::App& app, Action& action);
void add_serve(CLI::App& app, Action& action);
void add_import(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);
void add_keys(CLI::App& app, Action& action);
void add_users(CLI::App& app, Action& action);
void add_package(CLI::App& app, Action& action);
void add_webhooks(CLI::App& app, Action& action);
void add_validate(CLI::App& app, Action& action);
void add_fhirpath(CLI::App& app, Action& action);
void add_openapi(CLI::App& app, Action& action);

}  // namespace osler::cli
