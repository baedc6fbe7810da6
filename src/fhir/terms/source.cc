#include "fhir/terms/source.h"

#include <array>

namespace osler::fhir::terms {
namespace {

constexpr std::array<std::string_view, kResourceKinds> kTypeNames{"CodeSystem", "ValueSet", "ConceptMap", "StructureDefinition"};

}  // namespace

std::string_view type_name(ResourceKind kind) { return kTypeNames[static_cast<std::size_t>(kind)]; }

std::optional<ResourceKind> kind_of(std::string_view name) {
  for (std::size_t i = 0; i < kResourceKinds; ++i) {
    if (kTypeNames[i] == name) return static_cast<ResourceKind>(i);
  }
  return std::nullopt;
}

void MemorySource::add(ResourceKind kind, std::string url, std::string version, std::string text) {
  documents_[static_cast<std::size_t>(kind)][std::move(url)].push_back({std::move(version), ++epoch_, std::move(text)});
}

Result<std::vector<Document>> MemorySource::find(ResourceKind kind, std::string_view url) const {
  const auto& documents = documents_[static_cast<std::size_t>(kind)];
  const auto found = documents.find(url);
  return found == documents.end() ? std::vector<Document>{} : found->second;
}

Result<std::vector<std::string>> MemorySource::urls(ResourceKind kind) const {
  std::vector<std::string> all;
  for (const auto& [url, versions] : documents_[static_cast<std::size_t>(kind)]) all.push_back(url);
  return all;
}

}  // namespace osler::fhir::terms
