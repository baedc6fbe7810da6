#pragma once
// The codes of a value set, in order, for $expand and for searches with :in. Spec: FHIR R4, valueset.html#expansion.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/terms/content.h"
#include "fhir/terms/membership.h"

namespace osler::fhir::terms {

/// One code. Views live as long as the expansion.
struct Member {
  static constexpr std::uint32_t kTop = 0xffffffff;
  const CodeSystem* system = nullptr;   ///< Null: the system is not loaded, the code is listed by name.
  CodeSystem::Index index = 0;          ///< In `system`.
  const ListedCode* listed = nullptr;   ///< Where the value set lists it by name.
  std::string_view system_url;
  std::string_view system_version;
  std::string_view code;
  std::uint32_t parent = kTop;          ///< Place of the nearest member above it; only in a nested expansion.
};

struct ExpansionRequest {
  std::string_view filter;               ///< Words that must begin some word of the code or display; empty: all.
  bool active_only = false;
  bool exclude_not_selectable = false;
  bool nested = false;                   ///< Give `parent` where the definition is one system's hierarchy.
  std::size_t members_max = 10'000;      ///< Of the whole expansion; beyond: too-costly.
};

struct Expansion {
  std::vector<Member> members;
  std::vector<CodeSystemPtr> systems;    ///< Those used; keep the members' texts alive.
  std::vector<ValueSetPtr> value_sets;   ///< The one expanded first, then those it names.
  bool nested = false;
};

/// With the supplements that `set` needs; those of value sets it names must be loaded, and change nothing.
/// Errors: kNotFound for a code system, supplement or value set that is needed and not loaded; kUnprocessable for a circle;
/// kInvalidInput (too-costly) beyond members_max.
Result<Expansion> expand(const Content& content, const ValueSetPtr& set, const ExpansionRequest& request);

/// Whether every word of `filter` begins a word of `text`, case ignored.
bool matches_words(std::string_view text, std::string_view filter);

}  // namespace osler::fhir::terms
