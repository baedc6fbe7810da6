#include "fhir/model/definitions.h"

#include <algorithm>

#include "fhir/model/added_parameter.h"
#include "fhir/model/blob.h"

namespace osler::fhir {
namespace {

using blob::Blob;
using blob::Section;

template <class Id>
constexpr std::size_t index_of(Id id) {
  return static_cast<std::size_t>(id) - 1;
}

// The hash of tools/definitions/compile.mjs, addSlots().
std::size_t slot_of(json::NameId name, unsigned bits) {
  const auto product = static_cast<std::uint16_t>(static_cast<unsigned>(name) * 40'503U);
  return static_cast<std::size_t>(product >> (16U - bits));
}

}  // namespace

/// The blob and the tables of views over it that the public structs need.
struct Definitions::Impl {
  explicit Impl(const Blob& opened);

  void open_names();
  void open_types();
  void open_structures();
  void open_parameters();
  void open_compartments();

  std::span<const TypeId> types_at(std::size_t first, std::size_t count) const {
    return std::span(type_lists).subspan(first, count);
  }
  Concept concept_at(std::uint32_t index) const {
    const blob::ConceptRow& row = concepts[index];
    return {.system = data.text(row.system), .code = data.text(row.code), .display = data.text(row.display)};
  }
  /// The part of an index sorted by code that has this code.
  std::span<const blob::ConceptIndexRow> with_code(std::span<const blob::ConceptIndexRow> by_code,
                                                   std::string_view code) const;
  template <class Row>
  const Row* row_of(std::span<const Row> sorted_by_url, std::string_view url) const;
  std::span<const blob::ConceptIndexRow> members_by_code(ValueSetId id) const {
    const blob::ValueSetRow& row = value_sets[index_of(id)];
    return data.rows<blob::ConceptIndexRow>(Section::kMembersByCode).subspan(row.first_member, row.member_count);
  }

  Blob data;
  json::NameTable names;
  std::vector<json::NameId> siblings;
  std::vector<TypeId> type_lists;
  std::vector<TypeId> types;                 ///< Sorted by name.
  std::vector<std::string_view> type_names;  ///< By type number.
  std::vector<StructureId> type_structures;  ///< By type number.
  std::vector<Element> elements;
  std::vector<Invariant> invariants;
  std::vector<Structure> structures;  ///< Sorted by name; StructureId is the position plus one.
  std::span<const blob::StructureRow> structure_rows;
  std::span<const blob::SlotRow> slots;
  std::vector<SearchComponent> components;
  std::vector<SearchParameter> parameters;
  std::vector<const SearchParameter*> parameters_by_id;
  std::vector<std::vector<const SearchParameter*>> parameters_by_type;  ///< By type number; each sorted by code.
  std::vector<std::string_view> compartment_codes;
  std::span<const blob::ValueSetRow> value_sets;
  std::span<const blob::CodeSystemRow> code_systems;
  std::span<const blob::ConceptRow> concepts;
};

Definitions::Impl::Impl(const Blob& opened)
    : data(opened),
      value_sets(opened.rows<blob::ValueSetRow>(Section::kValueSets)),
      code_systems(opened.rows<blob::CodeSystemRow>(Section::kCodeSystems)),
      concepts(opened.rows<blob::ConceptRow>(Section::kConcepts)) {
  open_names();
  open_types();
  open_structures();
  open_parameters();
  open_compartments();
}

void Definitions::Impl::open_names() {
  const auto rows = data.rows<blob::NameRow>(Section::kNames);
  std::vector<std::string> words;
  words.reserve(rows.size());
  siblings.reserve(rows.size() + 1);
  siblings.push_back(json::NameId::kUnknown);
  for (const blob::NameRow& row : rows) {
    words.emplace_back(data.text(row.name));
    siblings.push_back(json::NameId{row.sibling});
  }
  names = json::NameTable(std::move(words));
}

void Definitions::Impl::open_types() {
  for (const blob::TypeListRow& row : data.rows<blob::TypeListRow>(Section::kTypeLists))
    type_lists.push_back(TypeId{row.type});
  const auto rows = data.rows<blob::TypeRow>(Section::kTypes);
  std::uint16_t number_max = 0;
  for (const blob::TypeRow& row : rows) number_max = std::max(number_max, row.number);
  type_names.resize(number_max + 1U);
  type_structures.resize(number_max + 1U);
  for (const blob::TypeRow& row : rows) {
    types.push_back(TypeId{row.number});
    type_names[row.number] = data.text(row.name);
    type_structures[row.number] = StructureId{row.structure};
  }
}

void Definitions::Impl::open_structures() {
  const auto element_rows = data.rows<blob::ElementRow>(Section::kElements);
  elements.reserve(element_rows.size());
  for (const blob::ElementRow& row : element_rows) {
    elements.push_back({.name = json::NameId{row.name},
                        .path = data.text(row.path),
                        .type_name = data.text(row.type_name),
                        .type = StructureId{row.structure},
                        .profile = StructureId{row.profile},
                        .primitive = Primitive{row.primitive},
                        .min = row.min,
                        .max = row.max,
                        .is_array = (row.flags & blob::kFlagArray) != 0,
                        .is_summary = (row.flags & blob::kFlagSummary) != 0,
                        .is_modifier = (row.flags & blob::kFlagModifier) != 0,
                        .choice_group = row.choice_group,
                        .choice_base = data.text(row.choice_base),
                        .binding_strength = BindingStrength{row.strength},
                        .binding = ValueSetId{row.value_set},
                        .binding_url = data.text(row.binding_url),
                        .targets = types_at(row.first_target, row.target_count)});
  }
  const auto invariant_rows = data.rows<blob::InvariantRow>(Section::kInvariants);
  invariants.reserve(invariant_rows.size());
  for (const blob::InvariantRow& row : invariant_rows) {
    invariants.push_back({.key = data.text(row.key),
                          .expression = data.text(row.expression),
                          .human = data.text(row.human),
                          .is_error = row.is_error != 0,
                          .path = data.text(row.path)});
  }
  slots = data.rows<blob::SlotRow>(Section::kSlots);
  structure_rows = data.rows<blob::StructureRow>(Section::kStructures);
  structures.reserve(structure_rows.size());
  for (const blob::StructureRow& row : structure_rows) {
    structures.push_back({.name = data.text(row.name),
                          .kind = StructureKind{row.kind},
                          .is_abstract = row.abstract != 0,
                          .primitive = Primitive{row.primitive},
                          .base = StructureId{row.base},
                          .resource_type = TypeId{row.type},
                          .elements = std::span(elements).subspan(row.first_element, row.element_count),
                          .invariants = std::span(invariants).subspan(row.first_invariant, row.invariant_count)});
  }
}

void Definitions::Impl::open_parameters() {
  for (const blob::ComponentRow& row : data.rows<blob::ComponentRow>(Section::kComponents)) {
    components.push_back({.parameter = ParameterId{row.parameter}, .expression = data.text(row.expression)});
  }
  const auto rows = data.rows<blob::ParameterRow>(Section::kParameters);
  parameters.reserve(rows.size());
  for (const blob::ParameterRow& row : rows) {
    parameters.push_back({.id = ParameterId{row.id},
                          .code = data.text(row.code),
                          .url = data.text(row.url),
                          .type = SearchType{row.type},
                          .expression = data.text(row.expression),
                          .bases = types_at(row.first_base, row.base_count),
                          .targets = types_at(row.first_target, row.target_count),
                          .components = std::span(components).subspan(row.first_component, row.component_count),
                          .description = data.text(row.description)});
  }
  parameters_by_type.resize(type_names.size());
  for (const SearchParameter& parameter : parameters) {
    const std::size_t number = number_of(parameter.id);
    if (parameters_by_id.size() <= number) parameters_by_id.resize(number + 1);
    parameters_by_id[number] = &parameter;
    for (const TypeId base : parameter.bases) parameters_by_type[number_of(base)].push_back(&parameter);
  }
  for (auto& list : parameters_by_type) {
    std::ranges::sort(list, {}, [](const SearchParameter* parameter) { return parameter->code; });
  }
}

void Definitions::Impl::open_compartments() {
  for (const blob::CompartmentCodeRow& row : data.rows<blob::CompartmentCodeRow>(Section::kCompartmentCodes)) {
    compartment_codes.push_back(data.text(row.code));
  }
}

std::span<const blob::ConceptIndexRow> Definitions::Impl::with_code(std::span<const blob::ConceptIndexRow> by_code,
                                                                    std::string_view code) const {
  const auto code_at = [this](blob::ConceptIndexRow row) { return data.text(concepts[row.index].code); };
  return {std::ranges::lower_bound(by_code, code, {}, code_at), std::ranges::upper_bound(by_code, code, {}, code_at)};
}

template <class Row>
const Row* Definitions::Impl::row_of(std::span<const Row> sorted_by_url, std::string_view url) const {
  const auto found =
      std::ranges::lower_bound(sorted_by_url, url, {}, [this](const Row& row) { return data.text(row.url); });
  return found != sorted_by_url.end() && data.text(found->url) == url ? &*found : nullptr;
}

/// Added parameters, and the lists of the types that they change.
struct Definitions::Added {
  Added(std::vector<AddedParameter> from, const Impl& base) : owned(std::move(from)) {
    for (const AddedParameter& one : owned) {
      for (const auto& part : one.components) components.push_back({part.parameter, part.expression});
    }
    by_type.resize(base.type_names.size());
    parameters.reserve(owned.size());
    std::size_t first_component = 0;
    for (const AddedParameter& one : owned) {
      parameters.push_back({.id = one.id,
                            .code = one.code,
                            .url = one.url,
                            .type = one.type,
                            .expression = one.expression,
                            .bases = one.bases,
                            .targets = one.targets,
                            .components = std::span(components).subspan(first_component, one.components.size()),
                            .description = one.description});
      first_component += one.components.size();
      for (const TypeId type : one.bases) add_to(type, parameters.back(), base);
    }
  }

  void add_to(TypeId type, const SearchParameter& parameter, const Impl& base) {
    std::vector<const SearchParameter*>& list = by_type[number_of(type)];
    if (list.empty()) list = base.parameters_by_type[number_of(type)];
    const auto code_of = [](const SearchParameter* one) { return one->code; };
    list.insert(std::ranges::upper_bound(list, parameter.code, {}, code_of), &parameter);
  }

  const SearchParameter* find(ParameterId id) const {
    const auto found = std::ranges::find(parameters, id, &SearchParameter::id);
    return found == parameters.end() ? nullptr : &*found;
  }

  std::vector<AddedParameter> owned;
  std::vector<SearchComponent> components;
  std::vector<SearchParameter> parameters;
  std::vector<std::vector<const SearchParameter*>> by_type;  ///< By type number; empty: as in R4.
};

Definitions::Definitions(std::shared_ptr<const Impl> impl, std::shared_ptr<const Added> added)
    : impl_(std::move(impl)), added_(std::move(added)) {}
Definitions::Definitions(Definitions&&) noexcept = default;
Definitions& Definitions::operator=(Definitions&&) noexcept = default;
Definitions::~Definitions() = default;

Result<Definitions> Definitions::built_in() {
  OSLER_TRY(const Blob data, Blob::open(Blob::linked_bytes()));
  return Definitions(std::make_shared<const Impl>(data), nullptr);
}

Definitions Definitions::with_parameters(std::vector<AddedParameter> added) const {
  return Definitions(impl_, std::make_shared<const Added>(std::move(added), *impl_));
}

const json::NameTable& Definitions::names() const { return impl_->names; }

json::NameId Definitions::property_of_sibling(json::NameId name) const {
  return impl_->siblings[static_cast<std::size_t>(name)];
}

std::uint64_t Definitions::content_hash() const { return impl_->data.content_hash(); }

std::optional<TypeId> Definitions::resource_type(std::string_view name) const {
  const auto found = std::ranges::lower_bound(impl_->types, name, {}, [this](TypeId type) { return name_of(type); });
  if (found == impl_->types.end() || name_of(*found) != name) return std::nullopt;
  return *found;
}

std::string_view Definitions::name_of(TypeId type) const {
  return number_of(type) < impl_->type_names.size() ? impl_->type_names[number_of(type)] : std::string_view{};
}

std::span<const TypeId> Definitions::resource_types() const { return impl_->types; }

std::uint16_t Definitions::type_number_max() const { return static_cast<std::uint16_t>(impl_->type_names.size() - 1); }

StructureId Definitions::structure_of(TypeId type) const {
  return number_of(type) < impl_->type_structures.size() ? impl_->type_structures[number_of(type)] : StructureId::kNone;
}

std::optional<StructureId> Definitions::structure(std::string_view name) const {
  const auto found = std::ranges::lower_bound(impl_->structures, name, {}, &Structure::name);
  if (found == impl_->structures.end() || found->name != name) return std::nullopt;
  return StructureId{static_cast<std::uint16_t>(found - impl_->structures.begin() + 1)};
}

const Structure& Definitions::at(StructureId id) const {
  OSLER_ASSERT(id != StructureId::kNone);
  return impl_->structures[index_of(id)];
}

std::uint16_t Definitions::structure_count() const { return static_cast<std::uint16_t>(impl_->structures.size()); }

const Element* Definitions::element(StructureId structure, json::NameId name) const {
  if (structure == StructureId::kNone || name == json::NameId::kUnknown) return nullptr;
  const blob::StructureRow& row = impl_->structure_rows[index_of(structure)];
  const std::size_t mask = (std::size_t{1} << row.slot_bits) - 1;
  const blob::SlotRow* const slots = impl_->slots.data() + row.first_slot;
  // At most half of the slots are taken, so a free one ends every search.
  for (std::size_t at = slot_of(name, row.slot_bits); slots[at].name != 0; at = (at + 1) & mask) {
    if (json::NameId{slots[at].name} == name) return &impl_->elements[row.first_element + slots[at].element];
  }
  return nullptr;
}

std::span<const SearchParameter* const> Definitions::search_parameters(TypeId type) const {
  if (number_of(type) >= impl_->parameters_by_type.size()) return {};
  if (added_ && !added_->by_type[number_of(type)].empty()) return added_->by_type[number_of(type)];
  return impl_->parameters_by_type[number_of(type)];
}

const SearchParameter* Definitions::search_parameter(TypeId type, std::string_view code) const {
  const auto list = search_parameters(type);
  const auto found =
      std::ranges::lower_bound(list, code, {}, [](const SearchParameter* parameter) { return parameter->code; });
  return found != list.end() && (*found)->code == code ? *found : nullptr;
}

const SearchParameter* Definitions::search_parameter(ParameterId id) const {
  if (added_ && number_of(id) >= kAddedParameterMin) return added_->find(id);
  return number_of(id) < impl_->parameters_by_id.size() ? impl_->parameters_by_id[number_of(id)] : nullptr;
}

std::span<const SearchParameter> Definitions::all_search_parameters() const { return impl_->parameters; }

std::span<const std::string_view> Definitions::compartment_parameters(std::string_view compartment, TypeId type) const {
  for (const blob::CompartmentRow& row : impl_->data.rows<blob::CompartmentRow>(Section::kCompartments)) {
    if (impl_->data.text(row.name) != compartment) continue;
    const auto members = impl_->data.rows<blob::CompartmentMemberRow>(Section::kCompartmentMembers)
                             .subspan(row.first_member, row.member_count);
    const auto found = std::ranges::lower_bound(members, number_of(type), {}, &blob::CompartmentMemberRow::type);
    if (found == members.end() || found->type != number_of(type)) return {};
    return std::span(impl_->compartment_codes).subspan(found->first_code, found->code_count);
  }
  return {};
}

std::optional<ValueSetId> Definitions::value_set(std::string_view canonical) const {
  const blob::ValueSetRow* row = impl_->row_of(impl_->value_sets, canonical.substr(0, canonical.find('|')));
  if (row == nullptr) return std::nullopt;
  return ValueSetId{static_cast<std::uint16_t>(row - impl_->value_sets.data() + 1)};
}

std::string_view Definitions::url_of(ValueSetId id) const {
  return id == ValueSetId::kNone ? std::string_view{} : impl_->data.text(impl_->value_sets[index_of(id)].url);
}

bool Definitions::is_enumerated(ValueSetId id) const {
  return id != ValueSetId::kNone && impl_->value_sets[index_of(id)].enumerated != 0;
}

bool Definitions::contains(ValueSetId id, std::string_view system, std::string_view code) const {
  if (id == ValueSetId::kNone) return false;
  const auto found = impl_->with_code(impl_->members_by_code(id), code);
  return std::ranges::any_of(found, [&](blob::ConceptIndexRow row) {
    return system.empty() || impl_->data.text(impl_->concepts[row.index].system) == system;
  });
}

std::optional<Concept> Definitions::find(ValueSetId id, std::string_view code) const {
  if (id == ValueSetId::kNone) return std::nullopt;
  const auto found = impl_->with_code(impl_->members_by_code(id), code);
  if (found.empty()) return std::nullopt;
  return impl_->concept_at(found.front().index);
}

std::vector<Concept> Definitions::members(ValueSetId id, std::size_t max) const {
  std::vector<Concept> found;
  if (id == ValueSetId::kNone) return found;
  const blob::ValueSetRow& row = impl_->value_sets[index_of(id)];
  const auto in_order = impl_->data.rows<blob::ConceptIndexRow>(Section::kMembers)
                            .subspan(row.first_member, std::min<std::size_t>(row.member_count, max));
  found.reserve(in_order.size());
  for (const blob::ConceptIndexRow member : in_order) found.push_back(impl_->concept_at(member.index));
  return found;
}

std::optional<Concept> Definitions::find_in_system(std::string_view system, std::string_view code) const {
  const blob::CodeSystemRow* row = impl_->row_of(impl_->code_systems, system);
  if (row == nullptr) return std::nullopt;
  const auto by_code = impl_->data.rows<blob::ConceptIndexRow>(Section::kSystemConceptsByCode)
                           .subspan(row->first_concept, row->concept_count);
  const auto found = impl_->with_code(by_code, code);
  if (found.empty()) return std::nullopt;
  return impl_->concept_at(found.front().index);
}

std::optional<bool> Definitions::is_case_sensitive(std::string_view system) const {
  const blob::CodeSystemRow* row = impl_->row_of(impl_->code_systems, system);
  if (row == nullptr) return std::nullopt;
  return (row->flags & blob::kSystemCaseSensitive) != 0;
}

}  // namespace osler::fhir
