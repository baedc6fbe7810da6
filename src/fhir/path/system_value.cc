// Between elements and FHIRPath's own values. Spec: FHIR R4, fhirpath.html#types.
#include <charconv>

#include "fhir/path/evaluator.h"
#include "fhir/path/moment.h"

namespace osler::fhir::path {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return value;
}

bool specializes(const Definitions& definitions, StructureId id, std::string_view name) {
  for (; id != StructureId::kNone; id = definitions.at(id).base) {
    if (definitions.at(id).name == name) return true;
  }
  return false;
}

}  // namespace

Item Evaluator::boolean_item(bool value) const {
  Item item;
  item.kind = ItemKind::kBoolean;
  item.integer = value ? 1 : 0;
  return item;
}
Item Evaluator::integer_item(std::int64_t value) const {
  Item item;
  item.kind = ItemKind::kInteger;
  item.integer = value;
  return item;
}
Item Evaluator::decimal_item(const Decimal& value) {
  Item item;
  item.kind = ItemKind::kDecimal;
  item.decimal = workspace_.make<Decimal>(value);
  return item;
}
Item Evaluator::string_item(std::string_view kept_text) const {
  Item item;
  item.kind = ItemKind::kString;
  item.text = kept_text;
  return item;
}
Item Evaluator::moment_item(MomentKind kind, const DateTime& value) {
  Item item;
  item.kind = kind == MomentKind::kDate ? ItemKind::kDate : kind == MomentKind::kDateTime ? ItemKind::kDateTime : ItemKind::kTime;
  item.moment = workspace_.make<DateTime>(value);
  return item;
}
Item Evaluator::quantity_item(const Decimal& value, std::string_view kept_unit, bool is_calendar) {
  Item item;
  item.kind = ItemKind::kQuantity;
  item.decimal = workspace_.make<Decimal>(value);
  item.text = kept_unit;
  item.is_calendar = is_calendar;
  return item;
}

Item Evaluator::system_value(const Item& item) {
  if (item.kind != ItemKind::kElement || !item.view.exists()) return item;
  std::string scratch;
  const json::View view = item.view;
  if (view.is_object()) {
    const bool is_quantity = item.structure != StructureId::kNone && specializes(definitions_, item.structure, "Quantity");
    const std::optional<Decimal> value = is_quantity ? Decimal::parse(view.member("value").raw()) : std::nullopt;
    if (!value) return item;
    const json::View code = view.member("code");
    const json::View unit = code.is_string() ? code : view.member("unit");
    return quantity_item(*value, unit.is_string() ? workspace_.keep(unit.text(scratch)) : "1", false);
  }
  const Primitive primitive = item.structure == StructureId::kNone ? Primitive::kNone : definitions_.at(item.structure).primitive;
  const auto moment = [&](MomentKind kind) {
    const std::optional<DateTime> value = view.is_string() ? read_moment(kind, view.text(scratch)) : std::nullopt;
    return value ? moment_item(kind, *value) : item;
  };
  switch (primitive) {
    case Primitive::kDate: return moment(MomentKind::kDate);
    case Primitive::kDateTime:
    case Primitive::kInstant: return moment(MomentKind::kDateTime);
    case Primitive::kTime: return moment(MomentKind::kTime);
    default: break;
  }
  if (view.is_bool()) return boolean_item(view.is_true());
  if (view.is_string()) {
    const std::string_view text = view.text(scratch);
    return string_item(text.data() == scratch.data() ? workspace_.keep(text) : text);
  }
  if (!view.is_number()) return item;
  if (primitive != Primitive::kDecimal) {
    if (const std::optional<std::int64_t> whole = whole_number(view.raw())) return integer_item(*whole);
  }
  const std::optional<Decimal> value = Decimal::parse(view.raw());
  return value ? decimal_item(*value) : item;
}

}  // namespace osler::fhir::path
