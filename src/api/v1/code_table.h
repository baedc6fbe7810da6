#pragma once
// Simplified words and the codings they stand for, and the shapes by which a bare code is recognised.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace osler::api::v1 {

struct CodeEntry {
  std::string word;  ///< What clients of /v1 say.
  std::string code;
  std::string display;
  std::string system;
};

class CodeTable {
 public:
  void add(CodeEntry entry) { entries_.push_back(std::move(entry)); }
  bool empty() const { return entries_.empty(); }
  const std::vector<CodeEntry>& entries() const { return entries_; }

  /// The entry of a word, letter case ignored; null if there is none.
  const CodeEntry* find_word(std::string_view word) const;
  /// The first entry with that coding; an empty system means any. Null if there is none.
  const CodeEntry* find_coding(std::string_view system, std::string_view code) const;

 private:
  std::vector<CodeEntry> entries_;
};

/// A code of this shape belongs to this system.
struct CodePattern {
  std::shared_ptr<const re2::RE2> shape;
  std::string system;

  bool fits(std::string_view code) const;
};

/// The first pattern that fits; null if none does.
const CodePattern* find_pattern(const std::vector<CodePattern>& patterns, std::string_view code);

/// Whether two texts are equal but for the case of ASCII letters.
bool equal_without_case(std::string_view a, std::string_view b);

}  // namespace osler::api::v1
