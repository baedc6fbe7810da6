// Spec: FHIRPath 2.0, 6.2.
#include "fhir/path/evaluator.h"
#include "fhir/path/moment.h"

namespace osler::fhir::path {

Result<std::optional<std::strong_ordering>> compare(Evaluator& evaluator, const Node& node, const Item& a, const Item& b) {
  using Order = std::optional<std::strong_ordering>;
  const Item x = evaluator.system_value(a);
  const Item y = evaluator.system_value(b);
  const auto is_number = [](const Item& item) { return item.kind == ItemKind::kInteger || item.kind == ItemKind::kDecimal; };
  const auto is_moment = [](const Item& item) { return item.kind == ItemKind::kDate || item.kind == ItemKind::kDateTime; };
  const auto number = [](const Item& item) { return item.kind == ItemKind::kInteger ? Decimal(item.integer) : *item.decimal; };
  if (is_number(x) && is_number(y)) return Order{number(x) <=> number(y)};
  if (is_moment(x) && is_moment(y)) return compare_moments(*x.moment, *y.moment);
  if (x.kind == ItemKind::kTime && y.kind == ItemKind::kTime) return compare_moments(*x.moment, *y.moment);
  if (x.kind == ItemKind::kString && y.kind == ItemKind::kString) {
    const int order = x.text.compare(y.text);
    return Order{order <=> 0};
  }
  if (x.kind == ItemKind::kQuantity && y.kind == ItemKind::kQuantity) {
    const auto both = in_same_unit(x, y);
    if (!both) return Order{};
    return Order{both->first <=> both->second};
  }
  // A Quantity without a value has no place in any order.
  const std::optional<StructureId> quantity = evaluator.definitions().structure("Quantity");
  const auto is_valueless = [&](const Item& item) { return quantity && item.kind == ItemKind::kElement && evaluator.is_type(item, TypeName{*quantity, SystemType::kNone}); };
  if (is_valueless(x) || is_valueless(y)) return Order{};
  return evaluator.fail(node, "these values have no order between them");
}

}  // namespace osler::fhir::path
