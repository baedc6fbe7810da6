#include "api/fhir/shipped_match.h"

#include <algorithm>
#include <array>

#include "fhir/search/subset.h"
#include "fhir/search/value_list.h"
#include "fhir/terms/canonical.h"
#include "fhir/terms/source.h"

namespace osler::fhir_api {
namespace {

namespace terms = osler::fhir::terms;

/// Of the parameters of a search those that choose nothing.
bool only_shapes(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kNames{"_count", "_total", "_summary", "_elements", "_sort"};
  return std::ranges::find(kNames, name) != kNames.end() || name.starts_with("_include") || name.starts_with("_revinclude");
}

struct Named {
  std::string url, version;
};

/// Nothing if anything else is asked, or more than one.
std::optional<Named> named_by(const osler::fhir::Parameters& applied) {
  Named named;
  for (const auto& [name, value] : applied) {
    if (only_shapes(name)) continue;
    const bool is_url = name == "url" && named.url.empty();
    const bool is_version = name == "version" && named.version.empty();
    if ((!is_url && !is_version) || osler::fhir::split_unescaped(value, ',').size() != 1) return std::nullopt;
    (is_url ? named.url : named.version) = osler::fhir::unescaped_value(value);
  }
  if (named.url.empty()) return std::nullopt;
  const terms::Canonical canonical = terms::split_canonical(named.url);
  if (canonical.version.empty()) return named;
  if (!named.version.empty() && named.version != canonical.version) return std::nullopt;
  return Named{std::string(canonical.url), std::string(canonical.version)};
}

}  // namespace

Result<std::optional<ShippedMatch>> shipped_match(const Exchange& exchange, TypeId type, const osler::fhir::Parameters& applied) {
  using None = std::optional<ShippedMatch>;
  const auto kind = terms::kind_of(exchange.engine.definitions().name_of(type));
  const std::optional<Named> named = kind ? named_by(applied) : std::nullopt;
  if (!named) return None();
  OSLER_TRY(const std::vector<terms::Document> versions, exchange.engine.conformance().shipped_texts().find(*kind, named->url));
  const auto found = std::ranges::find_if(versions, [&](const terms::Document& one) { return named->version.empty() || one.version == named->version; });
  if (found == versions.end()) return None();
  std::string tagged = R"({"meta":{"tag":[)";
  tagged += osler::fhir::kSubsettedTag;
  tagged += "]},";
  tagged += std::string_view(found->text).substr(1);
  return None({named->url, std::move(tagged)});
}

}  // namespace osler::fhir_api
