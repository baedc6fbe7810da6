#include "engine/own_matches.h"

#include "store/alone.h"

namespace osler::engine {

Result<const std::vector<OwnMatches::Indexed>*> OwnMatches::of_type(TypeId type) {
  const auto known = by_type_.find(type);
  if (known != by_type_.end()) return &known->second;
  std::vector<Indexed>& indexed = by_type_[type];
  OSLER_TRY(const auto own, parts_.extractor.parameters().of(session_.caller.partition()));
  for (std::size_t i = 0; i < transaction_.entries.size(); ++i) {
    const TransactionEntry& entry = transaction_.entries[i];
    const bool has_content = entry.kind == EntryKind::kCreate || entry.kind == EntryKind::kUpdate;
    if (entry.type != type || !has_content || !planned_[i].writes) continue;
    Result<json::Tree> tree = session_.parser.parse(json::PaddedBytes(entry.resource), parts_.definitions.names());
    if (!tree.ok()) return in_bundle(std::move(tree).error(), entry.index);
    indexed.push_back({planned_[i].key(), {}});
    parts_.extractor.extract(type, tree->root(), indexed.back().entries);
    own->extract(type, tree->root(), indexed.back().entries);
  }
  return &indexed;
}

Result<std::vector<store::RecordKey>> OwnMatches::find(const store::Query& criteria) {
  std::vector<store::RecordKey> keys;
  OSLER_TRY(const std::vector<Indexed>* indexed, of_type(criteria.types.front()));
  if (indexed->empty()) return keys;
  if (!store::judged_alone(criteria.where)) {
    return invalid_input("a conditional reference takes no chains and no _has where the Bundle has resources of that type itself");
  }
  comparisons_ += indexed->size();
  if (comparisons_ > kComparisonsMax) {
    const std::string what = "too many conditional references for this many resources of one type";
    return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kTooCostly, what}}};
  }
  for (const Indexed& one : *indexed) {
    if (store::meets_alone(one.key.id, one.entries, criteria.where)) keys.push_back(one.key);
  }
  return keys;
}

}  // namespace osler::engine
