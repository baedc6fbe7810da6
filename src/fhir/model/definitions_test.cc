#include "fhir/model/definitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>

#include "fhir/model/added_parameter.h"
#include "fhir/model/blob.h"

namespace osler::fhir {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Definitions& r4() {
  static const Definitions definitions = [] {
    Result<Definitions> opened = Definitions::built_in();
    OSLER_ASSERT(opened.ok());
    return std::move(opened).value();
  }();
  return definitions;
}

TypeId type(std::string_view name) {
  const std::optional<TypeId> found = r4().resource_type(name);
  EXPECT_TRUE(found.has_value()) << name;
  return found.value_or(TypeId::kNone);
}

const Structure& structure(std::string_view name) {
  const std::optional<StructureId> found = r4().structure(name);
  EXPECT_TRUE(found.has_value()) << name;
  return r4().at(found.value_or(StructureId{1}));
}

const Element* element(std::string_view structure_name, std::string_view property) {
  const std::optional<StructureId> found = r4().structure(structure_name);
  return found ? r4().element(*found, r4().names().find(property)) : nullptr;
}

std::vector<std::string_view> names_of(std::span<const TypeId> types) {
  std::vector<std::string_view> names;
  for (const TypeId t : types) names.push_back(r4().name_of(t));
  return names;
}

std::vector<std::string_view> keys_of(const Structure& s) {
  std::vector<std::string_view> keys;
  for (const Invariant& invariant : s.invariants) keys.push_back(invariant.key);
  return keys;
}

std::string_view canonical_of(std::string_view value_set_name) {
  static std::set<std::string> kept;
  return *kept.insert("http://hl7.org/fhir/ValueSet/" + std::string(value_set_name)).first;
}

ValueSetId value_set(std::string_view name) {
  const std::optional<ValueSetId> found = r4().value_set(canonical_of(name));
  EXPECT_TRUE(found.has_value()) << name;
  return found.value_or(ValueSetId::kNone);
}

TEST(Blob, IsWholeAndOfThisFormat) {
  const Result<blob::Blob> data = blob::Blob::open(blob::Blob::linked_bytes());
  ASSERT_TRUE(data.ok());
  EXPECT_EQ(data->computed_hash(), data->content_hash());
  EXPECT_EQ(r4().content_hash(), data->content_hash());
}

TEST(Blob, RefusesOtherBytes) {
  const auto linked = blob::Blob::linked_bytes();
  std::vector<std::byte> bytes(linked.begin(), linked.end());
  EXPECT_TRUE(blob::Blob::open(bytes).ok());
  EXPECT_FALSE(blob::Blob::open(std::span(bytes).first(100)).ok());
  EXPECT_FALSE(blob::Blob::open(std::span(bytes).first(bytes.size() - 8)).ok());
  bytes[0] = std::byte{'X'};
  EXPECT_FALSE(blob::Blob::open(bytes).ok());
  bytes[0] = std::byte{'O'};
  bytes[8] = std::byte{99};
  EXPECT_FALSE(blob::Blob::open(bytes).ok());
  bytes[8] = std::byte{1};
  bytes[36] = std::byte{0xff};
  bytes[39] = std::byte{0xff};
  EXPECT_FALSE(blob::Blob::open(bytes).ok()) << "a section that leaves the bytes";
}

TEST(Definitions, OpenQuickly) {
  const auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(Definitions::built_in().ok());
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  RecordProperty("open_ms", std::to_string(taken.count()));
  std::printf("             opening %zu bytes of definitions took %.2f ms\n", blob::Blob::linked_bytes().size(),
              taken.count());
}

TEST(ResourceTypes, AreThe146ConcreteOnes) {
  EXPECT_EQ(r4().resource_types().size(), 146U);
  EXPECT_TRUE(std::ranges::is_sorted(names_of(r4().resource_types())));
  for (const std::string_view name :
       {"Resource", "DomainResource", "MetadataResource", "SubscriptionStatus", "patient", "", "HumanName"}) {
    EXPECT_EQ(r4().resource_type(name), std::nullopt) << name;
  }
  for (const TypeId t : r4().resource_types()) {
    EXPECT_EQ(r4().resource_type(r4().name_of(t)), t);
    EXPECT_LE(number_of(t), r4().type_number_max());
    const Structure& s = r4().at(r4().structure_of(t));
    EXPECT_EQ(s.name, r4().name_of(t));
    EXPECT_EQ(s.resource_type, t);
    EXPECT_EQ(s.kind, StructureKind::kResource);
    EXPECT_FALSE(s.is_abstract);
  }
  EXPECT_EQ(r4().name_of(TypeId::kNone), "");
  EXPECT_EQ(r4().name_of(TypeId{60'000}), "");
  EXPECT_EQ(r4().structure_of(TypeId::kNone), StructureId::kNone);
}

// These numbers are stored in databases: they never change.
TEST(ResourceTypes, KeepTheirNumbers) {
  EXPECT_EQ(number_of(type("Account")), 1);
  EXPECT_EQ(number_of(type("Encounter")), 44);
  EXPECT_EQ(number_of(type("Patient")), 103);
  EXPECT_EQ(number_of(type("VisionPrescription")), 146);
}

TEST(Structures, KnowTheirKindAndBase) {
  struct Row {
    std::string_view name;
    StructureKind kind;
    std::string_view base;
    bool is_abstract;
  };
  for (const Row& row : {Row{"Patient", StructureKind::kResource, "DomainResource", false},
                         Row{"Bundle", StructureKind::kResource, "Resource", false},
                         Row{"DomainResource", StructureKind::kResource, "Resource", true},
                         Row{"HumanName", StructureKind::kDatatype, "Element", false},
                         Row{"Timing", StructureKind::kDatatype, "BackboneElement", false},
                         Row{"Timing.repeat", StructureKind::kDatatype, "Element", false},
                         Row{"Age", StructureKind::kDatatype, "Quantity", false},
                         Row{"SimpleQuantity", StructureKind::kDatatype, "Quantity", false},
                         Row{"Encounter.participant", StructureKind::kBackbone, "BackboneElement", false},
                         Row{"code", StructureKind::kPrimitive, "string", false},
                         Row{"positiveInt", StructureKind::kPrimitive, "integer", false}}) {
    SCOPED_TRACE(row.name);
    const Structure& s = structure(row.name);
    EXPECT_EQ(s.name, row.name);
    EXPECT_EQ(s.kind, row.kind);
    EXPECT_EQ(r4().at(s.base).name, row.base);
    EXPECT_EQ(s.is_abstract, row.is_abstract);
  }
  EXPECT_EQ(structure("Resource").base, StructureId::kNone);
  EXPECT_EQ(structure("Element").base, StructureId::kNone);
  EXPECT_EQ(structure("dateTime").primitive, Primitive::kDateTime);
  EXPECT_EQ(structure("Patient").primitive, Primitive::kNone);
  EXPECT_FALSE(r4().structure("NoSuchThing").has_value());
}

TEST(Elements, EveryOneIsFoundByItsName) {
  for (std::uint16_t number = 1; number <= r4().structure_count(); ++number) {
    const StructureId id{number};
    for (const Element& e : r4().at(id).elements) {
      EXPECT_EQ(r4().element(id, e.name), &e) << e.path;
      EXPECT_NE(e.type, StructureId::kNone) << e.path;
    }
    EXPECT_EQ(r4().element(id, json::NameId::kUnknown), nullptr);
  }
  EXPECT_EQ(r4().element(StructureId::kNone, json::NameId{1}), nullptr);
  EXPECT_EQ(element("Patient", "resourceType"), nullptr);
  EXPECT_NE(element("ExampleScenario.instance", "resourceType"), nullptr);
}

TEST(Elements, CarryCardinalityTypeAndMarks) {
  const Element* status = element("Encounter", "status");
  ASSERT_NE(status, nullptr);
  EXPECT_EQ(status->path, "Encounter.status");
  EXPECT_EQ(status->type_name, "code");
  EXPECT_EQ(status->primitive, Primitive::kCode);
  EXPECT_EQ(status->min, 1);
  EXPECT_EQ(status->max, 1);
  EXPECT_FALSE(status->is_array);
  EXPECT_TRUE(status->is_summary);
  EXPECT_TRUE(status->is_modifier);
  EXPECT_EQ(status->binding_strength, BindingStrength::kRequired);
  EXPECT_EQ(status->binding_url, canonical_of("encounter-status"));
  EXPECT_EQ(status->binding, value_set("encounter-status"));

  const Element* participant = element("Encounter", "participant");
  ASSERT_NE(participant, nullptr);
  EXPECT_EQ(participant->max, kUnbounded);
  EXPECT_TRUE(participant->is_array);
  EXPECT_EQ(participant->type_name, "BackboneElement");
  EXPECT_EQ(r4().at(participant->type).name, "Encounter.participant");

  const Element* individual = element("Encounter.participant", "individual");
  ASSERT_NE(individual, nullptr);
  EXPECT_THAT(names_of(individual->targets), ElementsAre("Practitioner", "PractitionerRole", "RelatedPerson"));
}

TEST(Elements, OfAChoiceStandOncePerType) {
  const Element* quantity = element("Observation", "valueQuantity");
  const Element* text = element("Observation", "valueString");
  ASSERT_NE(quantity, nullptr);
  ASSERT_NE(text, nullptr);
  EXPECT_EQ(quantity->path, "Observation.value[x]");
  EXPECT_EQ(quantity->choice_base, "value");
  EXPECT_EQ(quantity->type_name, "Quantity");
  EXPECT_NE(quantity->choice_group, 0);
  EXPECT_EQ(quantity->choice_group, text->choice_group);
  EXPECT_NE(quantity->choice_group, element("Observation", "effectivePeriod")->choice_group);
  EXPECT_EQ(element("Observation", "value"), nullptr);
  EXPECT_EQ(element("Observation", "valueDecimal"), nullptr);
  EXPECT_EQ(element("Observation", "status")->choice_group, 0);
  EXPECT_EQ(std::ranges::count(structure("Extension").elements, "value", &Element::choice_base), 50);
}

TEST(Elements, OfAContentReferencePointAtWhatTheyRepeat) {
  for (const auto& [owner, property, target] :
       {std::array<std::string_view, 3>{"Questionnaire.item", "item", "Questionnaire.item"},
        std::array<std::string_view, 3>{"Bundle.entry", "link", "Bundle.link"},
        std::array<std::string_view, 3>{"Parameters.parameter", "part", "Parameters.parameter"},
        std::array<std::string_view, 3>{"Observation.component", "referenceRange", "Observation.referenceRange"},
        std::array<std::string_view, 3>{"ValueSet.compose", "exclude", "ValueSet.compose.include"}}) {
    const Element* e = element(owner, property);
    ASSERT_NE(e, nullptr) << owner << "." << property;
    EXPECT_EQ(r4().at(e->type).name, target);
    EXPECT_EQ(e->type_name, "BackboneElement");
    EXPECT_TRUE(e->is_array);
  }
}

TEST(Elements, OfIdentityHaveTheirTrueTypes) {
  EXPECT_EQ(element("Patient", "id")->primitive, Primitive::kId);
  EXPECT_EQ(element("HumanName", "id")->primitive, Primitive::kString);
  EXPECT_EQ(element("Patient.contact", "id")->primitive, Primitive::kString);
  EXPECT_EQ(element("Extension", "url")->primitive, Primitive::kUri);
  EXPECT_EQ(element("Narrative", "div")->primitive, Primitive::kXhtml);
  EXPECT_EQ(element("Patient", "contained")->type_name, "Resource");
  EXPECT_THAT(element("Reference", "reference")->targets, IsEmpty());
  EXPECT_THAT(element("List.entry", "item")->targets, IsEmpty()) << "any resource";
  EXPECT_EQ(structure("string").elements.size(), 2U) << "a primitive's value is no JSON property";
}

TEST(Elements, NameTheQuantityProfileTheyDemand) {
  EXPECT_EQ(r4().at(element("Range", "low")->profile).name, "SimpleQuantity");
  EXPECT_EQ(element("Range", "low")->type_name, "Quantity");
  EXPECT_EQ(r4().at(element("Range", "low")->type).name, "Quantity");
  EXPECT_EQ(element("Observation", "valueQuantity")->profile, StructureId::kNone);
  EXPECT_EQ(element("SimpleQuantity", "comparator")->max, 0);
}

// The source package adds elements of its own and of later versions; none of them may come through.
TEST(Elements, HoldOfficialContentOnly) {
  EXPECT_EQ(element("Meta", "project"), nullptr);
  EXPECT_EQ(element("Binary", "url"), nullptr);
  EXPECT_EQ(element("ResearchStudy", "associatedParty"), nullptr);
  EXPECT_NE(element("EvidenceVariable.characteristic", "usageContext"), nullptr);
  EXPECT_NE(element("EvidenceVariable.characteristic", "definitionCanonical"), nullptr);
}

TEST(Names, KnowTheSiblingsOfPrimitives) {
  const json::NameTable& names = r4().names();
  EXPECT_NE(names.find("resourceType"), json::NameId::kUnknown);
  EXPECT_EQ(r4().property_of_sibling(names.find("_birthDate")), names.find("birthDate"));
  EXPECT_EQ(r4().property_of_sibling(names.find("birthDate")), json::NameId::kUnknown);
  EXPECT_EQ(r4().property_of_sibling(json::NameId::kUnknown), json::NameId::kUnknown);
  EXPECT_EQ(names.find("_participant"), json::NameId::kUnknown);
}

TEST(Invariants, StandOnceWhereTheyAreDeclared) {
  EXPECT_THAT(keys_of(structure("Patient")), IsEmpty());
  EXPECT_THAT(keys_of(structure("Patient.contact")), ElementsAre("pat-1"));
  EXPECT_THAT(keys_of(structure("DomainResource")),
              testing::UnorderedElementsAre("dom-2", "dom-3", "dom-4", "dom-5", "dom-6"));
  EXPECT_THAT(keys_of(structure("Element")), ElementsAre("ele-1"));
  EXPECT_THAT(keys_of(structure("HumanName")), IsEmpty());
  EXPECT_THAT(keys_of(structure("Extension")), ElementsAre("ext-1"));
  EXPECT_THAT(keys_of(structure("Age")), ElementsAre("age-1"));
  EXPECT_THAT(keys_of(structure("SimpleQuantity")), ElementsAre("sqty-1"));
  EXPECT_THAT(keys_of(structure("Organization")), testing::UnorderedElementsAre("org-1", "org-2", "org-3"));
  const auto org_3 = std::ranges::find(structure("Organization").invariants, "org-3", &Invariant::key);
  EXPECT_EQ(org_3->path, "Organization.telecom") << "declared on an element without a structure of its own";
  const auto dom_6 = std::ranges::find(structure("DomainResource").invariants, "dom-6", &Invariant::key);
  EXPECT_FALSE(dom_6->is_error);
  EXPECT_TRUE(structure("Extension").invariants[0].is_error);
}

TEST(Invariants, AreCorrectedWhereThePublishedTextIsWrong) {
  const auto expression = [](std::string_view owner, std::string_view key) {
    const auto& list = structure(owner).invariants;
    const auto found = std::ranges::find(list, key, &Invariant::key);
    return found == list.end() ? std::string_view{} : found->expression;
  };
  EXPECT_THAT(std::string(expression("Appointment", "app-4")), testing::HasSubstr("'noshow'"));
  EXPECT_THAT(std::string(expression("Bundle.entry", "bdl-8")), testing::StartsWith("fullUrl.exists() implies"));
  EXPECT_THAT(std::string(expression("DomainResource", "dom-3")), testing::Not(testing::HasSubstr(".as(")));
}

TEST(SearchParameters, AreAllTheStandardOnesAndOurs) {
  EXPECT_EQ(r4().all_search_parameters().size(), 1375U + 22U);
  for (const SearchParameter& parameter : r4().all_search_parameters()) {
    EXPECT_EQ(r4().search_parameter(parameter.id), &parameter);
    EXPECT_FALSE(parameter.bases.empty()) << parameter.url;
    EXPECT_EQ(parameter.components.empty(), parameter.type != SearchType::kComposite) << parameter.url;
    for (const TypeId base : parameter.bases) EXPECT_EQ(r4().search_parameter(base, parameter.code), &parameter);
  }
  EXPECT_EQ(r4().search_parameter(ParameterId::kNone), nullptr);
  EXPECT_EQ(r4().search_parameter(ParameterId{60'000}), nullptr);
}

TEST(SearchParameters, OfATypeIncludeTheCommonOnes) {
  const auto list = r4().search_parameters(type("Encounter"));
  std::vector<std::string_view> codes;
  for (const SearchParameter* parameter : list) codes.push_back(parameter->code);
  EXPECT_TRUE(std::ranges::is_sorted(codes));
  for (const std::string_view code : {"_id", "_lastUpdated", "_profile", "_security", "_source", "_tag", "_text",
                                      "_content", "status", "patient", "date"}) {
    EXPECT_TRUE(std::ranges::binary_search(codes, code)) << code;
  }
  EXPECT_EQ(r4().search_parameter(type("Bundle"), "_text"), nullptr) << "only DomainResources have a narrative";
  EXPECT_EQ(r4().search_parameter(type("Encounter"), "nosuch"), nullptr);
  EXPECT_THAT(r4().search_parameters(TypeId::kNone), IsEmpty());
}

TEST(SearchParameters, CarryTypeTargetsAndComponents) {
  const SearchParameter* subject = r4().search_parameter(type("Encounter"), "subject");
  ASSERT_NE(subject, nullptr);
  EXPECT_EQ(subject->type, SearchType::kReference);
  EXPECT_EQ(subject->url, "http://hl7.org/fhir/SearchParameter/Encounter-subject");
  EXPECT_THAT(names_of(subject->targets), ElementsAre("Group", "Patient"));
  const SearchParameter* pair = r4().search_parameter(type("Observation"), "component-code-value-quantity");
  ASSERT_NE(pair, nullptr);
  ASSERT_EQ(pair->components.size(), 2U);
  EXPECT_EQ(r4().search_parameter(pair->components[0].parameter)->code, "component-code");
  EXPECT_EQ(pair->components[1].expression, "value.ofType(Quantity)");
  EXPECT_EQ(r4().search_parameter(type("Location"), "near")->type, SearchType::kSpecial);
}

TEST(Compartments, NameTheParametersThatPutAResourceInside) {
  EXPECT_THAT(r4().compartment_parameters("Patient", type("Observation")), ElementsAre("subject", "performer"));
  EXPECT_THAT(r4().compartment_parameters("Patient", type("Patient")), ElementsAre("link"));
  EXPECT_THAT(r4().compartment_parameters("Patient", type("Medication")), IsEmpty());
  EXPECT_THAT(r4().compartment_parameters("Encounter", type("Encounter")), ElementsAre("{def}"));
  EXPECT_THAT(r4().compartment_parameters("Practitioner", type("Appointment")), ElementsAre("actor"));
  EXPECT_FALSE(r4().compartment_parameters("Device", type("Observation")).empty());
  EXPECT_FALSE(r4().compartment_parameters("RelatedPerson", type("Encounter")).empty());
  EXPECT_THAT(r4().compartment_parameters("Nobody", type("Observation")), IsEmpty());
}

TEST(ValueSets, OfRequiredBindingsAreEnumeratedButForNamedOnes) {
  std::set<std::string_view> open;
  for (std::uint16_t number = 1; number <= r4().structure_count(); ++number) {
    for (const Element& e : r4().at(StructureId{number}).elements) {
      if (e.binding_strength == BindingStrength::kRequired && !r4().is_enumerated(e.binding))
        open.insert(e.binding_url);
    }
  }
  EXPECT_THAT(open, testing::UnorderedElementsAre(canonical_of("mimetypes"), canonical_of("currencies"),
                                                  canonical_of("ucum-units"), "http://loinc.org/vs/LL379-9"));
}

TEST(ValueSets, SayWhatTheyHold) {
  const ValueSetId status = value_set("encounter-status");
  EXPECT_EQ(r4().url_of(status), canonical_of("encounter-status"));
  EXPECT_EQ(r4().value_set("http://hl7.org/fhir/ValueSet/encounter-status|4.0.1"), status);
  EXPECT_TRUE(r4().contains(status, "", "in-progress"));
  EXPECT_TRUE(r4().contains(status, "http://hl7.org/fhir/encounter-status", "onleave"));
  EXPECT_FALSE(r4().contains(status, "http://hl7.org/fhir/event-status", "onleave"));
  EXPECT_FALSE(r4().contains(status, "", "Finished"));
  EXPECT_FALSE(r4().contains(ValueSetId::kNone, "", "finished"));
  EXPECT_EQ(r4().members(status, 100).size(), 9U);
  EXPECT_EQ(r4().members(status, 2)[0].code, "planned");
  EXPECT_EQ(r4().find(status, "planned")->display, "Planned");
  EXPECT_EQ(r4().find(status, "nosuch"), std::nullopt);
  EXPECT_FALSE(r4().value_set("http://example.org/none").has_value());
}

AddedParameter added(std::uint16_t number, std::string code, std::vector<TypeId> bases) {
  AddedParameter parameter;
  parameter.id = ParameterId{number};
  parameter.url = "urn:" + code;
  parameter.code = std::move(code);
  parameter.expression = "Patient.name";
  parameter.bases = std::move(bases);
  return parameter;
}

TEST(AddedParameters, StandBesideThoseOfR4) {
  const Definitions more = r4().with_parameters({added(2'048, "a-first", {type("Patient"), type("Group")}), added(2'049, "zoo", {type("Patient")})});
  EXPECT_EQ(more.search_parameter(type("Patient"), "zoo")->id, ParameterId{2'049});
  EXPECT_EQ(more.search_parameter(type("Group"), "a-first")->url, "urn:a-first");
  EXPECT_EQ(more.search_parameter(type("Group"), "zoo"), nullptr);
  EXPECT_EQ(more.search_parameter(ParameterId{2'048})->code, "a-first");
  EXPECT_EQ(more.search_parameter(ParameterId{2'050}), nullptr);
  EXPECT_EQ(more.search_parameter(type("Patient"), "name"), r4().search_parameter(type("Patient"), "name")) << "the rest is shared";
  const auto list = more.search_parameters(type("Patient"));
  EXPECT_EQ(list.size(), r4().search_parameters(type("Patient")).size() + 2);
  EXPECT_TRUE(std::ranges::is_sorted(list, {}, [](const SearchParameter* parameter) { return parameter->code; }));
  EXPECT_EQ(r4().search_parameter(type("Patient"), "zoo"), nullptr);
  EXPECT_EQ(more.all_search_parameters().size(), r4().all_search_parameters().size());
}

TEST(AddedParameters, DoNotHideOneOfR4) {
  const Definitions more = r4().with_parameters({added(2'048, "name", {type("Patient")})});
  EXPECT_EQ(more.search_parameter(type("Patient"), "name"), r4().search_parameter(type("Patient"), "name"));
}

TEST(AddedParameters, HaveNumbersThatR4HasNot) {
  for (const SearchParameter& parameter : r4().all_search_parameters()) EXPECT_LT(number_of(parameter.id), kAddedParameterMin);
}

TEST(ValueSets, FollowFiltersListsAndOtherValueSets) {
  EXPECT_TRUE(r4().contains(value_set("units-of-time"), "http://unitsofmeasure.org", "mo"));
  EXPECT_TRUE(r4().contains(value_set("all-types"), "", "Encounter"));
  EXPECT_TRUE(r4().contains(value_set("all-types"), "", "HumanName"));
  const std::optional<ValueSetId> act = r4().value_set("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode");
  ASSERT_TRUE(act.has_value());
  EXPECT_TRUE(r4().contains(*act, "http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB"));
  EXPECT_FALSE(r4().is_enumerated(value_set("mimetypes")));
}

TEST(CodeSystems, GiveDisplays) {
  EXPECT_EQ(r4().find_in_system("http://terminology.hl7.org/CodeSystem/v3-ActCode", "EMER")->display, "emergency");
  EXPECT_EQ(r4().find_in_system("http://hl7.org/fhir/administrative-gender", "none"), std::nullopt);
  EXPECT_EQ(r4().find_in_system("http://loinc.org", "8480-6"), std::nullopt);
  EXPECT_EQ(r4().is_case_sensitive("http://hl7.org/fhir/administrative-gender"), true);
  EXPECT_EQ(r4().is_case_sensitive("http://loinc.org"), std::nullopt);
}

}  // namespace
}  // namespace osler::fhir
