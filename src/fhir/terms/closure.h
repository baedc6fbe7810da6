#pragma once
// A closure table: which of the concepts that a client has met stand below which others, kept by the client itself. What is kept
// here is what it told of, and when; how concepts stand to each other is asked of their code systems each time.
// Spec: FHIR R4, terminology-service.html#closure.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "fhir/terms/content.h"
#include "fhir/terms/operation_input.h"

namespace osler::fhir::terms {

struct Closure {
  std::uint64_t version = 0;  ///< Of what was added last; 0: nothing yet.
  /// By the system's URL, then by code: the version with which it came.
  std::map<std::string, std::map<std::string, std::uint64_t>> systems;

  std::size_t concept_count() const;
  bool operator==(const Closure&) const = default;
};

/// As a row keeps it. Format: docs/formats/closures.md.
std::string encode(const Closure& closure);
/// Errors: kInternal for what encode() did not make.
Result<Closure> decode_closure(std::string_view bytes);

/// Adds those of `concepts` that are not in it yet, all under the next version; without any new one nothing changes. Errors, with
/// nothing added: kNotFound for a system that is not loaded and a code that it does not have; kInvalidInput for a concept without
/// system or code, and (too-costly) if there would be more than `concepts_max`.
Status add_concepts(const Content& content, std::span<const Coding> concepts, std::size_t concepts_max, Closure& closure);

/// The JSON of a ConceptMap that tells each pair, narrower and wider, of which one or both came after version `after`: the target
/// subsumes the source. What its system does not have any more stands in no pair.
std::string closure_map(const Content& content, const Closure& closure, std::string_view name, std::uint64_t after, std::int64_t now_ms);

}  // namespace osler::fhir::terms
