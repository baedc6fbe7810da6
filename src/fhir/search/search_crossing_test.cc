// Every parameter type × prefix × modifier: what is taken, and how a prefix before its value is understood; all other crossings are
// refused. search_table_test.cc has what each taken one finds.
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "fhir/search/search_fixture.h"
#include "fhir/terms/content_test.h"

namespace osler::fhir {
namespace {

using testing::definitions;
using testing::meets;

enum class Prefixed {
  kCompares,  ///< The prefix is one.
  kLiteral,   ///< It is part of the value.
  kRefused,   ///< There is no such value.
};

/// A crossing that is taken. `value` is found in `resource`, if there is one; links are not known here.
struct Crossing {
  const char* section;  ///< Of FHIR R4, search.html, unless it names a page.
  SearchType type;
  const char* modifier;
  const char* name;  ///< "Type.parameter"
  const char* value;
  Prefixed prefixed;
  const char* resource;
};

constexpr const char* kRisk = R"({"resourceType":"RiskAssessment","prediction":[{"probabilityDecimal":100}]})";
constexpr const char* kDay = R"({"resourceType":"Observation","effectiveDateTime":"2024-03-15"})";
constexpr const char* kDose = R"({"resourceType":"Observation","valueQuantity":{"value":5.4}})";
constexpr const char* kPatient =
    R"({"resourceType":"Patient","name":[{"family":"Müller"}],"gender":"male","identifier":[{"value":"7","type":{"coding":[{"system":"urn:kind","code":"MR"}],"text":"Record number"}}]})";
constexpr const char* kCondition =
    R"({"resourceType":"Condition","verificationStatus":{"coding":[{"system":"urn:statuses","code":"differential"}]}})";
constexpr const char* kEncounter = R"({"resourceType":"Encounter","subject":{"reference":"Patient/1","identifier":{"value":"7"},"display":"Ann Lee"}})";
constexpr const char* kSet = R"({"resourceType":"ValueSet","url":"http://acme.org/fhir/ValueSet/123"})";
constexpr const char* kPressure = R"({"resourceType":"Observation","component":[{"code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":120}}]})";
constexpr const char* kHarbour = R"({"resourceType":"Location","position":{"latitude":42.3601,"longitude":-71.0589}})";
constexpr const char* kGenders = "http://hl7.org/fhir/ValueSet/administrative-gender";
constexpr const char* kStatuses = R"({"resourceType":"CodeSystem","url":"urn:statuses","status":"active","content":"complete","hierarchyMeaning":"is-a",)"
                                  R"("concept":[{"code":"unconfirmed","concept":[{"code":"differential"}]}]})";

constexpr std::array kTaken = std::to_array<Crossing>({
    {"#number", SearchType::kNumber, "", "RiskAssessment.probability", "100", Prefixed::kCompares, kRisk},
    {"#modifiers", SearchType::kNumber, ":missing", "RiskAssessment.probability", "false", Prefixed::kRefused, kRisk},
    {"#date", SearchType::kDate, "", "Observation.date", "2024-03-15", Prefixed::kCompares, kDay},
    {"#modifiers", SearchType::kDate, ":missing", "Observation.date", "false", Prefixed::kRefused, kDay},
    {"#quantity", SearchType::kQuantity, "", "Observation.value-quantity", "5.4", Prefixed::kCompares, kDose},
    {"#modifiers", SearchType::kQuantity, ":missing", "Observation.value-quantity", "false", Prefixed::kRefused, kDose},
    {"#string", SearchType::kString, "", "Patient.family", "müller", Prefixed::kLiteral, kPatient},
    {"#string", SearchType::kString, ":exact", "Patient.family", "Müller", Prefixed::kLiteral, kPatient},
    {"#string", SearchType::kString, ":contains", "Patient.family", "ülle", Prefixed::kLiteral, kPatient},
    {"#modifiers", SearchType::kString, ":text", "Patient.family", "müller", Prefixed::kLiteral, kPatient},
    {"#modifiers", SearchType::kString, ":missing", "Patient.family", "false", Prefixed::kRefused, kPatient},
    {"#token", SearchType::kToken, "", "Patient.gender", "male", Prefixed::kLiteral, kPatient},
    {"#token", SearchType::kToken, ":not", "Patient.gender", "female", Prefixed::kLiteral, kPatient},
    {"#token", SearchType::kToken, ":text", "Patient.identifier", "record", Prefixed::kLiteral, kPatient},
    {"#token", SearchType::kToken, ":of-type", "Patient.identifier", "urn:kind|MR|7", Prefixed::kLiteral, kPatient},
    {"#token", SearchType::kToken, ":in", "Patient.gender", kGenders, Prefixed::kRefused, kPatient},
    {"#token", SearchType::kToken, ":not-in", "Patient.gender", kGenders, Prefixed::kRefused, nullptr},
    {"#token", SearchType::kToken, ":below", "Condition.verification-status", "urn:statuses|unconfirmed", Prefixed::kRefused, kCondition},
    {"#token", SearchType::kToken, ":above", "Condition.verification-status", "urn:statuses|differential", Prefixed::kRefused, kCondition},
    {"#modifiers", SearchType::kToken, ":missing", "Patient.gender", "false", Prefixed::kRefused, kPatient},
    {"#reference", SearchType::kReference, "", "Encounter.subject", "1", Prefixed::kLiteral, kEncounter},
    {"#reference", SearchType::kReference, ":Patient", "Encounter.subject", "1", Prefixed::kLiteral, kEncounter},
    {"#reference", SearchType::kReference, ":identifier", "Encounter.subject", "7", Prefixed::kLiteral, kEncounter},
    {"#modifiers", SearchType::kReference, ":text", "Encounter.subject", "lee", Prefixed::kLiteral, kEncounter},
    {"#recursive", SearchType::kReference, ":below", "Encounter.location", "Location/1", Prefixed::kRefused, nullptr},
    {"#recursive", SearchType::kReference, ":above", "Encounter.location", "Location/1", Prefixed::kRefused, nullptr},
    {"#modifiers", SearchType::kReference, ":missing", "Encounter.subject", "false", Prefixed::kRefused, kEncounter},
    {"#uri", SearchType::kUri, "", "ValueSet.url", "http://acme.org/fhir/ValueSet/123", Prefixed::kLiteral, kSet},
    {"#uri", SearchType::kUri, ":below", "ValueSet.url", "http://acme.org/fhir", Prefixed::kLiteral, kSet},
    {"#uri", SearchType::kUri, ":above", "ValueSet.url", "http://acme.org/fhir/ValueSet/123/_history/5", Prefixed::kLiteral, kSet},
    {"#modifiers", SearchType::kUri, ":missing", "ValueSet.url", "false", Prefixed::kRefused, kSet},
    {"#composite", SearchType::kComposite, "", "Observation.component-code-value-quantity", "8480-6$120", Prefixed::kLiteral, kPressure},
    {"#modifiers", SearchType::kComposite, ":missing", "Observation.component-code-value-quantity", "false", Prefixed::kRefused, kPressure},
    {"location.html#search", SearchType::kSpecial, "", "Location.near", "42.3656|-71.0096|5|km", Prefixed::kRefused, kHarbour},
    {"#modifiers", SearchType::kSpecial, ":missing", "Location.near", "false", Prefixed::kRefused, kHarbour},
});

constexpr std::array kPrefixes{"", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"};
constexpr std::array kModifiers{"", ":missing", ":exact", ":contains", ":text", ":not", ":of-type", ":in", ":not-in", ":above", ":below", ":identifier", ":Patient", ":nosuch"};
/// One of each type, by SearchType, for what is refused.
constexpr std::array kOfType{"RiskAssessment.probability", "Observation.date", "Patient.family", "Patient.gender", "Encounter.subject",
                             "Observation.component-code-value-quantity", "Observation.value-quantity", "ValueSet.url", "Location.near"};

// The only hierarchy of codes that is known here.
const terms::Library& statuses() {
  static terms::MemorySource source;
  static const bool is_filled = (terms::add(source, kStatuses), true);
  static const terms::Library library(terms::r4(), {&source});
  EXPECT_TRUE(is_filled);
  return library;
}

Result<store::Expr> read(std::string_view name, std::string_view modifier, const std::string& value) {
  const std::size_t dot = name.find('.');
  SearchOptions options;
  if (name == "Condition.verification-status") options.terminology = &statuses();
  return parse_criterion(definitions(), testing::type(name.substr(0, dot)), std::string(name.substr(dot + 1)) + std::string(modifier), value, options);
}

// Of a stored value that is the searched one.
bool compares_as_equal(std::string_view prefix) { return prefix.empty() || prefix == "eq" || prefix == "ge" || prefix == "le" || prefix == "ap"; }

void expect_taken(const Crossing& crossing, std::string_view prefix) {
  const Result<store::Expr> expr = read(crossing.name, crossing.modifier, std::string(prefix) + crossing.value);
  const bool is_refused = !prefix.empty() && crossing.prefixed == Prefixed::kRefused;
  ASSERT_EQ(expr.ok(), !is_refused) << (expr.ok() ? "taken" : expr.error().message);
  if (!expr.ok() || crossing.resource == nullptr) return;
  const bool is_negated = std::string_view(crossing.modifier) == ":not";
  const bool is_equal = crossing.prefixed == Prefixed::kCompares ? compares_as_equal(prefix) : prefix.empty();
  EXPECT_EQ(meets(testing::entries_of(crossing.resource), *expr), is_equal || is_negated);
}

// Spec: FHIR R4, search.html#modifiers: a server rejects what it does not support for that parameter.
void expect_refused(SearchType type, std::string_view modifier, std::string_view prefix) {
  const Result<store::Expr> expr = read(kOfType.at(static_cast<std::size_t>(type)), modifier, std::string(prefix) + "x");
  ASSERT_FALSE(expr.ok());
  EXPECT_EQ(expr.error().kind, ErrorKind::kInvalidInput);
  EXPECT_NE(expr.error().message.find("supported: :missing"), std::string::npos) << expr.error().message;
}

TEST(SearchCrossing, OfEveryTypePrefixAndModifierIsTakenOrRefused) {
  std::map<std::pair<SearchType, std::string>, const Crossing*> taken;
  for (const Crossing& crossing : kTaken) EXPECT_TRUE(taken.emplace(std::pair(crossing.type, crossing.modifier), &crossing).second) << crossing.name;
  std::size_t met = 0;
  for (std::size_t type = 0; type < kOfType.size(); ++type) {
    for (const std::string modifier : kModifiers) {
      for (const std::string_view prefix : kPrefixes) {
        SCOPED_TRACE(std::string(kOfType[type]) + modifier + "=" + std::string(prefix) + "…");
        const auto found = taken.find({static_cast<SearchType>(type), modifier});
        if (found == taken.end()) {
          expect_refused(static_cast<SearchType>(type), modifier, prefix);
        } else {
          SCOPED_TRACE(found->second->section);
          expect_taken(*found->second, prefix);
          met += prefix.empty() ? 1 : 0;
        }
      }
    }
  }
  EXPECT_EQ(met, kTaken.size()) << "a row names a modifier that is not crossed";
}

}  // namespace
}  // namespace osler::fhir
