#include "api/v1/to_fhir.h"

#include "api/v1/path.h"
#include "api/v1/value_writer.h"
#include "fhir/model/date_time.h"

namespace osler::api::v1 {
namespace {

/// A field that is written when everything else is there.
bool comes_last(const Field& field) { return field.fhir.fill_only || !field.fhir.alternative.empty(); }

void write_array(MappingRun& run, const Field& field, json::View value, json::DraftNode list) {
  list.make_array();
  if (!value.is_array()) return write_element(run, field, value, list.append());
  std::size_t i = 0;
  for (const json::View element : value) {
    const FieldPath::Scope scope(run.path, i++);
    write_element(run, field, element, list.append());
  }
}

void write_at(MappingRun& run, const Field& field, const Path& path, json::View value, json::DraftNode from) {
  json::DraftNode holder = reach_holder(field.fhir, path, from);
  const Step& last = path.back();
  json::DraftNode target = holder.ensure_member(last.name);
  if (last.kind == StepKind::kEach) return write_array(run, field, value, target);
  write_element(run, field, value, last.kind == StepKind::kMember ? target : ensure_element(last, target));
}

bool has_any(json::DraftNode object, const std::string& name, const std::vector<std::string>& siblings) {
  if (object.member(name).exists()) return true;
  for (const std::string& sibling : siblings) {
    if (object.member(sibling).exists()) return true;
  }
  return false;
}

/// Adds one default below every element that its path means, where neither it nor a member of its choice is there.
void add_default(const FhirDefault& one, std::size_t depth, std::string_view text, json::DraftNode at) {
  const Step& step = one.path[depth];
  if (depth + 1 == one.path.size()) {
    if (at.is_object() && !has_any(at, step.name, one.choice_siblings)) at.ensure_member(step.name).set_string(text);
    return;
  }
  const json::DraftNode next = at.member(step.name);
  if (step.kind == StepKind::kMember) return add_default(one, depth + 1, text, next);
  for (std::size_t i = 0, n = next.exists() ? next.count() : 0; i < n; ++i)
    add_default(one, depth + 1, text, next.at(i));
}

void write_defaults(MappingRun& run, const FieldSet& set, json::View body, json::DraftNode root) {
  for (const Field& field : set.fields) {
    if (!field.default_value.exists() || has_content(body.member(field.name))) continue;
    write_field(run, field, field.default_value, body, root);
  }
}

}  // namespace

bool has_content(json::View value) {
  const bool is_container = value.is_object() || value.is_array();
  return value.exists() && !value.is_null() && !(is_container && value.count() == 0);
}

json::DraftNode ensure_element(const Step& step, json::DraftNode list) {
  list.make_array();
  const json::DraftNode found = element_at(step, list);
  if (found.exists()) return found;
  json::DraftNode made = list.append();
  if (step.kind == StepKind::kSlice)
    merge_fixed(step.slices->slices[step.index].fixed, made.make_object(), Existing::kReplace);
  return made;
}

json::DraftNode reach_holder(const Mapping& mapping, const Path& path, json::DraftNode from) {
  json::DraftNode at = from;
  StepKind arrived_by = StepKind::kMember;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    at = at.ensure_member(path[i].name);
    arrived_by = path[i].kind;
    at = arrived_by == StepKind::kMember ? at.make_object() : ensure_element(path[i], at).make_object();
  }
  // The unit of a duration goes with its number; the use of a name or the type of a participant is only a beginning.
  if (mapping.fixed.exists() && arrived_by != StepKind::kSlice) {
    merge_fixed(mapping.fixed, at, arrived_by == StepKind::kMember ? Existing::kReplace : Existing::kKeep);
  }
  return at;
}

json::DraftNode find_target(const Path& path, json::DraftNode from) {
  json::DraftNode at = from;
  for (const Step& step : path) {
    at = at.exists() ? at.member(step.name) : json::DraftNode{};
    if (step.kind == StepKind::kIndex || step.kind == StepKind::kSlice) at = element_at(step, at);
  }
  return at;
}

void write_element(MappingRun& run, const Field& field, json::View value, json::DraftNode target) {
  const bool has_members = field.fhir.type == FhirType::kObject;
  if (!has_members) return write_value(run, field, value, target);
  write_members(run, *field.members, value, target.make_object());
}

void write_field(MappingRun& run, const Field& field, json::View value, json::View siblings, json::DraftNode holder) {
  if (field.is_read_only || field.fhir.path.empty()) return;
  const FieldPath::Scope scope(run.path, field.name);
  const bool elsewhere = !field.fhir.alternative.empty() && has_content(siblings.member(field.fhir.alternative_when));
  const Path& path = elsewhere ? field.fhir.alternative : field.fhir.path;
  if (field.fhir.fill_only && find_target(path, holder).exists()) return;
  write_at(run, field, path, value, holder);
  for (const Path& also : field.fhir.also) write_at(run, field, also, value, holder);
}

void write_members(MappingRun& run, const FieldSet& set, json::View object, json::DraftNode target) {
  const auto write_those = [&](bool last) {
    for (const json::View value : object) {
      const Field* field = set.find(value.name());
      if (field == nullptr || !has_content(value) || comes_last(*field) != last) continue;
      write_field(run, *field, value, object, target);
    }
  };
  write_those(false);
  write_those(true);
  for (const ObjectDefault& one : set.defaults) {
    if (target.member(one.when).exists() && !target.member(one.field).exists())
      target.ensure_member(one.field).set_view(one.value);
  }
}

void write_resource(MappingRun& run, const ResourceSchema& resource, json::View body, json::DraftNode root) {
  root.make_object();
  root.ensure_member("resourceType").set_string(resource.type_name);
  write_defaults(run, resource.fields, body, root);
  write_members(run, resource.fields, body, root);
  for (const FhirDefault& one : resource.fhir_defaults) {
    add_default(one, 0, one.text == "{now}" ? fhir::format_instant(run.now_ms) : one.text, root);
  }
}

}  // namespace osler::api::v1
