// _include and _revinclude. Spec: FHIR R4, search.html#include and #revinclude.

#include <algorithm>
#include <map>
#include <set>

#include "engine/engine.h"
#include "engine/parts.h"
#include "engine/ready.h"

namespace osler::engine {
namespace {

using fhir::Include;

/// Referrers are asked for this many at a time, about this many targets at a time.
constexpr std::uint32_t kReferrersPerPage = 1'000;
constexpr std::size_t kTargetsPerQuery = 500;

/// A resource that stands in the answer, with what it refers to.
struct Node {
  store::RecordKey key;
  std::vector<store::IndexEntry> entries;
};

class Includer {
 public:
  Includer(const Engine& engine, const Parts& parts, Session& session, std::shared_ptr<const fhir::OwnParameters> own,
           const std::vector<Include>& includes)
      : engine_(engine), parts_(parts), session_(session), own_(std::move(own)), definitions_(own_->definitions()), includes_(includes),
        visibility_(parts.policy.visibility(session.caller)) {}

  Result<std::vector<Resource>> run(const std::vector<Resource>& matches) {
    std::vector<Node> level;
    for (const Resource& match : matches) {
      seen_.insert(match.key);
      level.push_back({match.key, entries_of(match.key.type, match.text)});
    }
    for (bool first = true; !level.empty(); first = false) {
      std::vector<Node> next;
      for (const Include& include : includes_) {
        if (!first && !include.iterate) continue;
        OSLER_RETURN_IF_ERROR(include.reverse ? add_referrers(include, level, next) : add_targets(include, level, next));
      }
      level = std::move(next);
    }
    return std::move(included_);
  }

 private:
  std::vector<store::IndexEntry> entries_of(TypeId type, std::string_view text) const {
    std::vector<store::IndexEntry> entries;
    Result<json::Tree> tree = session_.parser.parse(json::PaddedBytes(text), parts_.definitions.names());
    if (!tree.ok()) return entries;
    parts_.extractor.extract(type, tree->root(), entries);
    own_->extract(type, tree->root(), entries);
    return entries;
  }

  Status add(store::Record record, std::vector<Node>& next) {
    if (!seen_.insert(record.key).second) return {};
    if (included_.size() == parts_.settings.include_max) {
      return too_costly("more than " + std::to_string(parts_.settings.include_max) +
                        " resources would be included in one page (limits.include): ask for smaller pages or fewer includes");
    }
    Resource resource = engine_.present(session_, std::move(record));
    if (goes_on_) next.push_back({resource.key, entries_of(resource.key.type, resource.text)});
    included_.push_back(std::move(resource));
    return {};
  }

  bool may_find(TypeId type) const {
    return parts_.policy.permit(session_.caller, access::Interaction::kSearch, type).ok();
  }

  // --- forwards

  bool follows(const Include& include, ParameterId parameter) const {
    if (include.parameter != ParameterId::kNone) return parameter == include.parameter;
    const fhir::SearchParameter* known = definitions_.search_parameter(parameter);
    return known != nullptr && known->type == fhir::SearchType::kReference;
  }

  Status add_targets(const Include& include, const std::vector<Node>& level, std::vector<Node>& next) {
    std::vector<store::RecordKey> wanted;
    for (const Node& node : level) {
      if (include.source != TypeId::kNone && include.source != node.key.type) continue;
      for (const store::IndexEntry& entry : node.entries) {
        if (entry.parts.size() != 1 || !follows(include, entry.parameter)) continue;
        const auto* reference = std::get_if<store::Reference>(&entry.parts.front());
        if (reference == nullptr) continue;
        if (reference->type == TypeId::kNone) {
          OSLER_RETURN_IF_ERROR(add_canonical(include, entry.parameter, reference->id, next));
        } else if (include.target == TypeId::kNone || include.target == reference->type) {
          OSLER_RETURN_IF_ERROR(add_target({reference->type, reference->id}, next));
        }
      }
    }
    return {};
  }

  // What is gone, or not for this caller, is left out.
  Status add_target(store::RecordKey key, std::vector<Node>& next) {
    if (seen_.contains(key) || !may_find(key.type)) return {};
    OSLER_TRY(std::optional<store::Record> record, parts_.store.current(session_.caller.partition(), key));
    if (!record || record->header.is_deleted()) return {};
    if (parts_.policy.is_narrowed(session_.caller, key.type)) {
      const std::vector<store::IndexEntry> entries = entries_of(key.type, record->text);
      if (!parts_.policy.permit_record(session_.caller, key.type, entries).ok()) return {};
    }
    return add(*std::move(record), next);
  }

  /// A canonical names a definition by its url. Spec: FHIR R4, references.html#canonical.
  Status add_canonical(const Include& include, ParameterId parameter, const std::string& canonical, std::vector<Node>& next) {
    const fhir::SearchParameter* known = definitions_.search_parameter(parameter);
    if (known == nullptr || !canonicals_.insert({parameter, canonical}).second) return {};
    for (const TypeId target : known->targets) {
      if (include.target != TypeId::kNone && include.target != target) continue;
      const fhir::SearchParameter* url = parts_.definitions.search_parameter(target, "url");
      if (url == nullptr || url->type != fhir::SearchType::kUri || !may_find(target)) continue;
      store::Expr where{store::Where{url->id, {store::IsUri{store::UriMatch::kEqual, canonical}}}};
      OSLER_RETURN_IF_ERROR(add_all(target, std::move(where), next));
    }
    return {};
  }

  // --- backwards

  Status add_referrers(const Include& include, const std::vector<Node>& level, std::vector<Node>& next) {
    std::map<TypeId, std::vector<const std::string*>> targets;
    for (const Node& node : level) {
      if (include.target == TypeId::kNone || include.target == node.key.type) targets[node.key.type].push_back(&node.key.id);
    }
    for (const TypeId source : definitions_.resource_types()) {
      if ((include.source != TypeId::kNone && include.source != source) || !may_find(source)) continue;
      for (const auto& [target, ids] : targets) OSLER_RETURN_IF_ERROR(add_referrers(include, source, target, ids, next));
    }
    return {};
  }

  std::vector<ParameterId> parameters_to(const Include& include, TypeId source, TypeId target) const {
    std::vector<ParameterId> parameters;
    for (const fhir::SearchParameter* parameter : definitions_.search_parameters(source)) {
      if (include.parameter != ParameterId::kNone && include.parameter != parameter->id) continue;
      if (parameter->type != fhir::SearchType::kReference) continue;
      const bool fits = parameter->targets.empty() ||
                        std::find(parameter->targets.begin(), parameter->targets.end(), target) != parameter->targets.end();
      if (fits) parameters.push_back(parameter->id);
    }
    return parameters;
  }

  Status add_referrers(const Include& include, TypeId source, TypeId target, const std::vector<const std::string*>& ids,
                       std::vector<Node>& next) {
    const std::vector<ParameterId> parameters = parameters_to(include, source, target);
    if (parameters.empty()) return {};
    for (std::size_t begin = 0; begin < ids.size(); begin += kTargetsPerQuery) {
      store::Any any;
      for (std::size_t i = begin; i < std::min(begin + kTargetsPerQuery, ids.size()); ++i) {
        for (const ParameterId parameter : parameters) {
          any.parts.push_back({store::Where{parameter, {store::IsReference{target, *ids[i]}}}});
        }
      }
      OSLER_RETURN_IF_ERROR(add_all(source, {std::move(any)}, next));
    }
    return {};
  }

  // Every page of a search, as the caller may see it.
  Status add_all(TypeId type, store::Expr where, std::vector<Node>& next) {
    store::Query query{{type}, std::move(where), {}, {kReferrersPerPage, {}, 0}, store::Totals::kNone};
    while (true) {
      OSLER_TRY(store::SearchResult found, parts_.store.search(session_.caller.partition(), store::authorize(query, *visibility_)));
      for (store::Record& record : found.records) OSLER_RETURN_IF_ERROR(add(std::move(record), next));
      if (found.next.empty()) return {};
      query.page.cursor = std::move(found.next);
    }
  }

  const Engine& engine_;
  const Parts& parts_;
  Session& session_;
  const std::shared_ptr<const fhir::OwnParameters> own_;
  const fhir::Definitions& definitions_;  ///< Of what the partition searches by.
  const std::vector<Include>& includes_;
  std::unique_ptr<store::Visibility> visibility_;
  const bool goes_on_ = std::any_of(includes_.begin(), includes_.end(), [](const Include& include) { return include.iterate; });
  std::set<store::RecordKey> seen_;
  std::set<std::pair<ParameterId, std::string>> canonicals_;
  std::vector<Resource> included_;
};

}  // namespace

Result<std::vector<Resource>> Engine::included(Session& session, const std::vector<Resource>& matches,
                                               const std::vector<fhir::Include>& includes) const {
  if (includes.empty() || matches.empty()) return std::vector<Resource>();
  const Parts& parts = impl_->parts;
  const store::Partition partition = session.caller.partition();
  OSLER_RETURN_IF_ERROR(require_ready(parts, partition, includes));
  OSLER_TRY(std::shared_ptr<const fhir::OwnParameters> own, parts.extractor.parameters().of(partition));
  OSLER_TRY(std::vector<Resource> found, Includer(*this, parts, session, std::move(own), includes).run(matches));
  OSLER_RETURN_IF_ERROR(require_ready(parts, partition, includes));
  return found;
}

}  // namespace osler::engine
