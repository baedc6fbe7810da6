#include "api/v1/check.h"

#include <algorithm>

#include "api/v1/check_value.h"
#include "api/v1/constraints.h"
#include "base/nearest.h"

namespace osler::api::v1 {
namespace {

enum class Depth : std::uint8_t { kTop, kNested };

constexpr std::string_view kServerFields[] = {"id", "createdAt", "updatedAt"};

void check_members(CheckRun& run, const FieldSet& set, json::View object, Depth depth);

std::string unknown_field(const FieldSet& set, std::string_view name) {
  std::vector<std::string_view> known;
  for (const Field& field : set.fields) known.emplace_back(field.name);
  std::string text = "unknown field";
  if (const auto near = nearest(name, known)) text += "; did you mean " + std::string(*near) + "?";
  return text;
}

void check_object(CheckRun& run, const Field& field, json::View value) {
  const bool is_concept = field.fhir.type == FhirType::kCodeableConcept || field.fhir.type == FhirType::kCoding;
  if (is_concept && value.is_string()) return check_text(run, value, field.length_max);
  if (!value.is_object()) return run.fault(wrong_type("object", value));
  check_members(run, *field.members, value, Depth::kNested);
}

// A coded field takes a text or {system, code, display}; its length is that of the text or display.
void check_coding(CheckRun& run, const Field& field, json::View value) {
  check_members(run, run.schema.coding(), value, Depth::kNested);
  const json::View display = value.member("display");
  if (!display.is_string()) return;
  const FieldPath::Scope scope(run.path, "display");
  check_text(run, display, field.length_max);
}

void check_single(CheckRun& run, const Field& field, json::View value) {
  const FhirType type = field.fhir.type;
  const bool coded = type == FhirType::kCodeableConcept && !field.fhir.is_closed && field.words.empty();
  if (field.type == ValueType::kObject) return check_object(run, field, value);
  if (coded && value.is_object()) return check_coding(run, field, value);
  if (field.type == ValueType::kCoded && !value.is_string()) return run.fault(wrong_type("string or object", value));
  check_scalar(run, field, value);
}

void check_array(CheckRun& run, const Field& field, json::View value) {
  const std::size_t count = value.count();
  if (field.items_max && count > *field.items_max) {
    run.fault("Array must contain at most " + std::to_string(*field.items_max) + " element(s)");
  }
  if (field.items_min && count < *field.items_min) {
    run.fault("Array must contain at least " + std::to_string(*field.items_min) + " element(s)");
  }
  std::size_t i = 0;
  for (const json::View element : value) {
    if (run.findings.full()) return;
    const FieldPath::Scope scope(run.path, i++);
    check_single(run, field, element);
  }
}

void check_value(CheckRun& run, const Field& field, json::View value) {
  if (value.is_array() && (field.is_array || field.accepts_array)) return check_array(run, field, value);
  if (field.is_array && !field.accepts_single) return run.fault(wrong_type("array", value));
  check_single(run, field, value);
}

/// A field that may not be set: said, unless PATCH sends what is stored anyway.
bool refuse_fixed_field(CheckRun& run, std::string_view name, json::View value, bool is_read_only) {
  if (run.options.purpose == Purpose::kCreate && !is_read_only) return false;
  if (run.options.purpose == Purpose::kPatch && json::same_value(value, run.options.before.member(name))) return true;
  run.fault(is_read_only ? "read-only field" : "cannot be changed after creation");
  return true;
}

bool is_server_field(std::string_view name) {
  return std::find(std::begin(kServerFields), std::end(kServerFields), name) != std::end(kServerFields);
}

/// Whether PATCH sends what is stored: it may be there though /v1 would not take it, and stays as it is.
bool is_unchanged(const CheckRun& run, json::View value) {
  if (run.options.purpose != Purpose::kPatch) return false;
  std::string scratch;
  return json::same_value(value, run.options.before.member(value.key(scratch)));
}

void check_member(CheckRun& run, const FieldSet& set, json::View value, Depth depth) {
  const Field* field = set.find(value.name());
  std::string scratch;
  const std::string_view name = value.key(scratch);
  const FieldPath::Scope scope(run.path, name);
  if (field == nullptr) {
    if (depth == Depth::kTop && is_server_field(name)) {
      refuse_fixed_field(run, name, value, true);
    } else {
      run.fault(unknown_field(set, name));
    }
    return;
  }
  if (depth == Depth::kTop && is_unchanged(run, value)) return;
  if (depth == Depth::kTop && (field->is_read_only || field->is_create_only)) {
    if (refuse_fixed_field(run, name, value, field->is_read_only)) return;
  }
  if (!value.is_null()) return check_value(run, *field, value);
  // Null stands for absent; the loop over required fields speaks of those at creation and inside objects.
  if (depth == Depth::kTop && run.options.purpose == Purpose::kPatch && field->is_required) run.fault("Required");
}

void check_groups(CheckRun& run, const FieldSet& set, json::View object) {
  const auto is_sent = [object](const std::string& name) {
    const json::View value = object.member(name);
    return value.exists() && !value.is_null();
  };
  for (const std::vector<std::string>& group : set.exclusive) {
    const auto first = std::find_if(group.begin(), group.end(), is_sent);
    if (first == group.end()) continue;
    for (auto other = first + 1; other != group.end(); ++other) {
      if (is_sent(*other)) run.findings.add(run.path.of(*other), "cannot be sent together with " + *first);
    }
  }
  if (!set.one_of.empty() && std::none_of(set.one_of.begin(), set.one_of.end(), is_sent)) {
    std::string names;
    for (const std::string& name : set.one_of) names += (names.empty() ? "" : ", ") + name;
    run.fault("exactly one of " + names + " is needed");
  }
}

void check_rules(CheckRun& run, const FieldSet& set, json::View object, Depth depth) {
  if (set.constraints.empty()) return;
  const bool patching = depth == Depth::kTop && run.options.purpose == Purpose::kPatch;
  const json::View before = patching ? run.options.before : json::View{};
  const std::vector<Derived> derived = derive(set, object, before);
  const Sibling sibling = [&](std::string_view name) -> json::View {
    const json::View sent = object.member(name);
    if (sent.exists() && !sent.is_null()) return sent;
    const bool follows =
        std::any_of(derived.begin(), derived.end(), [name](const Derived& one) { return one.field->name == name; });
    if (follows) return object;  // It will be there; what it will be needs no check.
    return sent.exists() ? json::View{} : before.member(name);
  };
  check_constraints(run, set, sibling, [&](std::string_view name) {
    const json::View sent = object.member(name);
    return !patching || (sent.exists() && !json::same_value(sent, before.member(name)));
  });
}

void check_members(CheckRun& run, const FieldSet& set, json::View object, Depth depth) {
  std::vector<bool> present(set.fields.size());
  for (const json::View value : object) {
    if (run.findings.full()) return;
    check_member(run, set, value, depth);
    const Field* field = set.find(value.name());
    if (field != nullptr && !value.is_null()) present[static_cast<std::size_t>(field - set.fields.data())] = true;
  }
  const bool wants_all = depth == Depth::kNested || run.options.purpose == Purpose::kCreate;
  for (std::size_t i = 0; wants_all && i < set.fields.size(); ++i) {
    if (set.fields[i].is_required && !present[i]) run.findings.add(run.path.of(set.fields[i].name), "Required");
  }
  check_groups(run, set, object);
  check_rules(run, set, object, depth);
}

}  // namespace

void check_body(const Schema& schema, const ResourceSchema& resource, json::View body, const CheckOptions& options,
                Findings& findings) {
  CheckRun run{schema, options, findings};
  if (!body.is_object()) return run.fault(wrong_type("object", body));
  check_members(run, resource.fields, body, Depth::kTop);
}

}  // namespace osler::api::v1
