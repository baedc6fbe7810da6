#include "fhir/search/resource_extractor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/search/entry_text.h"
#include "fhir/search/facet.h"
#include "fhir/search/ordinal.h"
#include "fhir/search/type_plan.h"
#include "json/parser.h"

namespace osler::fhir {
namespace {

using testing::ElementsAre;
using testing::StartsWith;
using testing::UnorderedElementsAre;

const Definitions& definitions() {
  static const Definitions kDefinitions = Definitions::built_in().value();
  return kDefinitions;
}

const ResourceExtractor& extractor() {
  static const std::unique_ptr<ResourceExtractor> kExtractor = ResourceExtractor::create(definitions()).value();
  return *kExtractor;
}

std::vector<store::IndexEntry> entries_of(std::string_view json) {
  json::Parser parser;
  Result<json::Tree> tree = parser.parse(json::PaddedBytes(json), definitions().names());
  EXPECT_TRUE(tree.ok()) << json;
  const TypeId type = definitions().resource_type(tree->root().member("resourceType").text()).value();
  std::vector<store::IndexEntry> entries;
  extractor().extract(type, tree->root(), entries);
  return entries;
}

/// The lines of one parameter and its facets, without its name.
std::vector<std::string> values(std::string_view json, const std::string& code) {
  std::vector<std::string> found;
  for (const std::string& line : lines_of(definitions(), entries_of(json))) {
    if (line.starts_with(code + ":")) found.push_back(line.substr(code.size() + 2));
    if (line.starts_with(code + "#")) found.push_back(line.substr(code.size()));
  }
  return found;
}

std::vector<store::Interval> intervals(std::string_view json, std::string_view code, std::string_view type, std::uint16_t facet_kind = 0) {
  const SearchParameter* parameter = definitions().search_parameter(definitions().resource_type(type).value(), code);
  std::vector<store::Interval> found;
  for (const store::IndexEntry& entry : entries_of(json)) {
    if (entry.parameter != facet(parameter->id, static_cast<Facet>(facet_kind))) continue;
    found.push_back(std::get<store::Interval>(entry.parts.at(0)));
  }
  return found;
}

store::Interval point(const char* number, std::string unit = "") {
  const store::Ordinal at = ordinal_of(Decimal::parse(number).value());
  return {std::move(unit), at, successor(at)};
}

TEST(ResourceExtractor, CompilesEveryParameterOfEveryType) {
  std::size_t computed = 0;
  for (const TypeId type : definitions().resource_types()) {
    const Result<TypePlan> plan = make_type_plan(definitions(), type);
    ASSERT_TRUE(plan.ok()) << plan.error().message;
    computed += plan->computed.size();
  }
  // The evaluator is for the few that are no plain paths.
  EXPECT_LE(computed, 12U);
}

TEST(ResourceExtractor, CodesHaveTheSystemOfTheirValueSet) {
  const auto* encounter = R"({"resourceType":"Encounter","status":"finished","class":{"system":"urn:c","code":"AMB","display":"Ambulatory"}})";
  EXPECT_THAT(values(encounter, "status"), ElementsAre("http://hl7.org/fhir/encounter-status|finished"));
  EXPECT_THAT(values(encounter, "class"), ElementsAre("urn:c|AMB", "#text: 'ambulatory' \"Ambulatory\""));
  EXPECT_THAT(values(R"({"resourceType":"Encounter","status":"no-such"})", "status"), ElementsAre("|no-such"));
}

TEST(ResourceExtractor, ReadsEveryKindOfToken) {
  EXPECT_THAT(values(R"({"resourceType":"Patient","active":true})", "active"), ElementsAre("|true"));
  EXPECT_THAT(values(R"({"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"7",
      "type":{"coding":[{"system":"urn:t","code":"MR"}],"text":"Record"}}]})", "identifier"),
      UnorderedElementsAre("urn:mrn|7", "#of-type: urn:t|MR $ |7", "#text: 'record' \"Record\""));
  EXPECT_THAT(values(R"({"resourceType":"Patient","telecom":[{"system":"phone","value":"555"},{"system":"email","value":"a@b"}]})", "phone"),
      ElementsAre("|555", "phone|555"));
  EXPECT_THAT(values(R"({"resourceType":"Patient","telecom":[{"system":"phone","value":"555"},{"system":"email","value":"a@b"}]})", "telecom"),
      UnorderedElementsAre("|555", "phone|555", "|a@b", "email|a@b"));
  EXPECT_THAT(values(R"({"resourceType":"Condition","code":{"coding":[{"system":"s","code":"1","display":"Fever"},{"code":"2"}],"text":"Hot"}})", "code"),
      UnorderedElementsAre("s|1", "|2", "#text: 'fever' \"Fever\"", "#text: 'hot' \"Hot\""));
  EXPECT_THAT(values(R"({"resourceType":"ValueSet","url":"http://x/v","version":"3"})", "version"), ElementsAre("|3"));
  EXPECT_THAT(values(R"({"resourceType":"Patient","meta":{"tag":[{"system":"t","code":"x"}]}})", "_tag"), ElementsAre("t|x"));
}

TEST(ResourceExtractor, NamesAndAddressesAreFoundByTheirParts) {
  const auto* patient = R"({"resourceType":"Patient","name":[{"family":"Müller-Lüdenscheidt","given":["Änne","Eva"],"text":"A. Müller"}],
      "address":[{"line":["12 High St."],"city":"Bonn","postalCode":"53111"}]})";
  EXPECT_THAT(values(patient, "name"), ElementsAre("'muller ludenscheidt' \"Müller-Lüdenscheidt\"", "'anne' \"Änne\"", "'eva' \"Eva\"", "'a muller' \"A. Müller\""));
  EXPECT_THAT(values(patient, "given"), ElementsAre("'anne' \"Änne\"", "'eva' \"Eva\""));
  EXPECT_THAT(values(patient, "address"), ElementsAre("'12 high st' \"12 High St.\"", "'bonn' \"Bonn\"", "'53111' \"53111\""));
  EXPECT_THAT(values(patient, "address-city"), ElementsAre("'bonn' \"Bonn\""));
}

TEST(ResourceExtractor, ReferencesAreFilteredByTheirType) {
  const auto* encounter = R"({"resourceType":"Encounter","subject":{"reference":"Patient/1","display":"Ann"},
      "participant":[{"individual":{"reference":"Practitioner/a"}},{"individual":{"reference":"RelatedPerson/b"}}]})";
  EXPECT_THAT(values(encounter, "subject"), ElementsAre("Patient/1", "#text: 'ann' \"Ann\""));
  EXPECT_THAT(values(encounter, "patient"), ElementsAre("Patient/1", "#text: 'ann' \"Ann\""));
  EXPECT_THAT(values(encounter, "participant"), ElementsAre("Practitioner/a", "RelatedPerson/b"));
  EXPECT_THAT(values(encounter, "practitioner"), ElementsAre("Practitioner/a"));
  const auto* group = R"({"resourceType":"Encounter","subject":{"reference":"Group/1","display":"All"}})";
  EXPECT_THAT(values(group, "patient"), ElementsAre());
}

TEST(ResourceExtractor, ReadsEveryFormOfReference) {
  const auto subject = [](const char* reference) {
    return values(std::string(R"({"resourceType":"Observation","subject":)") + reference + "}", "subject");
  };
  EXPECT_THAT(subject(R"({"reference":"Patient/1/_history/3"})"), ElementsAre("Patient/1"));
  EXPECT_THAT(subject(R"({"reference":"https://other/Patient/1"})"), ElementsAre("<https://other/Patient/1>"));
  EXPECT_THAT(subject(R"({"reference":"#p"})"), ElementsAre("#contained: |p"));
  EXPECT_THAT(subject(R"({"reference":"#"})"), ElementsAre());
  EXPECT_THAT(subject(R"({"reference":"urn:uuid:1b9d"})"), ElementsAre());
  EXPECT_THAT(subject(R"({"reference":"Nothing/1"})"), ElementsAre());
  EXPECT_THAT(subject(R"({"identifier":{"system":"s","value":"v"}})"), ElementsAre("#identifier: s|v"));
  EXPECT_THAT(values(R"({"resourceType":"Observation","subject":{"reference":"https://other/fhir/Patient/1"}})", "patient"),
      ElementsAre("<https://other/fhir/Patient/1>"));
  EXPECT_THAT(values(R"({"resourceType":"Observation","subject":{"type":"Patient","identifier":{"value":"v"}}})", "patient"), ElementsAre("#identifier: |v"));
}

TEST(ResourceExtractor, KnowsWhatIsContained) {
  const auto* observation = R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"#p"},"focus":[{"reference":"#g"}],
      "contained":[{"resourceType":"Patient","id":"p","gender":"male"},{"resourceType":"Group","id":"g"},{"resourceType":"Patient","id":"q"},{"resourceType":"Nothing","id":"n"}]})";
  EXPECT_THAT(values(observation, "patient"), ElementsAre("#contained: |p"));
  EXPECT_THAT(values(observation, "focus"), ElementsAre("#contained: |g"));
  EXPECT_THAT(values(observation, "_content"), ElementsAre("#contained: |Patient", "#contained: |Group", "#contained: |Nothing"));
  const auto* group = R"({"resourceType":"Observation","subject":{"reference":"#g"},"contained":[{"resourceType":"Group","id":"g"}]})";
  EXPECT_THAT(values(group, "patient"), ElementsAre()) << "it is a group";
  EXPECT_THAT(values(group, "gender"), ElementsAre());
  std::vector<store::Contained> contained;
  ASSERT_TRUE(extractor().contained(store::Partition::of(1, store::Environment::kTest), definitions().resource_type("Observation").value(), observation, contained).ok());
  ASSERT_EQ(contained.size(), 3U);
  EXPECT_EQ(contained.front().id, "p");
  EXPECT_EQ(contained.front().type, definitions().resource_type("Patient").value());
  EXPECT_THAT(lines_of(definitions(), contained.front().entries), testing::Contains("gender: http://hl7.org/fhir/administrative-gender|male"));
}

TEST(ResourceExtractor, CanonicalsAreFoundWithAndWithoutTheirVersion) {
  EXPECT_THAT(values(R"({"resourceType":"QuestionnaireResponse","questionnaire":"http://x/q|1.0"})", "questionnaire"),
      ElementsAre("<http://x/q>", "<http://x/q|1.0>"));
  EXPECT_THAT(values(R"({"resourceType":"Patient","meta":{"profile":["http://x/p|2"]}})", "_profile"), ElementsAre("<http://x/p>", "<http://x/p|2>"));
  EXPECT_THAT(values(R"({"resourceType":"ActivityDefinition","relatedArtifact":[{"type":"composed-of","resource":"http://x/a"},
      {"type":"successor","resource":"http://x/b"}]})", "successor"), ElementsAre("<http://x/b>"));
}

TEST(ResourceExtractor, DatesBecomeTheInstantsTheyMayMean) {
  const auto encounter = [](const char* period) { return values(std::string(R"({"resourceType":"Encounter","period":)") + period + "}", "date"); };
  EXPECT_THAT(encounter(R"({"start":"2024-03-10","end":"2024-03"})"), ElementsAre("[2024-03-10T00:00:00.000Z, 2024-04-01T00:00:00.000Z)"));
  EXPECT_THAT(encounter(R"({"start":"2024-03-10T10:00:00+02:00"})"), ElementsAre("[2024-03-10T08:00:00.000Z, greatest)"));
  EXPECT_THAT(encounter(R"({"end":"2024"})"), ElementsAre("[least, 2025-01-01T00:00:00.000Z)"));
  EXPECT_THAT(encounter(R"({})"), ElementsAre());
  EXPECT_THAT(encounter(R"({"start":"2025","end":"2024"})"), ElementsAre());
  EXPECT_THAT(values(R"({"resourceType":"Patient","birthDate":"1974-12"})", "birthdate"), ElementsAre("[1974-12-01T00:00:00.000Z, 1975-01-01T00:00:00.000Z)"));
  EXPECT_THAT(values(R"({"resourceType":"Patient","birthDate":"soon"})", "birthdate"), ElementsAre());
}

TEST(ResourceExtractor, TimingsAreTakenByTheirOuterLimits) {
  const auto* request = R"({"resourceType":"ServiceRequest","occurrenceTiming":{"event":["2024-05-02","2024-03-01"],
      "repeat":{"boundsPeriod":{"start":"2024-04-01","end":"2024-04-30"}}}})";
  EXPECT_THAT(values(request, "occurrence"), ElementsAre("[2024-03-01T00:00:00.000Z, 2024-05-03T00:00:00.000Z)"));
}

TEST(ResourceExtractor, QuantitiesHaveABareValueAndTheirUnits) {
  const auto* observation = R"({"resourceType":"Observation","valueQuantity":{"value":5.40,"unit":"milligram","system":"http://unitsofmeasure.org","code":"mg"}})";
  EXPECT_THAT(intervals(observation, "value-quantity", "Observation"), ElementsAre(point("5.4")));
  EXPECT_THAT(intervals(observation, "value-quantity", "Observation", 4),
      ElementsAre(point("0.0054", "http://unitsofmeasure.org|g"), point("5.4", "|mg"), point("5.4", "|milligram")));
  EXPECT_THAT(intervals(R"({"resourceType":"Observation","valueQuantity":{"value":5,"unit":"drops"}})", "value-quantity", "Observation", 4),
      ElementsAre(point("5", "|drops")));
}

TEST(ResourceExtractor, ComparatorsAndRangesHaveOpenEnds) {
  const std::vector<store::Interval> below = intervals(R"({"resourceType":"Observation","valueQuantity":{"value":5,"comparator":"<"}})", "value-quantity", "Observation");
  ASSERT_EQ(below.size(), 1U);
  EXPECT_EQ(below[0].low, store::Ordinal::least());
  EXPECT_EQ(below[0].high, point("5").high);
  const std::vector<store::Interval> range = intervals(R"({"resourceType":"Condition","onsetRange":{"low":{"value":3,"code":"a"},"high":{"value":7}}})", "onset-age", "Condition");
  ASSERT_EQ(range.size(), 1U);
  EXPECT_EQ(range[0].low, point("3").low);
  EXPECT_EQ(range[0].high, point("7").high);
  EXPECT_THAT(intervals(R"({"resourceType":"Observation","valueSampledData":{"origin":{"value":2},"period":1,"dimensions":1}})", "value-quantity", "Observation"),
      ElementsAre(point("2")));
  EXPECT_THAT(intervals(R"({"resourceType":"Invoice","totalNet":{"value":9.5,"currency":"EUR"}})", "totalnet", "Invoice", 4),
      ElementsAre(point("9.5", "urn:iso:std:iso:4217|EUR"), point("9.5", "|EUR")));
}

TEST(ResourceExtractor, CompositesTakeTheirPartsFromOneElement) {
  const auto* pressure = R"({"resourceType":"Observation","component":[
      {"code":{"coding":[{"system":"loinc","code":"8480-6"}]},"valueQuantity":{"value":120}},
      {"code":{"coding":[{"system":"loinc","code":"8462-4"}]},"valueQuantity":{"value":140}}]})";
  std::vector<std::string> pairs;
  for (const store::IndexEntry& entry : entries_of(pressure)) {
    if (entry.parts.size() != 2 || lines_of(definitions(), {entry})[0].substr(0, 30) != "component-code-value-quantity:") continue;
    const bool is_120 = std::get<store::Interval>(entry.parts[1]) == point("120");
    pairs.push_back(std::get<store::Token>(entry.parts[0]).code + (is_120 ? " 120" : " 140"));
  }
  EXPECT_THAT(pairs, ElementsAre("8480-6 120", "8462-4 140"));
}

TEST(ResourceExtractor, CompositesMayLookAtTheWholeResource) {
  const auto* sequence = R"({"resourceType":"MolecularSequence","coordinateSystem":0,"referenceSeq":{"chromosome":{"coding":[{"system":"c","code":"7"}]}},
      "variant":[{"start":3,"end":5}]})";
  EXPECT_THAT(values(sequence, "chromosome-variant-coordinate"), ElementsAre(StartsWith("c|7 $ [")));
}

TEST(ResourceExtractor, EvaluatesWhatIsNoPlainPath) {
  EXPECT_THAT(values(R"({"resourceType":"Patient","deceasedBoolean":true})", "deceased"), ElementsAre("|true"));
  EXPECT_THAT(values(R"({"resourceType":"Patient","deceasedBoolean":false})", "deceased"), ElementsAre("|false"));
  EXPECT_THAT(values(R"({"resourceType":"Patient","deceasedDateTime":"2020-01-01"})", "deceased"), ElementsAre("|true"));
  EXPECT_THAT(values(R"({"resourceType":"Patient"})", "deceased"), ElementsAre("|false"));
  const auto* document = R"({"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Composition","id":"c"}},{"resource":{"resourceType":"Patient","id":"p"}}]})";
  EXPECT_THAT(values(document, "composition"), ElementsAre("Composition/c"));
}

TEST(ResourceExtractor, TelephoneNumbersAreFoundByTheirDigits) {
  const auto* patient = R"({"resourceType":"Patient","telecom":[{"system":"phone","value":"+1 (555) 123"},{"system":"email","value":"a1@b"},{"system":"phone","value":"99-8"}]})";
  EXPECT_THAT(values(patient, "phone-digits"), ElementsAre("|1555123", "|998"));
}

TEST(ResourceExtractor, EntriesStandInTheOrderOfParametersWithoutDuplicates) {
  const std::vector<store::IndexEntry> entries = entries_of(R"({"resourceType":"Patient","identifier":[{"system":"a","value":"1"},{"system":"a","value":"1"}],
      "name":[{"family":"Smith","text":"Smith"}],"gender":"male","birthDate":"1970"})");
  EXPECT_TRUE(std::is_sorted(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.parameter < b.parameter; }));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (std::size_t j = i + 1; j < entries.size(); ++j) EXPECT_NE(entries[i], entries[j]);
  }
}

TEST(ResourceExtractor, LargeGroupsLoseTheirDuplicatesToo) {
  std::string json = R"({"resourceType":"Patient","identifier":[)";
  for (int i = 0; i < 200; ++i) json += (i == 0 ? "" : ",") + (R"({"value":")" + std::to_string(i % 50) + R"("})");
  EXPECT_EQ(values(json + "]}", "identifier").size(), 50U);
}

TEST(ResourceExtractor, LeavesOutWhatTheStoreKnows) {
  for (const std::string& line : lines_of(definitions(), entries_of(R"({"resourceType":"Person","id":"x","meta":{"lastUpdated":"2024-01-01T00:00:00Z"}})"))) {
    ADD_FAILURE() << line;
  }
}

TEST(ResourceExtractor, AppendsToWhatIsThere) {
  std::vector<store::IndexEntry> entries(1);
  json::Parser parser;
  const json::Tree tree = parser.parse(json::PaddedBytes(R"({"resourceType":"Person","gender":"male"})"), definitions().names()).value();
  extractor().extract(definitions().resource_type("Person").value(), tree.root(), entries);
  EXPECT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0], store::IndexEntry{});
}

TEST(ResourceExtractor, FindsEveryReferenceByAParameterOrAsUnlisted) {
  const auto unlisted = [](const std::string& json) {
    std::vector<std::string> found;
    const ParameterId parameter = facet(definitions().search_parameter(*definitions().resource_type("Basic"), "_content")->id, Facet::kUnlisted);
    for (const store::IndexEntry& entry : entries_of(json)) {
      if (entry.parameter != parameter) continue;
      const auto& reference = std::get<store::Reference>(entry.parts.front());
      found.push_back(std::string(definitions().name_of(reference.type)) + "/" + reference.id);
    }
    return found;
  };
  using Found = std::vector<std::string>;
  EXPECT_EQ(unlisted(R"({"resourceType":"Observation","subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"}})"), Found{});
  EXPECT_EQ(unlisted(R"({"resourceType":"Observation","subject":{"reference":"Patient/1"},"note":[{"authorReference":{"reference":"Patient/1"}},)"
                     R"({"authorReference":{"reference":"Patient/2/_history/3"}},{"authorReference":{"reference":"Patient/2"}}]})"),
            Found{"Patient/2"});
  EXPECT_EQ(unlisted(R"({"resourceType":"Basic","contained":[{"resourceType":"Basic","subject":{"reference":"Patient/3"}}],)"
                     R"("extension":[{"url":"u","valueReference":{"reference":"#c"}},{"url":"u","valueReference":{"reference":"http://h/Patient/4"}},)"
                     R"({"url":"u","valueReference":{"reference":"urn:uuid:5"}},{"url":"u","valueReference":{"reference":"http://h/x"}}]})"),
            (Found{"Patient/3", "/http://h/Patient/4"}));
}

TEST(ResourceExtractor, SurvivesContentOfTheWrongShape) {
  for (const char* json : {R"({"resourceType":"Patient","name":"x","identifier":[[{"value":"1"}]],"birthDate":{"a":1},"active":[true],"telecom":[null,5]})",
                           R"({"resourceType":"Observation","valueQuantity":5,"component":[null,{"code":[],"valueQuantity":[]}],"subject":"Patient/1","code":7})",
                           R"({"resourceType":"Encounter","period":[],"status":null,"participant":{"individual":[[[]]]}})"}) {
    EXPECT_NO_FATAL_FAILURE(entries_of(json)) << json;
  }
}

TEST(ResourceExtractor, EpochsTellParametersApartAndFacetsBelongToTheirParameter) {
  const TypeId patient = definitions().resource_type("Patient").value();
  const ParameterId name = definitions().search_parameter(patient, "name")->id;
  const ParameterId gender = definitions().search_parameter(patient, "gender")->id;
  EXPECT_NE(extractor().epoch(store::Partition::system(), name), extractor().epoch(store::Partition::system(), gender));
  EXPECT_EQ(extractor().epoch(store::Partition::system(), gender), extractor().epoch(store::Partition::system(), facet(gender, Facet::kText)));
}

}  // namespace
}  // namespace osler::fhir
