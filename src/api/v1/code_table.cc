#include "api/v1/code_table.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/ascii.h"

namespace osler::api::v1 {
namespace {

}  // namespace

bool equal_without_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

const CodeEntry* CodeTable::find_word(std::string_view word) const {
  for (const CodeEntry& entry : entries_) {
    if (equal_without_case(entry.word, word)) return &entry;
  }
  return nullptr;
}

const CodeEntry* CodeTable::find_coding(std::string_view system, std::string_view code) const {
  for (const CodeEntry& entry : entries_) {
    if (entry.code == code && (system.empty() || entry.system == system)) return &entry;
  }
  return nullptr;
}

bool CodePattern::fits(std::string_view code) const {
  return re2::RE2::FullMatch(re2::StringPiece(code.data(), code.size()), *shape);
}

const CodePattern* find_pattern(const std::vector<CodePattern>& patterns, std::string_view code) {
  for (const CodePattern& pattern : patterns) {
    if (pattern.fits(code)) return &pattern;
  }
  return nullptr;
}

}  // namespace osler::api::v1
