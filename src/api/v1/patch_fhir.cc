#include "api/v1/patch_fhir.h"

#include <algorithm>

#include "api/v1/clear_field.h"
#include "api/v1/constraints.h"
#include "api/v1/path.h"
#include "api/v1/to_fhir.h"
#include "json/parser.h"
#include "json/writer.h"

namespace osler::api::v1 {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// The elements of `before` that have not been used again.
class FormerElements {
 public:
  FormerElements(json::View before, std::size_t stored) {
    // Elements that /v1 cannot show have no counterpart: then none is recognised.
    if (!before.is_array() || before.count() != stored) return;
    for (const json::View element : before) free_.push_back(element);
  }
  /// Place of an element that reads exactly so; kNone if there is none (left).
  std::size_t take(json::View wanted) {
    for (std::size_t i = 0; i < free_.size(); ++i) {
      if (!free_[i].exists() || !json::same_value(free_[i], wanted)) continue;
      free_[i] = {};
      return i;
    }
    return kNone;
  }

 private:
  std::vector<json::View> free_;
};

std::vector<std::size_t> unclaimed_places(const Step& step, json::DraftNode list) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0, n = list.count(); i < n; ++i) {
    if (!is_claimed(step.slices, list.at(i))) places.push_back(i);
  }
  return places;
}

/// The new elements go behind the old ones, which are taken away afterwards.
void replace_list(MappingRun& run, const Field& field, json::View value, json::View before, json::DraftNode list) {
  const std::vector<std::size_t> old = unclaimed_places(field.fhir.path.back(), list.make_array());
  FormerElements former(before, old.size());
  const auto add = [&](json::View element) {
    const std::size_t same = former.take(element);
    json::DraftNode target = list.append();
    if (same == kNone) return write_element(run, field, element, target);
    target.set_copy(list.at(old[same]));
  };
  if (value.is_array()) {
    std::size_t i = 0;
    for (const json::View element : value) {
      const FieldPath::Scope scope(run.path, i++);
      add(element);
    }
  } else {
    add(value);
  }
  for (auto place = old.rbegin(); place != old.rend(); ++place) list.erase_at(*place);
}

/// Elements with the same key are replaced where they stand, others are added. Spec: v1.md, section 12 (intakes).
void merge_list(MappingRun& run, const Field& field, json::View value, json::View before, json::DraftNode list) {
  const std::vector<std::size_t> old = unclaimed_places(field.fhir.path.back(), list.make_array());
  const auto place_of = [&](json::View key) {
    const auto found = std::find_if(old.begin(), old.end(), [&](std::size_t i) {
      return key.is_string() && list.at(i).member(field.patch_by).text() == key.text();
    });
    return found == old.end() ? kNone : *found;
  };
  FormerElements former(before, old.size());
  std::size_t i = 0;
  for (const json::View element : value) {
    const FieldPath::Scope scope(run.path, i++);
    if (former.take(element) != kNone) continue;
    const std::size_t place = place_of(element.member(field.patch_by));
    json::DraftNode target = place == kNone ? list.append() : list.at(place);
    target.set_null();
    write_element(run, field, element, target);
  }
}

void patch_members(MappingRun& run, const FieldSet& set, json::View object, json::DraftNode target);

/// An object in one element: members that were sent are set, the others that /v1 shows are taken away.
void patch_object(MappingRun& run, const Field& field, json::View value, json::DraftNode target) {
  if (field.fhir.replaces_whole) {
    target.set_null();
    return write_element(run, field, value, target);
  }
  target.make_object();
  for (const Field& member : field.members->fields) {
    if (!has_content(value.member(member.name))) clear_field(member, target);
  }
  patch_members(run, *field.members, value, target);
}

void patch_at(MappingRun& run, const Field& field, const Path& path, json::View value, json::View before,
              json::DraftNode from) {
  json::DraftNode holder = reach_holder(field.fhir, path, from);
  for (const std::string& sibling : field.fhir.choice_siblings) holder.erase(sibling);
  const Step& last = path.back();
  json::DraftNode target = holder.ensure_member(last.name);
  if (last.kind == StepKind::kEach) {
    return field.patch_by.empty() ? replace_list(run, field, value, before, target)
                                  : merge_list(run, field, value, before, target);
  }
  if (last.kind != StepKind::kMember) target = ensure_element(last, target);
  if (field.fhir.type == FhirType::kObject) return patch_object(run, field, value, target);
  target.set_null();
  write_element(run, field, value, target);
}

/// A view of another field gives way when that one is sent too.
bool yields(const Field& field, const FieldSet& set, json::View patch) {
  if (!field.fhir.fill_only) return false;
  return std::any_of(set.fields.begin(), set.fields.end(), [&](const Field& other) {
    return !other.fhir.fill_only && !other.fhir.path.empty() &&
           other.fhir.path.front().name == field.fhir.path.front().name && has_content(patch.member(other.name));
  });
}

void patch_field(MappingRun& run, const FieldSet& set, const Field& field, json::View value, json::View before,
                 json::View patch, json::DraftNode holder) {
  if (field.is_read_only || field.fhir.path.empty()) return;
  const FieldPath::Scope scope(run.path, field.name);
  if (!has_content(value)) return clear_field(field, holder);
  if (yields(field, set, patch) && find_target(field.fhir.path, holder).exists()) return;
  const bool elsewhere = !field.fhir.alternative.empty() && has_content(patch.member(field.fhir.alternative_when));
  patch_at(run, field, elsewhere ? field.fhir.alternative : field.fhir.path, value, before, holder);
  for (const Path& also : field.fhir.also) patch_at(run, field, also, value, before, holder);
}

void patch_members(MappingRun& run, const FieldSet& set, json::View object, json::DraftNode target) {
  for (const bool last : {false, true}) {
    for (const json::View value : object) {
      const Field* field = set.find(value.name());
      const bool comes_last = field != nullptr && (field->fhir.fill_only || !field->fhir.alternative.empty());
      if (field != nullptr && comes_last == last && has_content(value))
        patch_field(run, set, *field, value, {}, object, target);
    }
  }
}

}  // namespace

void patch_resource(MappingRun& run, const ResourceSchema& resource, json::View patch, json::View before,
                    json::DraftNode root) {
  for (const bool last : {false, true}) {
    for (const json::View value : patch) {
      const Field* field = resource.fields.find(value.name());
      if (field == nullptr || field->fhir.fill_only != last) continue;
      const json::View stored = before.member(field->name);
      if (stored.exists() && json::same_value(stored, value)) continue;
      patch_field(run, resource.fields, *field, value, stored, patch, root);
    }
  }
}

void write_difference(json::View before, json::View after, std::string& out) {
  json::Writer writer(out);
  writer.begin_object();
  for (const json::View value : after) {
    const std::string name = value.key();
    const json::View former = before.member(name);
    if (former.exists() && json::same_value(former, value)) continue;
    writer.key(name);
    writer.raw(value.raw());
  }
  for (const json::View value : before) {
    const std::string name = value.key();
    if (after.member(name).exists()) continue;
    writer.key(name);
    writer.null();
  }
  writer.end_object();
}

}  // namespace osler::api::v1
