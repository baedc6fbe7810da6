#include "api/v1/from_fhir.h"

#include "api/v1/path.h"
#include "api/v1/value_reader.h"
#include "fhir/model/date_time.h"

namespace osler::api::v1 {
namespace {

/// Undoes what was written since, when it turns out that there is nothing to show.
class Attempt {
 public:
  explicit Attempt(json::Writer& writer) : writer_(writer), mark_(writer.mark()) {}
  bool done(bool success) {
    if (!success) writer_.rollback(mark_);
    return success;
  }

 private:
  json::Writer& writer_;
  json::Writer::Mark mark_;
};

bool write_members(const Schema& schema, const FieldSet& set, json::View object, json::Writer& writer) {
  bool any = false;
  for (const Field& field : set.fields) any |= write_simplified_field(schema, field, object, writer);
  return any;
}

bool write_element(const Schema& schema, const Field& field, json::View element, json::View holder,
                   json::Writer& writer) {
  if (field.fhir.type != FhirType::kObject) return write_shown_value(schema, field, element, holder, writer);
  if (!element.is_object()) return false;
  Attempt attempt(writer);
  writer.begin_object();
  const bool any = write_members(schema, *field.members, element, writer);
  if (any) writer.end_object();
  return attempt.done(any);
}

/// Calls `visit` for every element of a list that no named slice claims.
template <class Visit>
void each_unclaimed(const Step& step, json::View list, const Visit& visit) {
  if (!list.is_array()) {
    if (list.exists() && !is_claimed(step.slices, list)) visit(list);
    return;
  }
  for (const json::View element : list) {
    if (!is_claimed(step.slices, element)) visit(element);
  }
}

bool write_list(const Schema& schema, const Field& field, const Path& path, json::View object, json::Writer& writer) {
  const json::View holder = follow(object, path, path.size() - 1);
  bool any = false;
  each_unclaimed(path.back(), holder.member(path.back().id),
                 [&](json::View element) { any |= write_element(schema, field, element, holder, writer); });
  return any;
}

bool write_array(const Schema& schema, const Field& field, json::View object, json::Writer& writer) {
  writer.begin_array();
  bool any = write_list(schema, field, field.fhir.path, object, writer);
  if (!field.fhir.alternative.empty()) any |= write_list(schema, field, field.fhir.alternative, object, writer);
  if (any) writer.end_array();
  return any;
}

/// Whether exactly one element would be shown.
bool is_single(const Field& field, json::View object) {
  const Path& path = field.fhir.path;
  std::size_t count = 0;
  each_unclaimed(path.back(), follow(object, path, path.size() - 1).member(path.back().id),
                 [&count](json::View) { ++count; });
  return count == 1;
}

bool write_joined(const Field& field, json::View object, json::Writer& writer) {
  const Path& path = field.fhir.path;
  std::string text;
  each_unclaimed(path.back(), follow(object, path, path.size() - 1).member(path.back().id), [&](json::View element) {
    if (!element.is_string()) return;
    if (!text.empty()) text += field.fhir.joined_by;
    text += element.text();
  });
  if (!text.empty()) writer.value(text);
  return !text.empty();
}

bool write_value_of(const Schema& schema, const Field& field, json::View object, json::Writer& writer) {
  const Path& path = field.fhir.path;
  if (!field.fhir.joined_by.empty()) return write_joined(field, object, writer);
  const bool is_list = path.back().kind == StepKind::kEach;
  if (is_list && field.scalar_when_single && is_single(field, object))
    return write_list(schema, field, path, object, writer);
  if (is_list) return write_array(schema, field, object, writer);
  const json::View holder = follow(object, path, path.size() - 1);
  json::View element = holder.member(path.back().id);
  if (path.back().kind != StepKind::kMember) element = element_at(path.back(), element);
  return element.exists() && write_element(schema, field, element, holder, writer);
}

}  // namespace

bool write_simplified_field(const Schema& schema, const Field& field, json::View object, json::Writer& writer) {
  // Most fields of most resources are absent: found out before anything is written.
  const auto may_be_there = [object](const Path& path) {
    return !path.empty() && object.member(path.front().id).exists();
  };
  if (!may_be_there(field.fhir.path) && !may_be_there(field.fhir.alternative)) return false;
  Attempt attempt(writer);
  writer.key(field.name);
  return attempt.done(write_value_of(schema, field, object, writer));
}

void write_simplified_fields(const Schema& schema, const ResourceSchema& resource, json::View fhir, std::string& out) {
  json::Writer writer(out);
  writer.begin_object();
  write_members(schema, resource.fields, fhir, writer);
  writer.end_object();
}

void write_simplified(const Schema& schema, const ResourceSchema& resource, json::View fhir, const ShownMeta& meta,
                      std::string& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("id");
  std::string id = resource.prefix;
  id += '_';
  id += meta.id;
  writer.value(id);
  write_members(schema, resource.fields, fhir, writer);
  writer.member("createdAt", fhir::format_instant(meta.created_ms));
  writer.member("updatedAt", fhir::format_instant(meta.updated_ms));
  writer.end_object();
}

}  // namespace osler::api::v1
