#pragma once
// A regular expression of FHIRPath, ready to match: RE2's language, where '.' also matches the end of a line.

#include <re2/re2.h>

#include <memory>
#include <string>
#include <string_view>

namespace osler::fhir::path {

class RegularExpression {
 public:
  /// Null if the pattern cannot be read or would take more than 1 MiB.
  static std::shared_ptr<const RegularExpression> create(std::string_view pattern);

  bool matches_part(std::string_view text) const;
  bool matches_all(std::string_view text) const;
  /// Every match replaced; $1 to $9 and ${name} in `substitution` stand for groups, $0 for the match.
  std::string replaced(std::string_view text, std::string_view substitution) const;

 private:
  explicit RegularExpression(std::string_view pattern);
  std::string rewrite_of(std::string_view substitution) const;
  RE2 compiled_;
};

}  // namespace osler::fhir::path
