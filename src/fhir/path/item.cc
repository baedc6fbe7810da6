#include "fhir/path/item.h"

#include "fhir/path/canonical_unit.h"
#include "fhir/path/moment.h"
#include "json/writer.h"

namespace osler::fhir::path {
namespace {

void write_quantity(json::Writer& writer, const Item& item) {
  writer.begin_object();
  writer.key("value");
  writer.raw(item.decimal->text());
  writer.member("unit", item.text);
  if (!item.is_calendar) {
    writer.member("system", kUcum);
    writer.member("code", item.text);
  }
  writer.end_object();
}

void write(json::Writer& writer, const Item& item) {
  switch (item.kind) {
    case ItemKind::kElement:
      if (item.view.exists()) return writer.raw(item.view.raw());
      return item.sibling.exists() ? writer.raw(item.sibling.raw()) : writer.null();
    case ItemKind::kBoolean: return writer.value(item.integer != 0);
    case ItemKind::kInteger: return writer.value(item.integer);
    case ItemKind::kDecimal: return writer.raw(item.decimal->text());
    case ItemKind::kString: return writer.value(item.text);
    case ItemKind::kDate: return writer.value(moment_text(MomentKind::kDate, *item.moment));
    case ItemKind::kDateTime: return writer.value(moment_text(MomentKind::kDateTime, *item.moment));
    case ItemKind::kTime: return writer.value(moment_text(MomentKind::kTime, *item.moment));
    case ItemKind::kQuantity: return write_quantity(writer, item);
    case ItemKind::kReferent: return writer.null();
    case ItemKind::kTypeInfo:
      writer.begin_object();
      writer.member("namespace", item.space);
      writer.member("name", item.text);
      return writer.end_object();
  }
}

}  // namespace

std::optional<std::string> computed_text(const Item& item) {
  switch (item.kind) {
    case ItemKind::kBoolean: return item.integer != 0 ? "true" : "false";
    case ItemKind::kInteger: return std::to_string(item.integer);
    case ItemKind::kDecimal: return item.decimal->text();
    case ItemKind::kString: return std::string(item.text);
    case ItemKind::kDate: return moment_text(MomentKind::kDate, *item.moment);
    case ItemKind::kDateTime: return moment_text(MomentKind::kDateTime, *item.moment);
    case ItemKind::kTime: return moment_text(MomentKind::kTime, *item.moment);
    case ItemKind::kQuantity:
      return item.decimal->text() + (item.is_calendar ? " " + std::string(item.text) : " '" + std::string(item.text) + "'");
    default: return std::nullopt;
  }
}

std::string to_json_array(const Collection& collection) {
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const Item& item : collection) write(writer, item);
  writer.end_array();
  return text;
}

}  // namespace osler::fhir::path
