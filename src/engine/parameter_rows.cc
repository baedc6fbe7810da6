#include "engine/parameter_rows.h"

#include <algorithm>
#include <set>

#include "fhir/search/own_parameter.h"
#include "fhir/search/read_search_parameter.h"
#include "json/parser.h"

namespace osler::engine {
namespace {

using fhir::AddedParameter;
using fhir::OwnParameter;
using fhir::OwnState;

Error refused(std::string element, std::string what, IssueType type) {
  std::string message = "SearchParameter." + element + ": " + what;
  std::vector<Issue> issues{{Severity::kError, type, std::move(what), "SearchParameter." + element, "search-parameter"}};
  return {ErrorKind::kUnprocessable, std::move(message), {}, std::move(issues)};
}

/// The rows of one partition while they are changed.
class Rows {
 public:
  Rows(const Parts& parts, std::vector<OwnParameter> all) : parts_(parts), all_(std::move(all)) {}

  void retire(const std::string& resource_id) {
    if (OwnParameter* mine = live_of(resource_id)) change(*mine).state = OwnState::kRetired;
  }

  /// What the resource asks for becomes a row; nothing changes if it cannot be.
  Status put(const std::string& resource_id, json::View resource) {
    const fhir::Definitions known = others(resource_id);
    OSLER_TRY(std::optional<AddedParameter> added, fhir::read_search_parameter(known, resource));
    if (added) {
      OSLER_RETURN_IF_ERROR(check_size(*added));
      OSLER_TRY(const bool is_there, is_there_already(resource_id, *added));
      if (is_there) added.reset();
    }
    if (!added) {
      retire(resource_id);
      return {};
    }
    OSLER_RETURN_IF_ERROR(check_code(resource_id, *added));
    OSLER_RETURN_IF_ERROR(fhir::check_expression(known, *added));
    return take(resource_id, *std::move(added));
  }

  /// Errors: kConflict for a composite that lost a component.
  Status check_components() const {
    for (const OwnParameter& own : all_) {
      if (!own.is_live()) continue;
      for (const AddedParameter::Component& component : own.definition.components) {
        if (number_of(component.parameter) < fhir::kAddedParameterMin || is_live(component.parameter)) continue;
        const std::string what = "the composite parameter '" + own.definition.code + "' (SearchParameter/" + own.resource_id +
                                 ") has this as a component; change or remove that one first";
        return Error{ErrorKind::kConflict, what, {}, {{Severity::kError, IssueType::kConflict, what, "SearchParameter", "search-parameter"}}};
      }
    }
    return {};
  }

  bool builds() const { return builds_; }

  /// By that resource's row, or by that of an equal one.
  bool searches_by(const std::string& resource_id, const std::string& url) {
    return live_of(resource_id) != nullptr ||
           std::ranges::any_of(all_, [&](const OwnParameter& own) { return own.is_live() && own.definition.url == url; });
  }

  std::vector<store::RowChange> changes() const {
    std::vector<store::RowChange> rows;
    for (const OwnParameter& own : all_) {
      if (!changed_.contains(own.definition.id)) continue;
      rows.push_back({std::string(fhir::kOwnParameterTable), fhir::own_parameter_key(own.definition.id), encode(own, parts_.definitions), own.revision});
    }
    return rows;
  }

 private:
  OwnParameter* live_of(const std::string& resource_id) {
    const auto found = std::ranges::find_if(all_, [&](const OwnParameter& own) { return own.is_live() && own.resource_id == resource_id; });
    return found == all_.end() ? nullptr : &*found;
  }

  bool is_live(ParameterId id) const {
    return std::ranges::any_of(all_, [&](const OwnParameter& own) { return own.is_live() && own.definition.id == id; });
  }

  OwnParameter& change(OwnParameter& own) {
    changed_.insert(own.definition.id);
    return own;
  }

  /// R4's definitions and those in effect but that resource's.
  fhir::Definitions others(const std::string& resource_id) const {
    std::vector<AddedParameter> added;
    for (const OwnParameter& own : all_) {
      if (own.is_live() && own.resource_id != resource_id) added.push_back(own.definition);
    }
    return parts_.definitions.with_parameters(std::move(added));
  }

  Status check_size(const AddedParameter& added) const {
    const std::uint32_t max = parts_.settings.search_expression_bytes_max;
    std::size_t bytes = added.expression.size();
    for (const AddedParameter::Component& component : added.components) bytes += component.expression.size();
    if (bytes <= max) return {};
    return refused("expression", "at most " + std::to_string(max) + " bytes, those of components included (limits.search_expression)", IssueType::kTooLong);
  }

  // Two packages may bring the same definition: the first one stands for both.
  Result<bool> is_there_already(const std::string& resource_id, const AddedParameter& added) const {
    for (const OwnParameter& own : all_) {
      if (!own.is_live() || own.resource_id == resource_id || own.definition.url != added.url) continue;
      if (own.definition.code == added.code && is_same_index(own.definition, added)) return true;
      return refused("url", "SearchParameter/" + own.resource_id + " is in effect under this url and says something else", IssueType::kDuplicate);
    }
    return false;
  }

  Status check_code(const std::string& resource_id, const AddedParameter& added) const {
    for (const OwnParameter& own : all_) {
      if (!own.is_live() || own.resource_id == resource_id || own.definition.code != added.code) continue;
      const auto shared = std::ranges::find_first_of(added.bases, own.definition.bases);
      if (shared == added.bases.end()) continue;
      const std::string type(parts_.definitions.name_of(*shared));
      return refused("code", type + " has the parameter '" + added.code + "' already, by SearchParameter/" + own.resource_id, IssueType::kDuplicate);
    }
    return {};
  }

  Status take(const std::string& resource_id, AddedParameter added) {
    OwnParameter* mine = live_of(resource_id);
    if (mine != nullptr && is_same_index(mine->definition, added)) {
      added.id = mine->definition.id;
      const std::string before = encode(*mine, parts_.definitions);
      OwnParameter next = *mine;
      next.definition = std::move(added);
      if (encode(next, parts_.definitions) != before) change(*mine) = std::move(next);
      return {};
    }
    const std::uint32_t max = parts_.settings.search_parameters_max;
    const auto live = std::ranges::count_if(all_, &OwnParameter::is_live);
    if (mine == nullptr && live >= static_cast<std::ptrdiff_t>(max)) {
      return refused("status", "at most " + std::to_string(max) + " search parameters beside R4's can be active in an environment (limits.search_parameters)",
                     IssueType::kTooCostly);
    }
    const auto number = static_cast<std::uint16_t>(all_.empty() ? fhir::kAddedParameterMin : number_of(all_.back().definition.id) + 1);
    if (number > fhir::kAddedParameterMax) {
      return refused("expression", "this environment has had 2048 indexes of search parameters, and their numbers are not given again", IssueType::kTooCostly);
    }
    retire(resource_id);
    added.id = static_cast<ParameterId>(number);
    changed_.insert(added.id);
    builds_ = true;
    all_.push_back({std::move(added), resource_id, OwnState::kBuilding, 0});
    return {};
  }

  const Parts& parts_;
  std::vector<OwnParameter> all_;  ///< In order of numbers.
  std::set<ParameterId> changed_;
  bool builds_ = false;
};

/// The SearchParameters among the puts, composites last: what they are made of may come with them.
Result<std::vector<std::pair<std::size_t, json::Tree>>> in_order(const Parts& parts, const store::WriteSet& writes, TypeId type) {
  json::Parser parser;
  std::vector<std::pair<std::size_t, json::Tree>> trees;
  for (std::size_t i = 0; i < writes.puts.size(); ++i) {
    if (writes.puts[i].key.type != type) continue;
    OSLER_TRY(json::Tree tree, parser.parse(json::PaddedBytes(writes.puts[i].text), parts.definitions.names()));
    trees.emplace_back(i, std::move(tree));
  }
  std::stable_partition(trees.begin(), trees.end(), [](const auto& one) { return !one.second.root().member("type").equals("composite"); });
  return trees;
}

}  // namespace

Result<ParameterChange> add_parameter_rows(const Parts& parts, store::WriteSet& writes) {
  ParameterChange change;
  const TypeId type = parts.search_parameter;
  const auto is_one = [&](const auto& write) { return write.key.type == type; };
  if (std::ranges::none_of(writes.puts, is_one) && std::ranges::none_of(writes.removes, is_one)) return change;
  OSLER_TRY(const std::optional<store::Row> turn, parts.store.row(writes.partition, fhir::kParameterTurnTable, fhir::kParameterTurnKey));
  OSLER_TRY(std::vector<OwnParameter> all, read_own_parameters(parts.store, writes.partition, parts.definitions));
  Rows rows(parts, std::move(all));
  for (const store::Remove& remove : writes.removes) {
    if (is_one(remove)) rows.retire(remove.key.id);
  }
  OSLER_TRY(const auto trees, in_order(parts, writes, type));
  for (const auto& [put, tree] : trees) {
    Status taken = rows.put(writes.puts[put].key.id, tree.root());
    if (taken.ok()) continue;
    rows.retire(writes.puts[put].key.id);  // What it said before is not what it says now.
    change.unusable.push_back({put, std::move(taken).error()});
  }
  OSLER_RETURN_IF_ERROR(rows.check_components());
  change.builds = rows.builds();
  std::vector<store::RowChange> changes = rows.changes();
  change.is_any = !changes.empty();
  if (!change.is_any) return change;
  std::ranges::move(changes, std::back_inserter(writes.rows));
  writes.rows.push_back({std::string(fhir::kParameterTurnTable), std::string(fhir::kParameterTurnKey), "", turn ? turn->revision : 0});
  return change;
}

Result<std::vector<Issue>> parameter_findings(const Parts& parts, store::Partition partition, const std::string& resource_id, json::View resource) {
  OSLER_TRY(std::vector<OwnParameter> all, read_own_parameters(parts.store, partition, parts.definitions));
  Rows rows(parts, std::move(all));
  Status taken = rows.put(resource_id, resource);
  if (taken.ok()) taken = rows.check_components();
  if (!taken.ok() && !taken.error().issues.empty()) return std::move(taken).error().issues;
  if (!taken.ok()) return std::vector<Issue>{{Severity::kError, default_issue_type(taken.error().kind), taken.error().message, "SearchParameter", "search-parameter"}};
  if (rows.searches_by(resource_id, resource.member("url").text())) return std::vector<Issue>{};
  return std::vector<Issue>{{Severity::kInformation, IssueType::kInformational,
                             "it would be stored without being searched by: its status is not active, or it restates a parameter of R4, which is what is searched by",
                             "SearchParameter", "search-parameter"}};
}

}  // namespace osler::engine
