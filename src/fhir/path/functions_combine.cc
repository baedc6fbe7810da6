// Spec: FHIRPath 2.0, 5.4.
#include <array>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

Result<Collection> combine(const Call& call) {
  OSLER_TRY(const Collection other, call.argument(0));
  Collection all = call.input;
  all.insert(all.end(), other.begin(), other.end());
  OSLER_RETURN_IF_ERROR(call.evaluator.check_size(all));
  return all;
}

Result<Collection> unite(const Call& call) {
  OSLER_TRY(const Collection all, combine(call));
  return distinct(call.evaluator, all);
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"union", 1, 1, unite},
    {"combine", 1, 1, combine},
});

}  // namespace

std::span<const Function> combine_functions() { return kFunctions; }

}  // namespace osler::fhir::path
