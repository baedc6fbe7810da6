#include "jobs/associated.h"

#include <algorithm>

#include "base/assert.h"
#include "fhir/search/references.h"

namespace osler::jobs {
namespace {

constexpr std::size_t kIdsPerSearch = 500;

ParameterId provenance_parameter(const fhir::Definitions& definitions, std::string_view code) {
  const fhir::SearchParameter* found = definitions.search_parameter(provenance_type(definitions), code);
  OSLER_ASSERT(found != nullptr);
  return found->id;
}

}  // namespace

TypeId provenance_type(const fhir::Definitions& definitions) {
  const std::optional<TypeId> type = definitions.resource_type("Provenance");
  OSLER_ASSERT(type.has_value());
  return *type;
}

AssociatedProvenance::AssociatedProvenance(const engine::Engine& engine, engine::Session& session, Associated which, std::vector<TypeId> types,
                                           WantedOf wanted_of)
    : engine_(engine), session_(session), which_(which), types_(std::move(types)), wanted_of_(std::move(wanted_of)) {}

std::vector<store::RecordKey> AssociatedProvenance::targets_of(const engine::Resource& provenance) const {
  std::vector<store::RecordKey> targets;
  const fhir::Definitions& definitions = engine_.definitions();
  const Result<json::Tree> tree = session_.parser.parse(json::PaddedBytes(provenance.text), definitions.names());
  if (!tree.ok()) return targets;
  for (const json::View target : tree->root().member("target")) {
    const json::View reference = target.member("reference");
    if (!reference.is_string()) continue;
    const std::string text = reference.text();
    const fhir::ReferenceText read = fhir::read_reference(definitions, text, session_.base_url);
    const bool may_be = read.form == fhir::ReferenceText::Form::kRelative && std::ranges::find(types_, read.type) != types_.end();
    if (may_be) targets.push_back({read.type, std::string(read.id)});
  }
  return targets;
}

Result<std::set<store::RecordKey>> AssociatedProvenance::exported_among(const std::map<TypeId, std::set<std::string>>& targets) {
  std::set<store::RecordKey> exported;
  for (const auto& [type, ids] : targets) {
    if (!wanted_.contains(type)) {
      OSLER_TRY(store::Expr wanted, wanted_of_(type));
      wanted_.emplace(type, std::move(wanted));
    }
    for (auto from = ids.begin(); from != ids.end();) {
      store::Ids some;
      for (; from != ids.end() && some.ids.size() < kIdsPerSearch; ++from) some.ids.push_back(*from);
      store::Query query;
      query.types = {type};
      query.page.count = kIdsPerSearch;
      query.totals = store::Totals::kNone;
      query.where = {store::All{{{std::move(some)}, wanted_.at(type)}}};
      OSLER_TRY(const engine::SearchAnswer found, engine_.search(session_, {std::move(query), false, true}));
      for (const engine::Resource& resource : found.resources) exported.insert(resource.key);
    }
  }
  return exported;
}

Result<bool> AssociatedProvenance::is_latest_about(const store::RecordKey& target, const std::string& provenance) {
  const fhir::Definitions& definitions = engine_.definitions();
  store::Query query;
  query.types = {provenance_type(definitions)};
  query.where = {store::Where{provenance_parameter(definitions, "target"), {store::IsReference{target.type, target.id}}}};
  query.sort = {{store::SortBy::kParameter, provenance_parameter(definitions, "recorded"), true}};
  query.page.count = 1;
  query.totals = store::Totals::kNone;
  OSLER_TRY(const engine::SearchAnswer found, engine_.search(session_, {std::move(query), false, true}));
  return !found.resources.empty() && found.resources.front().key.id == provenance;
}

Result<std::vector<engine::Resource>> AssociatedProvenance::of_exported(std::vector<engine::Resource> page) {
  std::vector<std::vector<store::RecordKey>> targets;
  std::map<TypeId, std::set<std::string>> by_type;
  for (const engine::Resource& provenance : page) {
    targets.push_back(targets_of(provenance));
    for (const store::RecordKey& target : targets.back()) by_type[target.type].insert(target.id);
  }
  OSLER_TRY(const std::set<store::RecordKey> exported, exported_among(by_type));
  std::vector<engine::Resource> chosen;
  for (std::size_t i = 0; i < page.size(); ++i) {
    bool belongs = false;
    for (const store::RecordKey& target : targets[i]) {
      if (belongs || !exported.contains(target)) continue;
      if (which_ == Associated::kRelevant) {
        belongs = true;
      } else {
        OSLER_TRY(belongs, is_latest_about(target, page[i].key.id));
      }
    }
    if (belongs) chosen.push_back(std::move(page[i]));
  }
  return chosen;
}

}  // namespace osler::jobs
