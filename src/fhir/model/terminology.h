#pragma once
// What code systems and value sets say about a code: the questions that FHIRPath and validation ask. Implemented by
// fhir/terms; without one, only the value sets compiled into the definitions are known.

#include <cstdint>
#include <optional>
#include <string_view>

namespace osler::fhir {

/// Spec: FHIR R4, codesystem-operation-subsumes.html.
enum class Subsumption : std::uint8_t { kEquivalent, kSubsumes, kSubsumedBy, kNotSubsumed };

/// Every method may be called from any thread and answers nothing where the content is not known here.
class Terminology {
 public:
  virtual ~Terminology() = default;
  /// Whether the value set (canonical, perhaps with "|version") holds the code; an empty `system` means any.
  virtual std::optional<bool> contains(std::string_view value_set, std::string_view system, std::string_view code) const = 0;
  /// How code `a` of a system stands to code `b`: kSubsumes if `a` is the more general.
  virtual std::optional<Subsumption> subsumption(std::string_view system, std::string_view a, std::string_view b) const = 0;
};

}  // namespace osler::fhir
