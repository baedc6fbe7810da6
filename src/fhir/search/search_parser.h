#pragma once
// A FHIR search request (decoded name=value pairs) to a store::Query. Unknown or unusable parameters are errors that
// name the nearest known one, or are reported when the caller asked for lenient handling: never silently ignored.
// Spec: FHIR R4, search.html.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "fhir/model/definitions.h"
#include "store/query.h"

namespace osler::fhir::terms {
class Content;
}

namespace osler::fhir {

enum class Summary : std::uint8_t { kFalse, kTrue, kText, kData, kCount };
enum class Handling : std::uint8_t { kStrict, kLenient };

struct SearchOptions {
  Handling handling = Handling::kStrict;
  std::uint32_t count_default = 50;
  std::uint32_t count_max = 1'000;       ///< Larger asks are clamped.
  std::int16_t zone_minutes = 0;         ///< Zone of query dates without one.
  std::int64_t now_ms = 0;               ///< For the prefix "ap" of dates; 0: it means overlap only.
  std::uint32_t parameters_max = 1'000;  ///< Beyond: kInvalidInput.
  std::uint32_t values_max = 10'000;     ///< In one OR list.
  std::vector<TypeId> types = {};        ///< Of a search over several types: only these; empty: all.
  std::vector<TypeId> containers = {};   ///< Types that `_contained` looks into; empty: it is refused.
  std::string_view base_url;             ///< Own base, "https://host/api/fhir", to recognise own absolute references.
  std::string_view tenant_system;        ///< `_tag` on this system is answered from `tenant`.
  std::string_view tenant;
  const terms::Content* terminology = nullptr;  ///< Where `:in`, `:below` and their like find codes. Null: what R4 defines.
};

/// `_include=Encounter:subject:Patient`. Wildcards have parameter kNone.
struct Include {
  bool reverse = false;
  bool iterate = false;
  TypeId source = TypeId::kNone;   ///< kNone: `*`.
  ParameterId parameter = ParameterId::kNone;
  TypeId target = TypeId::kNone;   ///< kNone: any.
};

/// `_contained`: whether matches are looked for among the resources inside others.
enum class ContainedMatches : std::uint8_t { kNone, kOnly, kBoth };

/// One name of `_elements`: "status", or "Patient.name" for resources of that type alone.
struct ElementName {
  TypeId type = TypeId::kNone;
  std::string name;  ///< As in JSON, or the base of a choice: "value" for value[x].
};

struct Subset {
  Summary summary = Summary::kFalse;
  std::vector<ElementName> elements;

  bool is_whole() const { return elements.empty() && (summary == Summary::kFalse || summary == Summary::kCount); }
};

struct ParsedSearch {
  store::Query query;
  std::vector<Include> includes;
  Subset subset;
  ContainedMatches contained = ContainedMatches::kNone;
  bool shows_contained = false;        ///< `_containedType=contained`: the contained resources are the answer, not what holds them.
  store::Expr of_one;                  ///< If it looks inside: what one resource of the type must meet, judged alone (store/alone.h).
  bool count_only = false;             ///< `_summary=count` or `_count=0`.
  /// What was really evaluated, for link.self: decoded pairs without the cursor.
  std::vector<std::pair<std::string, std::string>> applied;
  std::vector<Issue> ignored;          ///< Under lenient handling: one for each parameter left out.
};

/// Keys of one `_sort` are at most this many.
inline constexpr std::size_t kSortKeysMax = 8;

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Without a type: system-level search (`_type` names the types, else all). `_format`, `_pretty` and `_cursor` are left to the
/// caller: they are neither used nor refused. Errors: kInvalidInput naming the parameter.
Result<ParsedSearch> parse_search(const Definitions& definitions, std::optional<TypeId> type, const Parameters& parameters,
                                  const SearchOptions& options = {});

/// One parameter (code, with modifier, and its value list) on one type, as an expression: for /v1 filters and conditions.
/// Errors: as parse_search.
Result<store::Expr> parse_criterion(const Definitions& definitions, TypeId type, std::string_view name,
                                    std::string_view value, const SearchOptions& options = {});

/// `_sort` of one type. Errors: kInvalidInput naming the key.
Result<std::vector<store::SortKey>> parse_sort(const Definitions& definitions, TypeId type, std::string_view value);

/// Lower case, accents and punctuation folded, words separated by single spaces. Spec: FHIR R4, search.html#string.
std::string fold_text(std::string_view text);

}  // namespace osler::fhir
