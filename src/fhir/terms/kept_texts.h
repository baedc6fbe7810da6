#pragma once
// Decoded strings of a parsed resource that live as long as it: most point into its text, those with escapes are kept here.

#include <deque>
#include <string>
#include <string_view>

#include "json/tree.h"

namespace osler::fhir::terms {

class KeptTexts {
 public:
  /// Empty for what is no string. Valid as long as this object and the view's tree.
  std::string_view of(json::View value) {
    if (!value.is_string()) return {};
    std::string scratch;
    const std::string_view text = value.text(scratch);
    return text.data() == scratch.data() && !text.empty() ? keep(std::move(scratch)) : text;
  }
  std::string_view keep(std::string text) { return kept_.emplace_back(std::move(text)); }

 private:
  std::deque<std::string> kept_;
};

}  // namespace osler::fhir::terms
