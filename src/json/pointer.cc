#include "json/pointer.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace osler::json {
namespace {

std::optional<std::string> unescaped(std::string_view step) {
  std::string out;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      out += step[i];
      continue;
    }
    ++i;
    if (i == step.size() || (step[i] != '0' && step[i] != '1')) return std::nullopt;
    out += step[i] == '0' ? '~' : '/';
  }
  return out;
}

}  // namespace

std::optional<std::vector<std::string>> parse_pointer(std::string_view text) {
  std::vector<std::string> steps;
  while (!text.empty()) {
    if (text.front() != '/') return std::nullopt;
    text.remove_prefix(1);
    std::optional<std::string> step = unescaped(text.substr(0, text.find('/')));
    if (!step) return std::nullopt;
    steps.push_back(std::move(*step));
    text.remove_prefix(std::min(text.find('/'), text.size()));
  }
  return steps;
}

std::optional<std::size_t> array_index(std::string_view step) {
  if (step.empty() || (step.size() > 1 && step.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const char* end = step.data() + step.size();
  const auto [rest, failure] = std::from_chars(step.data(), end, index);
  if (failure != std::errc{} || rest != end) return std::nullopt;
  return index;
}

}  // namespace osler::json
