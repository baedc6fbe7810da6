#pragma once
// Canonical URLs with an optional version: "http://example.org/ValueSet/x|1.0". Spec: FHIR R4, references.html#canonical.

#include <string_view>

namespace osler::fhir::terms {

struct Canonical {
  std::string_view url;
  std::string_view version;  ///< Empty: any.
};

constexpr Canonical split_canonical(std::string_view text) {
  const std::size_t bar = text.find('|');
  if (bar == std::string_view::npos) return {text, {}};
  return {text.substr(0, bar), text.substr(bar + 1)};
}

/// Whether business version `a` is older than `b`: runs of digits compare as numbers, everything else as text, so that
/// 2.10 is newer than 2.9. Having none is oldest.
bool is_older(std::string_view a, std::string_view b);

}  // namespace osler::fhir::terms
