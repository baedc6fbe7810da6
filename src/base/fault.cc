#include "base/fault.h"

#ifdef OSLER_FAULTS

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

#include <unistd.h>

namespace osler {
namespace {

struct Chosen {
  std::string name;
  long pass = 1;
};

Chosen read_choice() {
  const char* text = std::getenv("OSLER_FAULT_AT");
  if (text == nullptr) return {};
  const std::string_view choice(text);
  const std::size_t colon = choice.find(':');
  Chosen chosen{std::string(choice.substr(0, colon)), 1};
  if (colon != std::string_view::npos) chosen.pass = std::strtol(text + colon + 1, nullptr, 10);
  return chosen;
}

}  // namespace

void fault_point(const char* name) {
  static const Chosen chosen = read_choice();
  static std::atomic<long> passes{0};
  if (chosen.name.empty() || chosen.name != name) return;
  if (passes.fetch_add(1) + 1 == chosen.pass) kill(getpid(), SIGKILL);
}

}  // namespace osler

#endif
