#pragma once
// A place where conformance resources lie as text: what is shipped, a package, an organization's own. Knows nothing of
// what they mean.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace osler::fhir::terms {

enum class ResourceKind : std::uint8_t { kCodeSystem, kValueSet, kConceptMap, kStructureDefinition };
inline constexpr std::size_t kResourceKinds = 4;

/// "CodeSystem", "ValueSet", …
std::string_view type_name(ResourceKind kind);
/// Nothing for every other type.
std::optional<ResourceKind> kind_of(std::string_view type_name);

/// One version of a conformance resource.
struct Document {
  std::string version;      ///< Business version; empty: none.
  std::uint64_t identity = 0;  ///< Equal only for equal text in one source.
  std::string text;
};

/// Any thread.
class Source {
 public:
  virtual ~Source() = default;
  /// Every version with that URL. Errors: those of the place.
  virtual Result<std::vector<Document>> find(ResourceKind kind, std::string_view url) const = 0;
  /// The URLs of a kind, sorted, each once.
  virtual Result<std::vector<std::string>> urls(ResourceKind kind) const = 0;
  /// Rises whenever anything in it may have changed; what was found under one epoch is good as long as that stays.
  virtual std::uint64_t epoch() const = 0;
};

/// Resources in memory: for tests, and for commands without a store. Filled first, then asked.
class MemorySource final : public Source {
 public:
  void add(ResourceKind kind, std::string url, std::string version, std::string text);
  Result<std::vector<Document>> find(ResourceKind kind, std::string_view url) const override;
  Result<std::vector<std::string>> urls(ResourceKind kind) const override;
  std::uint64_t epoch() const override { return epoch_; }

 private:
  std::map<std::string, std::vector<Document>, std::less<>> documents_[kResourceKinds];
  std::uint64_t epoch_ = 1;
};

}  // namespace osler::fhir::terms
