// Spec: FHIRPath 2.0, 5.2 and 7 (aggregates).
#include <algorithm>
#include <array>
#include <vector>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

void append(Collection& out, const Collection& more) { out.insert(out.end(), more.begin(), more.end()); }

Result<Collection> where(const Call& call) {
  Collection kept = call.evaluator.none();
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    OSLER_TRY(const Truth truth, call.argument_test(0, call.input[i], static_cast<std::int64_t>(i)));
    if (truth.value_or(false)) kept.push_back(call.input[i]);
  }
  return kept;
}

Result<Collection> select(const Call& call) {
  Collection result = call.evaluator.none();
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    OSLER_TRY(const Collection chosen, call.argument_for(0, call.input[i], static_cast<std::int64_t>(i)));
    append(result, chosen);
    OSLER_RETURN_IF_ERROR(call.evaluator.check_size(result));
  }
  return result;
}

// Until nothing new appears. Elements are the same only if they stand at the same place; equal computed values are one.
Result<Collection> repeat(const Call& call) {
  const auto known = [&](const Collection& items, const Item& item) {
    if (item.kind != ItemKind::kElement) return contains_equal(call.evaluator, items, item);
    return false;  // The tree has no cycles: an element is reached once from its parent.
  };
  Collection result = call.evaluator.none();
  Collection next(call.input, call.evaluator.workspace().memory());
  while (!next.empty()) {
    Collection found = call.evaluator.none();
    for (std::size_t i = 0; i < next.size(); ++i) {
      OSLER_TRY(const Collection chosen, call.argument_for(0, next[i], static_cast<std::int64_t>(i)));
      for (const Item& item : chosen) {
        OSLER_RETURN_IF_ERROR(call.evaluator.charge(1 + (item.kind == ItemKind::kElement ? 0 : result.size())));
        const bool same_place = item.kind == ItemKind::kElement && item.view.exists() && next[i].kind == ItemKind::kElement &&
                                item.view.tree() == next[i].view.tree() && item.view.index() <= next[i].view.index();
        if (same_place || known(result, item)) continue;
        result.push_back(item);
        found.push_back(item);
      }
    }
    OSLER_RETURN_IF_ERROR(call.evaluator.check_size(result));
    next = std::move(found);
  }
  return result;
}

Result<Collection> aggregate(const Call& call) {
  Collection total = call.evaluator.none();
  if (call.argument_count() == 2) {
    OSLER_TRY(Collection first, call.argument(1));
    total = std::move(first);
  }
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    const Focus focus{&call.input[i], static_cast<std::int64_t>(i), &total};
    OSLER_TRY(Collection next, call.evaluator.eval_apart(call.arguments()[0], focus));
    total = std::move(next);
  }
  return total;
}

/// One item and what it is sorted by: a value, or nothing, for each key.
struct Sortable {
  Item item;
  std::vector<std::optional<Item>> keys;
};

// A key written with a minus sorts downwards: the sign is not part of the value, so texts can be sorted so too.
bool is_descending(const Call& call, std::size_t key) {
  return key < call.argument_count() && call.evaluator.program().at(call.arguments()[key]).kind == NodeKind::kNegate;
}

Result<Sortable> sortable(const Call& call, std::size_t i) {
  Sortable made{call.input[i], {}};
  if (call.argument_count() == 0) made.keys.emplace_back(call.evaluator.system_value(call.input[i]));
  for (std::size_t key = 0; key < call.argument_count(); ++key) {
    const Program& program = call.evaluator.program();
    NodeIndex expression = call.arguments()[key];
    if (is_descending(call, key)) expression = program.children_of(program.at(expression)).front();
    OSLER_TRY(const Collection value, call.evaluator.eval_apart(expression, Focus{&call.input[i], static_cast<std::int64_t>(i), call.focus.total}));
    OSLER_TRY(const std::optional<Item> single, call.evaluator.optional_item(value, "a sort key"));
    made.keys.push_back(single ? std::optional(call.evaluator.system_value(*single)) : std::nullopt);
  }
  return made;
}

// Whether a comes before b. Missing values come first, downwards too, as the official suite has it; values that cannot be told apart keep their order.
Result<bool> comes_before(const Call& call, const Sortable& a, const Sortable& b) {
  for (std::size_t key = 0; key < a.keys.size(); ++key) {
    const bool descending = is_descending(call, key);
    if (a.keys[key].has_value() != b.keys[key].has_value()) return b.keys[key].has_value();
    if (!a.keys[key]) continue;
    OSLER_TRY(const std::optional<std::strong_ordering> order, compare(call.evaluator, call.node, *a.keys[key], *b.keys[key]));
    if (order && *order != 0) return descending ? *order > 0 : *order < 0;
  }
  return false;
}

// By merging, because a comparison may fail. Stable. Spec: FHIRPath 3.0, 5.2.6.
Status merge_sort(const Call& call, std::vector<Sortable>& items, std::size_t from, std::size_t to) {
  if (to - from < 2) return {};
  const std::size_t middle = from + (to - from) / 2;
  OSLER_RETURN_IF_ERROR(merge_sort(call, items, from, middle));
  OSLER_RETURN_IF_ERROR(merge_sort(call, items, middle, to));
  OSLER_RETURN_IF_ERROR(call.evaluator.charge(to - from));
  std::vector<Sortable> merged;
  merged.reserve(to - from);
  std::size_t left = from;
  std::size_t right = middle;
  while (left < middle && right < to) {
    OSLER_TRY(const bool right_first, comes_before(call, items[right], items[left]));
    merged.push_back(std::move(items[right_first ? right++ : left++]));
  }
  while (left < middle) merged.push_back(std::move(items[left++]));
  while (right < to) merged.push_back(std::move(items[right++]));
  std::move(merged.begin(), merged.end(), items.begin() + static_cast<std::ptrdiff_t>(from));
  return {};
}

Result<Collection> sort(const Call& call) {
  std::vector<Sortable> items;
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    OSLER_TRY(Sortable one, sortable(call, i));
    items.push_back(std::move(one));
  }
  OSLER_RETURN_IF_ERROR(merge_sort(call, items, 0, items.size()));
  Collection result = call.evaluator.none();
  for (const Sortable& one : items) result.push_back(one.item);
  return result;
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"where", 1, 1, where},
    {"select", 1, 1, select},
    {"repeat", 1, 1, repeat},
    {"aggregate", 1, 2, aggregate},
    {"sort", 0, 8, sort},
});

}  // namespace

std::span<const Function> filter_functions() { return kFunctions; }

}  // namespace osler::fhir::path
