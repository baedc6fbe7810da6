// Conditions that many versions meet, by arithmetic on bits: no list of them is ever made.
#include <algorithm>

#include "store/rocks/evaluate.h"

namespace osler::store::rocks {
namespace {

/// Whether entries of the index alone say it, without asking what is visible.
bool is_of_entries(const Expr& expr) {
  const auto* any = std::get_if<Any>(&expr.node);
  if (any == nullptr) return std::holds_alternative<Where>(expr.node) || std::holds_alternative<Present>(expr.node);
  return std::all_of(any->parts.begin(), any->parts.end(), is_of_entries);
}

bool takes_entries_away(const Expr* expr) {
  const std::vector<Expr>& part = std::get<Not>(expr->node).part;
  return std::all_of(part.begin(), part.end(), is_of_entries);
}

constexpr std::uint64_t kWorkOfBits = ~std::uint64_t{0};  ///< Always worth keeping.

}  // namespace

/// The committer counts what it looks at, and never looks at much. What is known as bits is quicker as bits, few or many.
bool Evaluator::wants_bits(const Sorted& sorted) const {
  if (extractor_ == nullptr || sorted.wanted.empty()) return false;
  const bool many = sorted.wanted.front().looked.size > ground_.bits_from;
  const bool known = std::all_of(sorted.wanted.begin(), sorted.wanted.end(), [](const Leaf& leaf) { return leaf.looked.known.has_value(); }) &&
                     sorted.wanted.front().looked.known->set->bits();
  return (many || known) &&
         std::all_of(sorted.wanted.begin(), sorted.wanted.end(), [](const Leaf& leaf) { return is_of_entries(*leaf.expr); }) &&
         std::all_of(sorted.unwanted.begin(), sorted.unwanted.end(), takes_entries_away);
}

Status Evaluator::add_from_index(const Scope& scope, const Expr& expr, PositionBits& out) const {
  if (const auto* where = std::get_if<Where>(&expr.node)) return index_.add_entries(scope, *where, out);
  if (const auto* present = std::get_if<Present>(&expr.node)) return index_.add_present(scope, present->parameter, out);
  for (const Expr& part : std::get<Any>(expr.node).parts) OSLER_RETURN_IF_ERROR(add_from_index(scope, part, out));
  return {};
}

Status Evaluator::add_as_bits(const Scope& scope, const Expr& expr, PositionBits& out) const {
  OSLER_TRY(const std::optional<KnownEntries> known, this->known(scope, expr));
  if (known) {
    known->add_to(out);
    return {};
  }
  if (!may_be_known(expr)) {
    for (const Expr& part : std::get<Any>(expr.node).parts) OSLER_RETURN_IF_ERROR(add_as_bits(scope, part, out));
    return {};
  }
  PositionBits entries(index_.moment());
  OSLER_RETURN_IF_ERROR(add_from_index(scope, expr, entries));
  out.unite(entries);
  keep(scope, expr, kWorkOfBits, [&] { return EntrySet(std::move(entries), 0, index_.moment()); });
  return {};
}

Result<PositionBits> Evaluator::as_bits(const Scope& scope, const Sorted& sorted) const {
  const std::shared_ptr<const PositionBits> visible = ground_.published.visible.at(index_.moment());
  const std::optional<KnownEntries>& first = sorted.wanted.front().looked.known;
  PositionBits found = first ? first->visible_in(*visible) : *visible;
  for (const Leaf& leaf : sorted.wanted) {
    if (leaf.looked.known) {
      if (&leaf != &sorted.wanted.front()) leaf.looked.known->keep_in(found);
      const std::string_view how = leaf.looked.known->is_new ? "all its entries as bits, found in memory" : "all its entries as bits, known from before";
      if (plan_ != nullptr) note(how, scope, leaf.expr, leaf.looked.size, found.count());
      continue;
    }
    // Of everything, so that others who ask for it have it too; else of what is left.
    OSLER_TRY(std::optional<PositionBits> met, by_column(scope, *leaf.expr, *visible));
    const bool of_everything = met.has_value();
    if (!met) {
      OSLER_TRY(met, by_column(scope, *leaf.expr, found));
    }
    if (met) {
      found.keep(*met);
      if (of_everything) keep(scope, *leaf.expr, kWorkOfBits, [&] { return EntrySet(*std::move(met), index_.moment(), index_.moment()); });
      if (plan_ != nullptr) note("all of its column as bits", scope, leaf.expr, leaf.looked.size, found.count());
      continue;
    }
    PositionBits some(index_.moment());
    OSLER_RETURN_IF_ERROR(add_as_bits(scope, *leaf.expr, some));
    found.keep(some);
    if (plan_ != nullptr) note("all its entries as bits", scope, leaf.expr, leaf.looked.size, found.count());
  }
  for (const Expr* expr : sorted.unwanted) {
    PositionBits some(index_.moment());
    for (const Expr& part : std::get<Not>(expr->node).part) OSLER_RETURN_IF_ERROR(add_as_bits(scope, part, some));
    found.take_away(some);
    if (plan_ != nullptr) note("left out as bits", scope, expr, 0, found.count());
  }
  return found;
}

}  // namespace osler::store::rocks
