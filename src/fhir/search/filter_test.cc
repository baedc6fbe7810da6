#include "fhir/search/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

using ::testing::HasSubstr;
using testing::definitions;
using testing::finds;

constexpr const char* kPeter = R"({"resourceType":"Patient","name":[{"family":"Chalmers","given":["Peter","James"]}],"birthDate":"1974-12-25",
    "gender":"male","active":true,"identifier":[{"system":"urn:mrn","value":"12,345"}]})";

struct Case {
  const char* filter;
  bool found;
};

// Spec: FHIR R4, search_filter.html.
TEST(Filter, EveryOperatorOnEveryTypeItFits) {
  for (const Case& each : std::initializer_list<Case>{
           {"given eq peter", true}, {"given eq \"Peter\"", true}, {"given eq pet", false}, {"given co ete", true}, {"given sw pet", true},
           {"given sw ete", false}, {"given ew ter", true}, {"given ew pet", false}, {"given ne peter", false}, {"given ne paul", true},
           {"address ne paul", false}, {"birthdate eq 1974-12-25", true}, {"birthdate eq 1974", true}, {"birthdate ne 1974", false},
           {"birthdate ge 1974-12-25", true}, {"birthdate gt 1974-12-25", false}, {"birthdate lt 1975", true}, {"birthdate le 1974-12-24", false},
           {"birthdate sa 1973", true}, {"birthdate eb 1975", true}, {"birthdate ap 1974-12", true}, {"birthdate po 1974-12", true},
           {"birthdate po 1975", false}, {"gender eq male", true}, {"gender eq http://hl7.org/fhir/administrative-gender|male", true},
           {"gender eq urn:other|male", false}, {"gender ne male", false}, {"gender ne female", true}, {"gender pr true", true},
           {"gender pr false", false}, {"address pr false", true}, {"identifier eq \"urn:mrn|12,345\"", true}, {"active eq true", true},
           {"gender in http://hl7.org/fhir/ValueSet/administrative-gender", true}, {"gender ni http://hl7.org/fhir/ValueSet/administrative-gender", false}}) {
    EXPECT_EQ(finds(kPeter, "_filter", each.filter), each.found) << each.filter;
  }
  const auto* observation = R"({"resourceType":"Observation","subject":{"reference":"Patient/1"},"valueQuantity":{"value":5.4,"system":"http://unitsofmeasure.org","code":"mg"}})";
  for (const Case& each : std::initializer_list<Case>{
           {"subject eq Patient/1", true}, {"subject re Patient/1", true}, {"subject re Patient/2", false}, {"value-quantity gt 5", true},
           {"value-quantity eq 5400|http://unitsofmeasure.org|ug", true}, {"value-quantity lt 5.4||mg", false}}) {
    EXPECT_EQ(finds(observation, "_filter", each.filter), each.found) << each.filter;
  }
  const auto* set = R"({"resourceType":"ValueSet","url":"http://acme.org/fhir/ValueSet/123"})";
  EXPECT_TRUE(finds(set, "_filter", "url sw http://acme.org/fhir"));
  EXPECT_TRUE(finds(set, "_filter", "url ss http://acme.org/fhir/ValueSet/123/4"));
  EXPECT_FALSE(finds(set, "_filter", "url eq http://acme.org/fhir"));
}

TEST(Filter, AndBindsTighterThanOr) {
  for (const Case& each : std::initializer_list<Case>{
           {"gender eq male or gender eq female and given eq nobody", true}, {"(gender eq male or gender eq female) and given eq nobody", false},
           {"not (gender eq female) and not (given eq paul)", true}, {"not (gender eq male)", false}, {"  given   eq peter  ", true},
           {"given eq peter and birthdate ge 1974 and (gender eq female or active eq true)", true}, {"not(gender eq female)", true}}) {
    EXPECT_EQ(finds(kPeter, "_filter", each.filter), each.found) << each.filter;
  }
}

std::string steps(const Filter& filter) {
  std::string text;
  for (const Filter::Step& step : filter.path) text += (text.empty() ? "" : ".") + step.name + (step.where ? "[" + steps(*step.where) + "]" : "");
  return text + " " + filter.op + " " + filter.value;
}

TEST(Filter, PathsLeadToOtherRecords) {
  EXPECT_EQ(steps(*parse_filter("subject[active eq true].name co \"a \\\"b\"")), "subject[active eq true].name co a \"b");
  const SearchOptions options;
  const auto expr = [&](std::string_view type_name, std::string_view text) { return filter_expr({definitions(), options}, testing::type(type_name), text); };
  const Result<store::Expr> chained = expr("Encounter", "patient[active eq true].name eq x");
  ASSERT_TRUE(chained.ok()) << chained.error().message;
  const auto& points = std::get<store::Points>(std::get<store::Any>(chained->node).parts.front().node);
  EXPECT_EQ(points.target, testing::type("Patient"));
  EXPECT_EQ(std::get<store::All>(points.where.front().node).parts.size(), 2U);
  EXPECT_TRUE(expr("Observation", "encounter.subject:Patient.organization.name co x").ok());
  EXPECT_FALSE(expr("Observation", "encounter.patient.organization.partof.partof.name eq x").ok());
}

TEST(Filter, RefusalsSayWhereAndNeverRepeatAValue) {
  const SearchOptions options;
  for (const auto& [filter, message] : {std::pair{"given", "operator"}, {"given eq", "a value"}, {"given eq \"secret", "'\"'"}, {"given eq x y", "'and', 'or' or the end"},
           {"(given eq x", "')'"}, {"not given eq x", "'('"}, {"given xx secret", "unknown operator"}, {"given gt secret", "does not fit"},
           {"givn eq secret", "did you mean 'given'?"}, {"birthdate eq secret", "expected a date"}, {"birthdate pr maybe", "true or false"},
           {"general-practitioner[name eq x] eq y", "behind ']'"}, {"organization[name eq x.name eq y", "']'"}, {"", "name of a parameter"}}) {
    const Result<store::Expr> expr = filter_expr({definitions(), options}, testing::type("Patient"), filter);
    ASSERT_FALSE(expr.ok()) << filter;
    EXPECT_THAT(expr.error().message, HasSubstr(message)) << filter;
    EXPECT_THAT(expr.error().message, HasSubstr("_filter"));
    EXPECT_THAT(expr.error().message, ::testing::Not(HasSubstr("secret")));
  }
}

TEST(Filter, LimitsHold) {
  const std::string deep = std::string(kFilterDepthMax + 2, '(') + "given eq x" + std::string(kFilterDepthMax + 2, ')');
  EXPECT_EQ(parse_filter(deep).error().code, "TOO_COSTLY");
  EXPECT_TRUE(parse_filter(deep.substr(2, deep.size() - 4)).ok());
  std::string long_one = "given eq x";
  for (std::size_t i = 1; i < kFilterConditionsMax; ++i) long_one += " or given eq x";
  EXPECT_TRUE(parse_filter(long_one).ok());
  EXPECT_EQ(parse_filter(long_one + " or given eq x").error().code, "TOO_COSTLY");
}

}  // namespace
}  // namespace osler::fhir
