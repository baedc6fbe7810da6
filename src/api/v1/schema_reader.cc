#include "api/v1/schema_reader.h"

#include <algorithm>
#include <array>

#include "api/v1/path.h"
#include "api/v1/schema_words.h"
#include "json/parser.h"

namespace osler::api::v1 {
namespace {

/// Members of shared types that PATCH sets one by one; the others are replaced whole, as they make one statement.
constexpr std::array<std::string_view, 2> kMergedTypes = {"Address", "Period"};

std::vector<std::string> texts_of(json::View list) {
  std::vector<std::string> texts;
  for (const json::View element : list) texts.push_back(element.text());
  return texts;
}

std::optional<std::size_t> size_of(json::View number) {
  return number.is_number() ? std::optional<std::size_t>(std::stoul(number.text())) : std::nullopt;
}

}  // namespace

Error SchemaReader::fault(std::string_view where, std::string_view what) const {
  return internal_error("schema/v1/" + file_ + ".json: " + std::string(where) + ": " + std::string(what));
}

Status SchemaReader::read(std::span<const SchemaText> texts) {
  OSLER_RETURN_IF_ERROR(parse_all(texts));
  std::vector<std::string> names = {"id", "createdAt", "updatedAt", "system", "code", "display"};
  for (const auto& tree : schema_.trees_) {
    collect_names(tree->root().member("fields"), names);
    if (tree->root().member("path").exists()) continue;
    for (const json::View type : tree->root()) collect_names(type.member("fields"), names);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  schema_.names_ = json::NameTable(std::move(names));

  file_ = "types";
  Field coding;
  OSLER_RETURN_IF_ERROR(read_shared_type("Coding", {}, "", coding));
  schema_.coding_ = coding.members;
  for (const auto& tree : schema_.trees_) {
    if (!tree->root().member("path").exists()) continue;
    file_ = tree->root().member("path").text();
    OSLER_RETURN_IF_ERROR(read_resource(tree->root()));
  }
  return {};
}

Status SchemaReader::parse_all(std::span<const SchemaText> texts) {
  json::Parser parser;
  const json::NameTable no_names;
  for (const SchemaText& text : texts) {
    file_ = text.name;
    Result<json::Tree> tree = parser.parse(json::PaddedBytes(text.text), no_names);
    if (!tree.ok()) return fault("text", tree.error().message);
    schema_.trees_.push_back(std::make_unique<json::Tree>(std::move(*tree)));
    if (text.name == "types") types_ = schema_.trees_.back()->root();
  }
  if (!types_.exists()) return fault("types", "is missing");
  return {};
}

void SchemaReader::collect_names(json::View fields, std::vector<std::string>& names) const {
  for (const json::View field : fields) {
    names.push_back(field.member("name").text());
    collect_names(field.member("fields"), names);
  }
}

void SchemaReader::index_names(FieldSet& set) const {
  for (std::size_t i = 0; i < set.fields.size(); ++i) {
    set.by_name.emplace_back(schema_.names_.find(set.fields[i].name), static_cast<std::uint16_t>(i));
  }
  std::sort(set.by_name.begin(), set.by_name.end());
}

Status SchemaReader::read_resource(json::View file) {
  auto resource = std::make_unique<ResourceSchema>();
  resource->path = file.member("path").text();
  resource->type_name = file.member("fhirType").text();
  resource->title = file.member("title").text();
  resource->prefix = file.member("idPrefix").text();
  resource->aliases = texts_of(file.member("idAliases"));
  resource->event = file.member("event").text();
  for (const json::View operation : file.member("operations")) resource->has_update |= operation.equals("update");
  const std::optional<TypeId> type = schema_.definitions_.resource_type(resource->type_name);
  if (!type) return fault("fhirType", "is no resource type of R4");
  resource->type = *type;

  open_.clear();
  same_as_.clear();
  dotted_.clear();
  OSLER_RETURN_IF_ERROR(read_fields(file.member("fields"), resource->type_name, resource->fields));
  for (const auto& [field, other] : same_as_) {
    const auto found = open_.find(other);
    if (found == open_.end()) return fault(other, "fieldsRef names no field");
    field->members = found->second;
  }
  read_rules(file, resource->fields);
  for (const json::View constraint : file.member("constraints")) {
    const auto at = open_.find(constraint.member("at").text());
    if (constraint.member("at").exists() && at == open_.end()) return fault("constraints", "at names no object");
    read_constraint(constraint, constraint.member("at").exists() ? *at->second : resource->fields);
  }
  read_defaults(file.member("fhirDefaults"), *resource);
  read_search(file.member("search"), *resource);
  read_sort(file, *resource);

  if (schema_.by_type_.size() <= number_of(*type)) schema_.by_type_.resize(number_of(*type) + 1U);
  schema_.by_type_[number_of(*type)] = resource.get();
  schema_.by_path_[resource->path] = resource.get();
  schema_.by_prefix_[resource->prefix] = resource.get();
  for (const std::string& alias : resource->aliases) schema_.by_prefix_[alias] = resource.get();
  schema_.resources_.push_back(std::move(resource));
  return {};
}

Status SchemaReader::read_fields(json::View fields, const std::string& place, FieldSet& set) {
  set.fields.resize(fields.count());
  const std::string outside = dotted_;
  std::size_t at = 0;
  for (const json::View text : fields) {
    Field& field = set.fields[at++];
    field.name = text.member("name").text();
    dotted_ = outside.empty() ? field.name : outside + "." + field.name;
    OSLER_RETURN_IF_ERROR(read_field(text, place, set, field));
  }
  dotted_ = outside;
  index_names(set);
  return {};
}

Status SchemaReader::read_field(json::View text, const std::string& place, FieldSet& set, Field& field) {
  json::View mapping;
  json::View limits;
  json::View items;
  std::string shared;
  std::string as;
  for (const json::View member : text) {
    const std::string key = member.key();
    if (key == "type") field.is_array = member.equals("array");
    if (key == "type" && !field.is_array) field.type = value_type(member.text());
    if (key == "required") field.is_required = member.is_true();
    if (key == "readOnly") field.is_read_only = member.is_true();
    if (key == "patchable") field.is_create_only = !member.is_true();
    if (key == "acceptsArray") field.accepts_array = member.is_true();
    if (key == "acceptsSingle") field.accepts_single = member.is_true();
    if (key == "scalarWhenSingle") field.scalar_when_single = member.is_true();
    if (key == "enum") field.words = texts_of(member);
    if (key == "patchEnum") field.patch_words = texts_of(member);
    if (key == "maxLength") field.length_max = size_of(member);
    if (key == "minItems") field.items_min = size_of(member);
    if (key == "maxItems") field.items_max = size_of(member);
    if (key == "min") field.least = fhir::Decimal::parse(member.raw());
    if (key == "max") field.greatest = fhir::Decimal::parse(member.raw());
    if (key == "default") field.default_value = member;
    if (key == "patchBy") field.patch_by = member.text();
    if (key == "fhir") mapping = member;
    if (key == "limits") limits = member;
    if (key == "items") items = member;
    if (key == "ref") shared = member.text();
    if (key == "as") as = member.text();
  }
  if (items.exists()) {
    field.type = value_type(items.member("type").text());
    if (items.member("maxLength").exists()) field.length_max = size_of(items.member("maxLength"));
    if (items.member("enum").exists()) field.words = texts_of(items.member("enum"));
    if (items.member("ref").exists()) shared = items.member("ref").text();
    if (items.member("limits").exists()) limits = items.member("limits");
  }
  if (field.is_read_only) field.is_create_only = false;
  OSLER_RETURN_IF_ERROR(mapping.exists() ? read_mapping(mapping, place, set, field)
                                         : read_plain_mapping(text, as, place, set, field));
  return read_members(text, shared, limits, field);
}

// Members of a field: its own, those of another field, or those of a shared type.
Status SchemaReader::read_members(json::View text, const std::string& shared, json::View limits, Field& field) {
  if (text.member("fieldsRef").exists()) {
    same_as_.emplace_back(&field, text.member("fieldsRef").text());
    return {};
  }
  if (!shared.empty()) return read_shared_type(shared, limits, std::string(full_path_), field);
  const json::View members = text.member("fields");
  if (!members.exists()) {
    const bool is_concept = field.fhir.type == FhirType::kCodeableConcept || field.fhir.type == FhirType::kCoding;
    if (is_concept) field.members = schema_.coding_;
    return {};
  }
  schema_.sets_.push_back(std::make_unique<FieldSet>());
  FieldSet& set = *schema_.sets_.back();
  field.members = &set;
  field.fhir.type = FhirType::kObject;
  open_[dotted_] = &set;
  OSLER_RETURN_IF_ERROR(read_fields(members, std::string(full_path_), set));
  read_rules(text, set);
  return {};
}

Status SchemaReader::read_shared_type(std::string_view name, json::View limits, const std::string& place, Field& field) {
  const json::View type = types_.member(name);
  if (!type.exists()) return fault(field.name, "ref names no type of types.json");
  schema_.sets_.push_back(std::make_unique<FieldSet>());
  FieldSet& set = *schema_.sets_.back();
  field.members = &set;
  if (field.fhir.type == FhirType::kObject) {
    field.fhir.replaces_whole = std::find(kMergedTypes.begin(), kMergedTypes.end(), name) == kMergedTypes.end();
  }
  OSLER_RETURN_IF_ERROR(read_fields(type.member("fields"), place, set));
  read_rules(type, set);
  for (const json::View constraint : type.member("constraints")) read_constraint(constraint, set);
  if (const json::View fills = type.member("fills"); fills.exists()) {
    for (const json::View value : fills) {
      if (value.key() != "when") set.defaults.push_back({fills.member("when").text(), value.key(), value});
    }
  }
  for (const json::View limit : limits) {
    const auto narrowed = std::find_if(set.fields.begin(), set.fields.end(), [&limit](const Field& f) { return f.name == limit.key(); });
    if (narrowed == set.fields.end()) return fault(field.name, "limits name no member of the type");
    if (limit.member("required").is_true()) narrowed->is_required = true;
    if (limit.member("maxLength").exists()) narrowed->length_max = size_of(limit.member("maxLength"));
  }
  return {};
}

void SchemaReader::read_rules(json::View object, FieldSet& set) const {
  for (const json::View group : object.member("exclusive")) set.exclusive.push_back(texts_of(group));
  if (object.member("oneOf").exists()) set.one_of = texts_of(object.member("oneOf"));
}

void SchemaReader::read_constraint(json::View text, FieldSet& set) const {
  Constraint constraint;
  const auto read_condition = [&constraint](json::View condition) {
    constraint.condition = condition.member("field").text();
    constraint.words = texts_of(condition.member("in"));
  };
  if (const json::View any = text.member("anyOf"); any.exists()) {
    constraint.fields = texts_of(any);
    if (text.member("unless").exists()) read_condition(text.member("unless"));
  } else if (const json::View ordered = text.member("ordered"); ordered.exists()) {
    constraint.kind = Constraint::Kind::kOrdered;
    constraint.fields = texts_of(ordered);
  } else if (const json::View span = text.member("span"); span.exists()) {
    constraint.kind = Constraint::Kind::kSpan;
    constraint.fields = {span.member("start").text(), span.member("end").text(), span.member("minutes").text()};
  } else if (text.member("requires").exists()) {
    constraint.kind = Constraint::Kind::kRequires;
    constraint.fields = {text.member("field").text(), text.member("requires").text()};
  } else if (text.member("equals").exists()) {
    constraint.kind = Constraint::Kind::kEquals;
    constraint.fields = {text.member("field").text(), text.member("equals").text()};
  } else {
    constraint.kind = Constraint::Kind::kOnlyWhen;
    constraint.fields = {text.member("field").text()};
    read_condition(text.member("onlyWhen"));
  }
  set.constraints.push_back(std::move(constraint));
}

}  // namespace osler::api::v1
