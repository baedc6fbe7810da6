// Spec: FHIRPath 2.0, 5.8.
#include <algorithm>
#include <array>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

Result<Collection> children(const Call& call) {
  Collection result = call.evaluator.none();
  for (const Item& item : call.input) {
    if (call.input.size() == 1) result.reserve(item.view.count());
    OSLER_RETURN_IF_ERROR(call.evaluator.append_children(item, result));
  }
  OSLER_RETURN_IF_ERROR(call.evaluator.check_size(result));
  return result;
}

// Room for every value below the items.
std::size_t values_below(const Call& call) {
  std::size_t count = 0;
  for (const Item& item : call.input) {
    if (item.view.exists()) count += item.view.tree()->nodes()[item.view.index()].next - item.view.index();
  }
  return std::min<std::size_t>(count, call.evaluator.environment().collection_max);
}

Result<Collection> descendants(const Call& call) {
  Collection result = call.evaluator.none();
  result.reserve(values_below(call));
  for (const Item& item : call.input) OSLER_RETURN_IF_ERROR(call.evaluator.append_children(item, result));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const Item item = result[i];
    OSLER_RETURN_IF_ERROR(call.evaluator.append_children(item, result));
    OSLER_RETURN_IF_ERROR(call.evaluator.check_size(result));
  }
  return result;
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"children", 0, 0, children},
    {"descendants", 0, 0, descendants},
});

}  // namespace

std::span<const Function> tree_functions() { return kFunctions; }

}  // namespace osler::fhir::path
