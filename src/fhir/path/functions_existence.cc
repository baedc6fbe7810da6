// Spec: FHIRPath 2.0, 5.1.
#include <array>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

Result<Collection> empty(const Call& call) { return call.evaluator.boolean(call.input.empty()); }

// The items for which the first argument is true.
Result<bool> meets(const Call& call, std::size_t i) {
  OSLER_TRY(const Collection answer, call.argument_for(0, call.input[i], static_cast<std::int64_t>(i)));
  OSLER_TRY(const Truth truth, call.evaluator.condition(answer));
  return truth.value_or(false);
}

Result<Collection> exists(const Call& call) {
  if (call.argument_count() == 0) return call.evaluator.boolean(!call.input.empty());
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    OSLER_TRY(const bool met, meets(call, i));
    if (met) return call.evaluator.boolean(true);
  }
  return call.evaluator.boolean(false);
}

Result<Collection> all(const Call& call) {
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    OSLER_TRY(const bool met, meets(call, i));
    if (!met) return call.evaluator.boolean(false);
  }
  return call.evaluator.boolean(true);
}

// Whether any item is `wanted`. Every item must be a boolean.
Result<bool> any_is(const Call& call, bool wanted) {
  bool found = false;
  for (const Item& item : call.input) {
    const Item value = call.evaluator.system_value(item);
    if (value.kind != ItemKind::kBoolean) return call.fail("every item must be a boolean");
    found = found || (value.integer != 0) == wanted;
  }
  return found;
}

template <bool wanted, bool any>
Result<Collection> booleans(const Call& call) {
  OSLER_TRY(const bool found, any_is(call, any ? wanted : !wanted));
  return call.evaluator.boolean(any ? found : !found);
}

Result<bool> is_subset(const Call& call, const Collection& part, const Collection& whole) {
  for (const Item& item : part) {
    OSLER_RETURN_IF_ERROR(call.evaluator.charge(whole.size()));
    if (!contains_equal(call.evaluator, whole, item)) return false;
  }
  return true;
}

Result<Collection> subset_of(const Call& call) {
  OSLER_TRY(const Collection other, call.argument(0));
  OSLER_TRY(const bool subset, is_subset(call, call.input, other));
  return call.evaluator.boolean(subset);
}

Result<Collection> superset_of(const Call& call) {
  OSLER_TRY(const Collection other, call.argument(0));
  OSLER_TRY(const bool subset, is_subset(call, other, call.input));
  return call.evaluator.boolean(subset);
}

Result<Collection> count(const Call& call) { return call.evaluator.integer(static_cast<std::int64_t>(call.input.size())); }

Result<Collection> distinct_items(const Call& call) { return distinct(call.evaluator, call.input); }

Result<Collection> is_distinct(const Call& call) {
  OSLER_TRY(const Collection kept, distinct(call.evaluator, call.input));
  return call.evaluator.boolean(kept.size() == call.input.size());
}

Result<Collection> negate(const Call& call) {
  OSLER_TRY(const Truth truth, call.evaluator.condition(call.input));
  return truth ? call.evaluator.boolean(!*truth) : call.evaluator.none();
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"empty", 0, 0, empty},
    {"exists", 0, 1, exists},
    {"all", 1, 1, all},
    {"allTrue", 0, 0, booleans<true, false>},
    {"anyTrue", 0, 0, booleans<true, true>},
    {"allFalse", 0, 0, booleans<false, false>},
    {"anyFalse", 0, 0, booleans<false, true>},
    {"subsetOf", 1, 1, subset_of},
    {"supersetOf", 1, 1, superset_of},
    {"count", 0, 0, count},
    {"distinct", 0, 0, distinct_items},
    {"isDistinct", 0, 0, is_distinct},
    {"not", 0, 0, negate},
});

}  // namespace

std::span<const Function> existence_functions() { return kFunctions; }

}  // namespace osler::fhir::path
