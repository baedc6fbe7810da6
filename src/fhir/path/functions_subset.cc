// Spec: FHIRPath 2.0, 5.3.
#include <algorithm>
#include <array>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

Collection slice(const Call& call, std::size_t from, std::size_t to) {
  Collection result = call.evaluator.none();
  to = std::min(to, call.input.size());
  for (std::size_t i = from; i < to; ++i) result.push_back(call.input[i]);
  return result;
}

Result<Collection> single(const Call& call) {
  if (call.input.size() > 1) return call.fail("single() found several items");
  return slice(call, 0, 1);
}
Result<Collection> first(const Call& call) { return slice(call, 0, 1); }
Result<Collection> last(const Call& call) { return call.input.empty() ? call.evaluator.none() : slice(call, call.input.size() - 1, call.input.size()); }
Result<Collection> tail(const Call& call) { return slice(call, 1, call.input.size()); }

Result<std::size_t> number_of_items(const Call& call) {
  OSLER_TRY(const Collection argument, call.argument(0));
  OSLER_TRY(const std::optional<std::int64_t> count, call.evaluator.whole(argument, "a number of items"));
  if (!count) return call.fail("a number of items is needed");
  return static_cast<std::size_t>(std::max<std::int64_t>(*count, 0));
}

Result<Collection> skip(const Call& call) {
  OSLER_TRY(const std::size_t count, number_of_items(call));
  return slice(call, count, call.input.size());
}
Result<Collection> take(const Call& call) {
  OSLER_TRY(const std::size_t count, number_of_items(call));
  return slice(call, 0, count);
}

// Items of the one that are, or are not, in the other.
Result<Collection> kept_if(const Call& call, bool wanted) {
  OSLER_TRY(const Collection other, call.argument(0));
  Collection kept = call.evaluator.none();
  for (const Item& item : call.input) {
    OSLER_RETURN_IF_ERROR(call.evaluator.charge(1 + other.size()));
    if (contains_equal(call.evaluator, other, item) == wanted) kept.push_back(item);
  }
  return kept;
}

Result<Collection> intersect(const Call& call) {
  OSLER_TRY(const Collection kept, kept_if(call, true));
  return distinct(call.evaluator, kept);
}
Result<Collection> exclude(const Call& call) { return kept_if(call, false); }

constexpr std::array kFunctions = std::to_array<Function>({
    {"single", 0, 0, single},
    {"first", 0, 0, first},
    {"last", 0, 0, last},
    {"tail", 0, 0, tail},
    {"skip", 1, 1, skip},
    {"take", 1, 1, take},
    {"intersect", 1, 1, intersect},
    {"exclude", 1, 1, exclude},
});

}  // namespace

std::span<const Function> subset_functions() { return kFunctions; }

}  // namespace osler::fhir::path
