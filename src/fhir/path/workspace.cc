#include "fhir/path/workspace.h"

#include <cstring>

namespace osler::fhir::path {

std::string_view Workspace::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* copy = static_cast<char*>(arena_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

}  // namespace osler::fhir::path
