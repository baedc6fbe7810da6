// Every parameter type with every prefix and modifier that fits it: a stored resource, a criterion, found or not, and the
// section that says so. What does not fit is refused. The table is complete: that is checked, too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <tuple>

#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

using testing::definitions;
using testing::finds;

struct Row {
  const char* section;  ///< Of FHIR R4, search.html, unless it names a page.
  SearchType type;
  const char* key;      ///< The prefix or modifier shown; empty: none.
  const char* resource;
  const char* name;
  const char* value;
  bool found;
};

constexpr SearchType kNumber = SearchType::kNumber;
constexpr SearchType kDate = SearchType::kDate;
constexpr SearchType kString = SearchType::kString;
constexpr SearchType kToken = SearchType::kToken;
constexpr SearchType kReference = SearchType::kReference;
constexpr SearchType kComposite = SearchType::kComposite;
constexpr SearchType kQuantity = SearchType::kQuantity;
constexpr SearchType kUri = SearchType::kUri;
constexpr SearchType kSpecial = SearchType::kSpecial;

constexpr const char* kRisk = R"({"resourceType":"RiskAssessment","prediction":[{"probabilityDecimal":100.4}]})";
constexpr const char* kNoRisk = R"({"resourceType":"RiskAssessment"})";
constexpr const char* kDay = R"({"resourceType":"Observation","effectiveDateTime":"2024-03-15"})";
constexpr const char* kMonth = R"({"resourceType":"Observation","effectiveDateTime":"2024-03"})";
constexpr const char* kOpen = R"({"resourceType":"Observation","effectivePeriod":{"start":"2024-03-10"}})";
constexpr const char* kDose = R"({"resourceType":"Observation","valueQuantity":{"value":5.4,"unit":"milligram","system":"http://unitsofmeasure.org","code":"mg"}})";
constexpr const char* kBelowFive = R"({"resourceType":"Observation","valueQuantity":{"value":5,"comparator":"<"}})";
constexpr const char* kPatient =
    R"({"resourceType":"Patient","name":[{"family":"Müller","given":["Anna Maria"]}],"gender":"male","identifier":[{"system":"urn:mrn","value":"7",)"
    R"("type":{"coding":[{"system":"urn:kind","code":"MR"}],"text":"Record number"}}]})";
constexpr const char* kNobody = R"({"resourceType":"Patient"})";
constexpr const char* kEncounter =
    R"({"resourceType":"Encounter","subject":{"reference":"Patient/1","identifier":{"system":"urn:mrn","value":"7"},"display":"Ann Lee"}})";
constexpr const char* kSet = R"({"resourceType":"ValueSet","url":"http://acme.org/fhir/ValueSet/123"})";
constexpr const char* kPressure =
    R"({"resourceType":"Observation","component":[{"code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":120}},{"code":{"coding":[{"code":"8462-4"}]},"valueQuantity":{"value":140}}]})";
constexpr const char* kHarbour = R"({"resourceType":"Location","position":{"latitude":42.3601,"longitude":-71.0589}})";
constexpr const char* kGenders = "http://hl7.org/fhir/ValueSet/administrative-gender";

constexpr std::array kTable = std::to_array<Row>({
    // Numbers: eq and ne know the written precision, the others do not.
    {"#number", kNumber, "", kRisk, "probability", "100", true}, {"#number", kNumber, "", kRisk, "probability", "100.0", false},
    {"#prefix", kNumber, "eq", kRisk, "probability", "eq100.4", true}, {"#prefix", kNumber, "eq", kRisk, "probability", "eq1.00e2", true},
    {"#prefix", kNumber, "eq", kRisk, "probability", "eq1.000e2", false}, {"#prefix", kNumber, "ne", kRisk, "probability", "ne100.0", true},
    {"#prefix", kNumber, "ne", kRisk, "probability", "ne100", false}, {"#prefix", kNumber, "gt", kRisk, "probability", "gt100", true},
    {"#prefix", kNumber, "gt", kRisk, "probability", "gt100.4", false}, {"#prefix", kNumber, "lt", kRisk, "probability", "lt100.5", true},
    {"#prefix", kNumber, "lt", kRisk, "probability", "lt100.4", false}, {"#prefix", kNumber, "ge", kRisk, "probability", "ge100.4", true},
    {"#prefix", kNumber, "ge", kRisk, "probability", "ge100.5", false}, {"#prefix", kNumber, "le", kRisk, "probability", "le100.4", true},
    {"#prefix", kNumber, "le", kRisk, "probability", "le100.3", false}, {"#prefix", kNumber, "sa", kRisk, "probability", "sa100.3", true},
    {"#prefix", kNumber, "sa", kRisk, "probability", "sa100.4", false}, {"#prefix", kNumber, "eb", kRisk, "probability", "eb100.5", true},
    {"#prefix", kNumber, "eb", kRisk, "probability", "eb100.4", false}, {"#prefix", kNumber, "ap", kRisk, "probability", "ap95", true},
    {"#prefix", kNumber, "ap", kRisk, "probability", "ap90", false},
    {"#modifiers", kNumber, ":missing", kNoRisk, "probability:missing", "true", true}, {"#modifiers", kNumber, ":missing", kRisk, "probability:missing", "true", false},
    // Dates: the searched range contains (eq), is overlapped by (gt, lt, ge, le, ap) or lies outside of the stored one.
    {"#date", kDate, "", kDay, "date", "2024-03", true}, {"#date", kDate, "", kMonth, "date", "2024-03-15", false},
    {"#prefix", kDate, "eq", kDay, "date", "eq2024", true}, {"#prefix", kDate, "eq", kOpen, "date", "eq2024", false},
    {"#prefix", kDate, "ne", kMonth, "date", "ne2024-03-15", true}, {"#prefix", kDate, "ne", kDay, "date", "ne2024-03", false},
    {"#prefix", kDate, "gt", kMonth, "date", "gt2024-03-15", true}, {"#prefix", kDate, "gt", kDay, "date", "gt2024-03", false},
    {"#prefix", kDate, "lt", kMonth, "date", "lt2024-03-15", true}, {"#prefix", kDate, "lt", kOpen, "date", "lt2024-03-10", false},
    {"#prefix", kDate, "ge", kMonth, "date", "ge2024-03-15", true}, {"#prefix", kDate, "ge", kDay, "date", "ge2024-04", false},
    {"#prefix", kDate, "ge", kOpen, "date", "ge2030", true},
    {"#prefix", kDate, "le", kMonth, "date", "le2024-03-15", true}, {"#prefix", kDate, "le", kDay, "date", "le2024-02", false},
    {"#prefix", kDate, "sa", kDay, "date", "sa2024-02", true}, {"#prefix", kDate, "sa", kMonth, "date", "sa2024-03-15", false},
    {"#prefix", kDate, "eb", kDay, "date", "eb2024-04", true}, {"#prefix", kDate, "eb", kMonth, "date", "eb2024-03-15", false},
    {"#prefix", kDate, "eb", kOpen, "date", "eb2030", false},
    {"#prefix", kDate, "ap", kMonth, "date", "ap2024-03-15", true}, {"#prefix", kDate, "ap", kMonth, "date", "ap2024-04-15", false},
    {"#modifiers", kDate, ":missing", kDay, "date:missing", "false", true}, {"#modifiers", kDate, ":missing", kDay, "date:missing", "true", false},
    // Quantities: with a unit in canonical units, by its name, or bare.
    {"#quantity", kQuantity, "", kDose, "value-quantity", "5400|http://unitsofmeasure.org|ug", true}, {"#quantity", kQuantity, "", kDose, "value-quantity", "5.4||g", false},
    {"#quantity", kQuantity, "", kDose, "value-quantity", "5.4||milligram", true},
    {"#prefix", kQuantity, "eq", kDose, "value-quantity", "eq5|http://unitsofmeasure.org|mg", true}, {"#prefix", kQuantity, "eq", kDose, "value-quantity", "eq5.5", false},
    {"#prefix", kQuantity, "ne", kDose, "value-quantity", "ne5.5", true}, {"#prefix", kQuantity, "ne", kDose, "value-quantity", "ne5.4", false},
    {"#prefix", kQuantity, "gt", kDose, "value-quantity", "gt0.0053|http://unitsofmeasure.org|g", true}, {"#prefix", kQuantity, "gt", kBelowFive, "value-quantity", "gt5", false},
    {"#prefix", kQuantity, "lt", kBelowFive, "value-quantity", "lt1", true}, {"#prefix", kQuantity, "lt", kDose, "value-quantity", "lt5.4", false},
    {"#prefix", kQuantity, "ge", kDose, "value-quantity", "ge5.4", true}, {"#prefix", kQuantity, "ge", kDose, "value-quantity", "ge5.5", false},
    {"#prefix", kQuantity, "le", kDose, "value-quantity", "le5.4", true}, {"#prefix", kQuantity, "le", kDose, "value-quantity", "le5.3", false},
    {"#prefix", kQuantity, "sa", kDose, "value-quantity", "sa5.3", true}, {"#prefix", kQuantity, "sa", kBelowFive, "value-quantity", "sa1", false},
    {"#prefix", kQuantity, "eb", kDose, "value-quantity", "eb5.5", true}, {"#prefix", kQuantity, "eb", kDose, "value-quantity", "eb5.4", false},
    {"#prefix", kQuantity, "ap", kDose, "value-quantity", "ap5.9", true}, {"#prefix", kQuantity, "ap", kDose, "value-quantity", "ap7", false},
    {"#modifiers", kQuantity, ":missing", kDose, "value-quantity:missing", "false", true}, {"#modifiers", kQuantity, ":missing", kDose, "value-quantity:missing", "true", false},
    // Strings.
    {"#string", kString, "", kPatient, "family", "mull", true}, {"#string", kString, "", kPatient, "family", "uller", false},
    {"#string", kString, "", kPatient, "name", "maria", true},
    {"#modifiers", kString, ":exact", kPatient, "family:exact", "Müller", true}, {"#modifiers", kString, ":exact", kPatient, "family:exact", "Muller", false},
    {"#modifiers", kString, ":contains", kPatient, "family:contains", "ULLE", true}, {"#modifiers", kString, ":contains", kPatient, "family:contains", "smith", false},
    {"#modifiers", kString, ":text", kPatient, "family:text", "müll", true}, {"#modifiers", kString, ":text", kPatient, "family:text", "smith", false},
    {"#modifiers", kString, ":missing", kNobody, "family:missing", "true", true}, {"#modifiers", kString, ":missing", kPatient, "family:missing", "true", false},
    // Tokens.
    {"#token", kToken, "", kPatient, "identifier", "urn:mrn|7", true}, {"#token", kToken, "", kPatient, "identifier", "|7", false},
    {"#token", kToken, "", kPatient, "identifier", "urn:mrn|", true}, {"#token", kToken, "", kPatient, "gender", "http://hl7.org/fhir/administrative-gender|male", true},
    {"#modifiers", kToken, ":not", kNobody, "gender:not", "male", true}, {"#modifiers", kToken, ":not", kPatient, "gender:not", "male", false},
    {"#modifiers", kToken, ":text", kPatient, "identifier:text", "numb", true}, {"#modifiers", kToken, ":text", kPatient, "identifier:text", "umber", false},
    {"#modifiers", kToken, ":of-type", kPatient, "identifier:of-type", "urn:kind|MR|7", true}, {"#modifiers", kToken, ":of-type", kPatient, "identifier:of-type", "urn:kind|XX|7", false},
    {"#modifiers", kToken, ":in", kPatient, "gender:in", kGenders, true}, {"#modifiers", kToken, ":in", kNobody, "gender:in", kGenders, false},
    {"#modifiers", kToken, ":not-in", kNobody, "gender:not-in", kGenders, true}, {"#modifiers", kToken, ":not-in", kPatient, "gender:not-in", kGenders, false},
    {"#modifiers", kToken, ":missing", kNobody, "gender:missing", "true", true}, {"#modifiers", kToken, ":missing", kPatient, "gender:missing", "true", false},
    // References.
    {"#reference", kReference, "", kEncounter, "subject", "Patient/1", true}, {"#reference", kReference, "", kEncounter, "subject", "Group/1", false},
    {"#reference", kReference, "", kEncounter, "patient", "1", true},
    {"#modifiers", kReference, ":[type]", kEncounter, "subject:Patient", "1", true}, {"#modifiers", kReference, ":[type]", kEncounter, "subject:Group", "1", false},
    {"#modifiers", kReference, ":identifier", kEncounter, "subject:identifier", "urn:mrn|7", true}, {"#modifiers", kReference, ":identifier", kEncounter, "subject:identifier", "8", false},
    {"#modifiers", kReference, ":text", kEncounter, "subject:text", "lee", true}, {"#modifiers", kReference, ":text", kEncounter, "subject:text", "ee", false},
    {"#modifiers", kReference, ":missing", kEncounter, "subject:missing", "false", true}, {"#modifiers", kReference, ":missing", kEncounter, "subject:missing", "true", false},
    // URIs.
    {"#uri", kUri, "", kSet, "url", "http://acme.org/fhir/ValueSet/123", true}, {"#uri", kUri, "", kSet, "url", "http://acme.org/fhir", false},
    {"#uri", kUri, ":below", kSet, "url:below", "http://acme.org/fhir", true}, {"#uri", kUri, ":below", kSet, "url:below", "http://acme.org/other", false},
    {"#uri", kUri, ":above", kSet, "url:above", "http://acme.org/fhir/ValueSet/123/_history/5", true}, {"#uri", kUri, ":above", kSet, "url:above", "http://acme.org/fhir/ValueSet", false},
    {"#modifiers", kUri, ":missing", kSet, "url:missing", "false", true}, {"#modifiers", kUri, ":missing", kSet, "url:missing", "true", false},
    // Composites: from one element.
    {"#composite", kComposite, "", kPressure, "component-code-value-quantity", "8480-6$120", true},
    {"#composite", kComposite, "", kPressure, "component-code-value-quantity", "8480-6$gt130", false},
    {"#modifiers", kComposite, ":missing", kPressure, "component-code-value-quantity:missing", "false", true},
    {"#modifiers", kComposite, ":missing", kPressure, "component-code-value-quantity:missing", "true", false},
    // Special.
    {"location.html#search", kSpecial, "", kHarbour, "near", "42.3656|-71.0096|5|km", true}, {"location.html#search", kSpecial, "", kHarbour, "near", "42.3656|-71.0096|4|km", false},
    {"location.html#search", kSpecial, ":missing", kHarbour, "near:missing", "false", true}, {"location.html#search", kSpecial, ":missing", kHarbour, "near:missing", "true", false},
});

TEST(SearchTable, EveryRowHolds) {
  for (const Row& row : kTable) EXPECT_EQ(finds(row.resource, row.name, row.value), row.found) << row.section << ": " << row.name << "=" << row.value;
}

constexpr std::array kPrefixes{"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"};
constexpr std::array kWords{":missing", ":exact", ":contains", ":text", ":not", ":of-type", ":in", ":not-in", ":above", ":below", ":identifier"};
/// A parameter of each type, by SearchType.
constexpr std::array<std::pair<const char*, const char*>, 9> kExamples{{{"RiskAssessment", "probability"}, {"Observation", "date"}, {"Patient", "family"},
    {"Patient", "gender"}, {"Encounter", "subject"}, {"Observation", "component-code-value-quantity"}, {"Observation", "value-quantity"}, {"ValueSet", "url"}, {"Location", "near"}}};
/// Of those that depend on more than the resource: their own tests stand elsewhere (search_parser_test, engine, tests/).
bool needs_more(SearchType type, const std::string& word) {
  return (type == kToken || type == kReference) && (word == ":above" || word == ":below");
}

TEST(SearchTable, HasBothAnswersForWhateverFits) {
  std::set<std::tuple<SearchType, std::string, bool>> shown;
  for (const Row& row : kTable) shown.insert({row.type, row.key, row.found});
  for (std::size_t i = 0; i < kExamples.size(); ++i) {
    const auto type = static_cast<SearchType>(i);
    std::vector<std::string> fitting{""};
    if (type == kNumber || type == kDate || type == kQuantity) fitting.insert(fitting.end(), kPrefixes.begin(), kPrefixes.end());
    for (const std::string word : kWords) {
      const auto tried = parse_criterion(definitions(), testing::type(kExamples[i].first), kExamples[i].second + word, "x");
      const bool refused = !tried.ok() && tried.error().message.find("not supported here") != std::string::npos;
      if (!refused && !needs_more(type, word)) fitting.push_back(word);
    }
    for (const std::string& key : fitting) {
      EXPECT_TRUE(shown.contains({type, key, true})) << kExamples[i].second << " " << key << " found";
      EXPECT_TRUE(shown.contains({type, key, false})) << kExamples[i].second << " " << key << " not found";
    }
  }
}

// Spec: FHIR R4, search.html#modifiers: what does not fit is an error.
TEST(SearchTable, RefusesModifiersThatDoNotFit) {
  const std::map<SearchType, std::set<std::string>> fits{
      {kNumber, {":missing"}}, {kDate, {":missing"}}, {kString, {":missing", ":exact", ":contains", ":text"}},
      {kToken, {":missing", ":text", ":not", ":of-type", ":in", ":not-in", ":above", ":below"}},
      {kReference, {":missing", ":text", ":identifier", ":above", ":below"}}, {kComposite, {":missing"}}, {kQuantity, {":missing"}},
      {kUri, {":missing", ":above", ":below"}}, {kSpecial, {":missing"}}};
  for (std::size_t i = 0; i < kExamples.size(); ++i) {
    for (const std::string word : kWords) {
      const auto tried = parse_criterion(definitions(), testing::type(kExamples[i].first), kExamples[i].second + word, "x");
      const bool refused = !tried.ok() && tried.error().message.find("not supported here") != std::string::npos;
      EXPECT_EQ(refused, !fits.at(static_cast<SearchType>(i)).contains(word)) << kExamples[i].second << word;
    }
  }
}

}  // namespace
}  // namespace osler::fhir
