#include "store/alone.h"

#include <algorithm>

#include "base/assert.h"
#include "store/matches.h"

namespace osler::store {
namespace {

bool is_named(const std::vector<IndexEntry>& entries, ParameterId by, const std::string& id) {
  return by == ParameterId::kNone || meets(entries, Where{by, {IsToken{std::nullopt, id}}});
}

bool all_judged_alone(const std::vector<Expr>& parts) { return std::all_of(parts.begin(), parts.end(), judged_alone); }

}  // namespace

bool judged_alone(const Expr& condition) {
  if (const auto* all = std::get_if<All>(&condition.node)) return all_judged_alone(all->parts);
  if (const auto* any = std::get_if<Any>(&condition.node)) return all_judged_alone(any->parts);
  if (const auto* negated = std::get_if<Not>(&condition.node)) return all_judged_alone(negated->part);
  return std::holds_alternative<Where>(condition.node) || std::holds_alternative<Present>(condition.node) ||
         std::holds_alternative<Ids>(condition.node);
}

bool meets_alone(const std::string& id, const std::vector<IndexEntry>& entries, const Expr& condition) {
  const auto part_meets = [&](const Expr& part) { return meets_alone(id, entries, part); };
  if (const auto* where = std::get_if<Where>(&condition.node)) return meets(entries, *where);
  if (const auto* present = std::get_if<Present>(&condition.node)) return meets(entries, *present);
  if (const auto* ids = std::get_if<Ids>(&condition.node)) {
    return std::find(ids->ids.begin(), ids->ids.end(), id) != ids->ids.end();
  }
  if (const auto* all = std::get_if<All>(&condition.node)) {
    return std::all_of(all->parts.begin(), all->parts.end(), part_meets);
  }
  if (const auto* any = std::get_if<Any>(&condition.node)) {
    return std::any_of(any->parts.begin(), any->parts.end(), part_meets);
  }
  const auto* negated = std::get_if<Not>(&condition.node);
  OSLER_ASSERT(negated != nullptr);
  return !std::all_of(negated->part.begin(), negated->part.end(), part_meets);
}

bool holds(const std::vector<IndexEntry>& entries, const std::vector<Contained>& contained, const Holds& asked) {
  return std::any_of(contained.begin(), contained.end(), [&](const Contained& one) {
    return one.type == asked.type && is_named(entries, asked.by, one.id) &&
           std::all_of(asked.where.begin(), asked.where.end(), [&](const Expr& part) { return meets_alone(one.id, one.entries, part); });
  });
}

}  // namespace osler::store
