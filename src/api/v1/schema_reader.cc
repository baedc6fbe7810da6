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

/// Every key of the format, so that look-ups compare numbers.
constexpr std::string_view kKeywords[] = {"Coding",       "about",       "acceptsArray", "acceptsSingle",
                                          "also",         "altPath",     "altWhen",      "anyOf",
                                          "as",           "at",          "bare",         "closed",
                                          "code",         "codes",       "constraints",  "custom",
                                          "default",      "defaultSort", "display",      "encode",
                                          "enum",         "event",       "exclusive",    "fhir",
                                          "fhirDefaults", "fhirSearch",  "fhirType",     "field",
                                          "fields",       "fieldsRef",   "fillOnly",     "fills",
                                          "fixed",        "format",      "idAliases",    "idPrefix",
                                          "in",           "items",       "join",         "limits",
                                          "match",        "max",         "maxItems",     "maxLength",
                                          "min",          "minItems",    "minutes",      "name",
                                          "oneOf",        "onlyWhen",    "operations",   "orFhirSearch",
                                          "ordered",      "param",       "patchBy",      "patchEnum",
                                          "patchable",    "path",        "patterns",     "readOnly",
                                          "ref",          "required",    "requires",     "scalarWhenSingle",
                                          "search",       "sortKeys",    "span",         "start",
                                          "end",          "equals",      "system",       "target",
                                          "title",        "type",        "unknown",      "unless",
                                          "valueMap",     "when"};

std::optional<std::size_t> size_of(json::View number) {
  return number.is_number() ? std::optional<std::size_t>(std::stoul(number.text())) : std::nullopt;
}

}  // namespace

SchemaReader::SchemaReader(Schema& schema) : schema_(schema), keywords_({std::begin(kKeywords), std::end(kKeywords)}) {}

json::View SchemaReader::get(json::View object, std::string_view key) const {
  return object.member(keywords_.find(key));
}

Error SchemaReader::fault(std::string_view where, std::string_view what) const {
  return internal_error("schema/v1/" + file_ + ".json: " + std::string(where) + ": " + std::string(what));
}

Status SchemaReader::read(std::span<const SchemaText> texts) {
  OSLER_RETURN_IF_ERROR(parse_all(texts));
  std::vector<std::string> names = {"id", "createdAt", "updatedAt", "system", "code", "display"};
  for (const auto& tree : schema_.trees_) {
    collect_names(get(tree->root(), "fields"), names);
    if (get(tree->root(), "path").exists()) continue;
    for (const json::View type : tree->root()) collect_names(get(type, "fields"), names);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  schema_.names_ = json::NameTable(std::move(names));

  file_ = "types";
  Field coding;
  OSLER_RETURN_IF_ERROR(read_shared_type("Coding", {}, "", coding));
  schema_.coding_ = coding.members;
  for (const auto& tree : schema_.trees_) {
    if (!get(tree->root(), "path").exists()) continue;
    file_ = get(tree->root(), "path").text();
    OSLER_RETURN_IF_ERROR(read_resource(tree->root()));
  }
  return {};
}

Status SchemaReader::parse_all(std::span<const SchemaText> texts) {
  json::Parser parser;
  for (const SchemaText& text : texts) {
    file_ = text.name;
    Result<json::Tree> tree = parser.parse(json::PaddedBytes(text.text), keywords_);
    if (!tree.ok()) return fault("text", tree.error().message);
    schema_.trees_.push_back(std::make_unique<json::Tree>(std::move(*tree)));
    if (text.name == "types") types_ = schema_.trees_.back()->root();
  }
  if (!types_.exists()) return fault("types", "is missing");
  return {};
}

void SchemaReader::collect_names(json::View fields, std::vector<std::string>& names) const {
  for (const json::View field : fields) {
    names.push_back(get(field, "name").text());
    collect_names(get(field, "fields"), names);
  }
}

void SchemaReader::mark_shared_elements(FieldSet& set) {
  const auto begins_with = [](const Path& path, const Path& start) {
    return path.size() > start.size() &&
           std::equal(start.begin(), start.end(), path.begin(), [](const Step& a, const Step& b) {
             return a.name == b.name && a.kind == b.kind && a.index == b.index;
           });
  };
  for (Field& field : set.fields) {
    if (field.fhir.type != FhirType::kObject || field.is_array) continue;
    field.fhir.shares_element = std::any_of(set.fields.begin(), set.fields.end(), [&](const Field& other) {
      return begins_with(other.fhir.path, field.fhir.path);
    });
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
  resource->path = get(file, "path").text();
  resource->type_name = get(file, "fhirType").text();
  resource->title = get(file, "title").text();
  resource->prefix = get(file, "idPrefix").text();
  resource->aliases = texts_of(get(file, "idAliases"));
  resource->event = get(file, "event").text();
  for (const json::View operation : get(file, "operations")) resource->has_update |= operation.equals("update");
  const std::optional<TypeId> type = schema_.definitions_.resource_type(resource->type_name);
  if (!type) return fault("fhirType", "is no resource type of R4");
  resource->type = *type;

  open_.clear();
  same_as_.clear();
  dotted_.clear();
  OSLER_RETURN_IF_ERROR(read_fields(get(file, "fields"), resource->type_name, resource->fields));
  for (const auto& [field, other] : same_as_) {
    const auto found = open_.find(other);
    if (found == open_.end()) return fault(other, "fieldsRef names no field");
    field->members = found->second;
  }
  read_rules(file, resource->fields);
  for (const json::View constraint : get(file, "constraints")) {
    const auto at = open_.find(get(constraint, "at").text());
    if (get(constraint, "at").exists() && at == open_.end()) return fault("constraints", "at names no object");
    read_constraint(constraint, get(constraint, "at").exists() ? *at->second : resource->fields);
  }
  read_defaults(get(file, "fhirDefaults"), *resource);
  read_search(get(file, "search"), *resource);
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
    field.name = get(text, "name").text();
    dotted_ = outside.empty() ? field.name : outside + "." + field.name;
    OSLER_RETURN_IF_ERROR(read_field(text, place, set, field));
  }
  dotted_ = outside;
  mark_shared_elements(set);
  index_names(set);
  return {};
}

Status SchemaReader::read_field(json::View text, const std::string& place, FieldSet& set, Field& field) {
  const json::View items = get(text, "items");
  const auto of_field_or_items = [&](std::string_view key) {
    const json::View own = get(text, key);
    return own.exists() ? own : get(items, key);
  };
  const json::View type = get(text, "type");
  const json::View mapping = get(text, "fhir");
  field.is_array = type.equals("array");
  field.type = value_type((field.is_array ? get(items, "type") : type).text());
  field.is_required = get(text, "required").is_true();
  field.is_read_only = get(text, "readOnly").is_true();
  field.is_create_only = get(text, "patchable").exists() && !get(text, "patchable").is_true();
  field.accepts_array = get(text, "acceptsArray").is_true();
  field.accepts_single = get(text, "acceptsSingle").is_true();
  field.scalar_when_single = get(text, "scalarWhenSingle").is_true();
  field.words = texts_of(of_field_or_items("enum"));
  field.patch_words = texts_of(get(text, "patchEnum"));
  field.length_max = size_of(of_field_or_items("maxLength"));
  field.items_min = size_of(get(text, "minItems"));
  field.items_max = size_of(get(text, "maxItems"));
  field.least = fhir::Decimal::parse(get(text, "min").raw());
  field.greatest = fhir::Decimal::parse(get(text, "max").raw());
  field.default_value = get(text, "default");
  field.patch_by = get(text, "patchBy").text();
  if (field.is_read_only) field.is_create_only = false;
  OSLER_RETURN_IF_ERROR(mapping.exists() ? read_mapping(mapping, place, set, field)
                                         : read_plain_mapping(text, get(text, "as").text(), place, set, field));
  return read_members(text, of_field_or_items("ref").text(), of_field_or_items("limits"), field);
}

// Members of a field: its own, those of another field, or those of a shared type.
Status SchemaReader::read_members(json::View text, const std::string& shared, json::View limits, Field& field) {
  if (get(text, "fieldsRef").exists()) {
    same_as_.emplace_back(&field, get(text, "fieldsRef").text());
    return {};
  }
  if (!shared.empty()) return read_shared_type(shared, limits, std::string(full_path_), field);
  const json::View members = get(text, "fields");
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

Status SchemaReader::read_shared_type(std::string_view name, json::View limits, const std::string& place,
                                      Field& field) {
  const json::View type = types_.member(name);
  if (!type.exists()) return fault(field.name, "ref names no type of types.json");
  schema_.sets_.push_back(std::make_unique<FieldSet>());
  FieldSet& set = *schema_.sets_.back();
  field.members = &set;
  if (limits.count() == 0) field.shared_type = name;
  if (field.fhir.type == FhirType::kObject) {
    field.fhir.replaces_whole = std::find(kMergedTypes.begin(), kMergedTypes.end(), name) == kMergedTypes.end();
  }
  OSLER_RETURN_IF_ERROR(read_fields(get(type, "fields"), place, set));
  read_rules(type, set);
  for (const json::View constraint : get(type, "constraints")) read_constraint(constraint, set);
  if (const json::View fills = get(type, "fills"); fills.exists()) {
    for (const json::View value : fills) {
      if (value.key() != "when") set.defaults.push_back({get(fills, "when").text(), value.key(), value});
    }
  }
  for (const json::View limit : limits) {
    const auto narrowed =
        std::find_if(set.fields.begin(), set.fields.end(), [&limit](const Field& f) { return f.name == limit.key(); });
    if (narrowed == set.fields.end()) return fault(field.name, "limits name no member of the type");
    if (get(limit, "required").is_true()) narrowed->is_required = true;
    if (get(limit, "maxLength").exists()) narrowed->length_max = size_of(get(limit, "maxLength"));
  }
  return {};
}

void SchemaReader::read_rules(json::View object, FieldSet& set) const {
  for (const json::View group : get(object, "exclusive")) set.exclusive.push_back(texts_of(group));
  if (get(object, "oneOf").exists()) set.one_of = texts_of(get(object, "oneOf"));
}

void SchemaReader::read_constraint(json::View text, FieldSet& set) const {
  Constraint constraint;
  const auto read_condition = [&](json::View condition) {
    constraint.condition = get(condition, "field").text();
    constraint.words = texts_of(get(condition, "in"));
  };
  if (const json::View any = get(text, "anyOf"); any.exists()) {
    constraint.fields = texts_of(any);
    if (get(text, "unless").exists()) read_condition(get(text, "unless"));
  } else if (const json::View ordered = get(text, "ordered"); ordered.exists()) {
    constraint.kind = Constraint::Kind::kOrdered;
    constraint.fields = texts_of(ordered);
  } else if (const json::View span = get(text, "span"); span.exists()) {
    constraint.kind = Constraint::Kind::kSpan;
    constraint.fields = {get(span, "start").text(), get(span, "end").text(), get(span, "minutes").text()};
  } else if (get(text, "requires").exists()) {
    constraint.kind = Constraint::Kind::kRequires;
    constraint.fields = {get(text, "field").text(), get(text, "requires").text()};
  } else if (get(text, "equals").exists()) {
    constraint.kind = Constraint::Kind::kEquals;
    constraint.fields = {get(text, "field").text(), get(text, "equals").text()};
  } else {
    constraint.kind = Constraint::Kind::kOnlyWhen;
    constraint.fields = {get(text, "field").text()};
    read_condition(get(text, "onlyWhen"));
  }
  set.constraints.push_back(std::move(constraint));
}

}  // namespace osler::api::v1
