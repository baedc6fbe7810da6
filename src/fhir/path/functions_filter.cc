// Spec: FHIRPath 2.0, 5.2 and 7 (aggregates).
#include <array>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

void append(Collection& out, const Collection& more) { out.insert(out.end(), more.begin(), more.end()); }

Result<Collection> where(const Call& call) {
  Collection kept = call.evaluator.none();
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    OSLER_TRY(const Collection answer, call.argument_for(0, call.input[i], static_cast<std::int64_t>(i)));
    OSLER_TRY(const Truth truth, call.evaluator.condition(answer));
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
    OSLER_TRY(Collection next, call.evaluator.eval(call.arguments()[0], focus));
    total = std::move(next);
  }
  return total;
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"where", 1, 1, where},
    {"select", 1, 1, select},
    {"repeat", 1, 1, repeat},
    {"aggregate", 1, 2, aggregate},
});

}  // namespace

std::span<const Function> filter_functions() { return kFunctions; }

}  // namespace osler::fhir::path
