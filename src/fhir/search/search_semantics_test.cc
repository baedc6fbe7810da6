// The decided cases of the manual's search chapter: a stored resource, a criterion, found or not.
#include <gtest/gtest.h>

#include "fhir/model/date_time.h"
#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

using testing::finds;

std::string encounter_on(std::string_view start, std::string_view end = "") {
  std::string json = R"({"resourceType":"Encounter","period":{"start":")" + std::string(start) + "\"";
  if (!end.empty()) json += R"(,"end":")" + std::string(end) + "\"";
  return json + "}}";
}

std::string observed(std::string_view date) {
  return R"({"resourceType":"Observation","effectiveDateTime":")" + std::string(date) + "\"}";
}

TEST(SearchSemantics, DatesContainOrAreContained) {
  EXPECT_TRUE(finds(observed("2024-03-15"), "date", "2024-03"));
  EXPECT_FALSE(finds(observed("2024-03"), "date", "2024-03-15"));
  EXPECT_TRUE(finds(observed("2024-03"), "date", "gt2024-03-15"));
  EXPECT_TRUE(finds(observed("2024-03"), "date", "ge2024-03-15"));
  EXPECT_FALSE(finds(observed("2024-03"), "date", "sa2024-03-15"));
  EXPECT_FALSE(finds(observed("2024-03"), "date", "eb2024-03-15"));
}

TEST(SearchSemantics, OpenPeriodsReachForEver) {
  EXPECT_TRUE(finds(encounter_on("2024-03-10"), "date", "ge2030"));
  EXPECT_FALSE(finds(encounter_on("2024-03-10"), "date", "eb2030"));
  EXPECT_FALSE(finds(encounter_on("2024-03-10"), "date", "lt2024-03-10"));
}

TEST(SearchSemantics, DatesWithoutAZoneAreInTheConfiguredOne) {
  EXPECT_FALSE(finds(observed("2024-03-15T23:30:00-05:00"), "date", "2024-03-15"));
  EXPECT_TRUE(finds(observed("2024-03-15T23:30:00-05:00"), "date", "2024-03-16"));
  SearchOptions new_york;
  new_york.zone_minutes = -300;
  EXPECT_TRUE(finds(observed("2024-03-15T23:30:00-05:00"), "date", "2024-03-15", new_york));
}

TEST(SearchSemantics, ApproximateDatesReachATenthOfTheWayToNow) {
  SearchOptions options;
  options.now_ms = parse_search_date("2024-07-01")->range().begin_ms;
  EXPECT_TRUE(finds(observed("2024-06-12"), "date", "ap2024-06-11", options));
  EXPECT_FALSE(finds(observed("2024-06-14"), "date", "ap2024-06-11", options));
  EXPECT_FALSE(finds(observed("2024-06-12"), "date", "ap2024-06-11"));
}

TEST(SearchSemantics, NumbersHaveTheReachOfTheirWrittenPrecision) {
  const auto* assessment = R"({"resourceType":"RiskAssessment","prediction":[{"probabilityDecimal":100.4}]})";
  for (const auto& [value, found] : {std::pair{"100", true}, {"100.0", false}, {"gt100", true}, {"1e2", true}, {"1.00e2", true}, {"1.000e2", false},
                                     {"ne100", false}, {"ne100.0", true}, {"lt100.4", false}, {"le100.4", true}, {"ge100.4", true},
                                     {"sa100.4", false}, {"eb100.5", true}, {"ap95", true}, {"ap90", false}, {"100.40", true}}) {
    EXPECT_EQ(finds(assessment, "probability", value), found) << value;
  }
}

TEST(SearchSemantics, QuantitiesMeetInAnyUnit) {
  const auto* dose = R"({"resourceType":"Observation","valueQuantity":{"value":5.4,"unit":"milligram","system":"http://unitsofmeasure.org","code":"mg"}})";
  for (const auto& [value, found] : {std::pair{"5400|http://unitsofmeasure.org|ug", true}, {"0.0054|http://unitsofmeasure.org|g", true},
                                     {"5.4|http://unitsofmeasure.org|mg", true}, {"5|http://unitsofmeasure.org|mg", true},
                                     {"5.5|http://unitsofmeasure.org|mg", false}, {"5.4|http://unitsofmeasure.org|mL", false},
                                     {"5.4||mg", true}, {"5.4||milligram", true}, {"5.4||g", false}, {"5.4", true}, {"0.0054", false},
                                     {"gt5.3", true}, {"gt5.4", false}, {"lt6|http://unitsofmeasure.org|mg", true},
                                     {"5.4|http://other|mg", false}, {"gt5300||ug", false}}) {
    EXPECT_EQ(finds(dose, "value-quantity", value), found) << value;
  }
  const auto* cells = R"({"resourceType":"Observation","valueQuantity":{"value":8.813631602727936,"system":"http://unitsofmeasure.org","code":"10*3/uL"}})";
  EXPECT_TRUE(finds(cells, "value-quantity", "8.813631602727936|http://unitsofmeasure.org|10*3/uL")) << "conversion keeps 16 digits";
  EXPECT_FALSE(finds(cells, "value-quantity", "ne8.813631602727936|http://unitsofmeasure.org|10*3/uL"));
  EXPECT_FALSE(finds(cells, "value-quantity", "8.9|http://unitsofmeasure.org|10*3/uL"));
  const auto* fever = R"({"resourceType":"Observation","valueQuantity":{"value":98.6,"system":"http://unitsofmeasure.org","code":"[degF]"}})";
  EXPECT_TRUE(finds(fever, "value-quantity", "37.0|http://unitsofmeasure.org|Cel"));
  EXPECT_FALSE(finds(fever, "value-quantity", "37.2|http://unitsofmeasure.org|Cel"));
}

TEST(SearchSemantics, NamesIgnoreCaseAccentsAndPunctuation) {
  const auto* patient = R"({"resourceType":"Patient","name":[{"family":"Müller-Lüdenscheidt","given":["Änne"]}]})";
  for (const auto& [value, found] : {std::pair{"muller lud", true}, {"MÜLLER", true}, {"lud", true}, {"ludenscheidt", true}, {"uller", false},
                                     {"anne", true}, {"muller x", false}, {"müller-l", true}}) {
    EXPECT_EQ(finds(patient, "name", value), found) << value;
  }
  const auto* smith = R"({"resourceType":"Patient","name":[{"family":"Smith"}]})";
  EXPECT_FALSE(finds(smith, "family:exact", "smith"));
  EXPECT_TRUE(finds(smith, "family:exact", "Smith"));
  EXPECT_TRUE(finds(smith, "family:contains", "MIT"));
  EXPECT_FALSE(finds(smith, "family:contains", "mat"));
}

TEST(SearchSemantics, AbsentValues) {
  const auto* nobody = R"({"resourceType":"Patient"})";
  const auto* male = R"({"resourceType":"Patient","gender":"male"})";
  EXPECT_TRUE(finds(nobody, "gender:not", "male"));
  EXPECT_FALSE(finds(male, "gender:not", "male"));
  EXPECT_FALSE(finds(male, "gender:not", "female,male"));
  EXPECT_TRUE(finds(nobody, "gender:missing", "true"));
  EXPECT_FALSE(finds(nobody, "gender:missing", "false"));
  EXPECT_TRUE(finds(male, "gender:missing", "false"));
  EXPECT_TRUE(finds(R"({"resourceType":"Observation","code":{"text":"Mood"}})", "code:missing", "false"));
  EXPECT_TRUE(finds(R"({"resourceType":"Observation","subject":{"identifier":{"value":"7"}}})", "subject:missing", "false"));
}

TEST(SearchSemantics, TokensWithAndWithoutTheirSystem) {
  const auto* coded = R"({"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"8480-6","display":"Systolic pressure"}]}})";
  for (const auto& [value, found] : {std::pair{"8480-6", true}, {"http://loinc.org|8480-6", true}, {"http://loinc.org|", true}, {"|8480-6", false},
                                     {"http://x|8480-6", false}, {"8462-4,8480-6", true}}) {
    EXPECT_EQ(finds(coded, "code", value), found) << value;
  }
  EXPECT_TRUE(finds(coded, "code:text", "PRESS"));
  EXPECT_FALSE(finds(coded, "code:text", "ressure"));
  EXPECT_TRUE(finds(R"({"resourceType":"Encounter","status":"finished"})", "status", "http://hl7.org/fhir/encounter-status|finished"));
  EXPECT_TRUE(finds(R"({"resourceType":"Encounter","status":"finished"})", "status", "finished"));
  EXPECT_TRUE(finds(R"({"resourceType":"Patient","identifier":[{"value":"a,b|c"}]})", "identifier", R"(a\,b\|c)"));
}

TEST(SearchSemantics, IdentifiersByTheirType) {
  const auto* patient = R"({"resourceType":"Patient","identifier":[{"system":"s","value":"7","type":{"coding":[{"system":"t","code":"MR"}]}},{"value":"8"}]})";
  EXPECT_TRUE(finds(patient, "identifier:of-type", "t|MR|7"));
  EXPECT_TRUE(finds(patient, "identifier:of-type", "|MR|7"));
  EXPECT_FALSE(finds(patient, "identifier:of-type", "t|MR|8"));
}

TEST(SearchSemantics, ReferencesInAllTheirForms) {
  const auto* observation = R"({"resourceType":"Observation","subject":{"reference":"Patient/1","identifier":{"system":"s","value":"v"},"display":"Ann Lee"}})";
  SearchOptions options;
  options.base_url = "https://host/api/fhir";
  for (const auto& [name, value, found] : {std::tuple{"subject", "1", true}, {"subject", "Patient/1", true}, {"patient", "1", true}, {"patient", "Patient/1", true},
                                           {"subject", "https://host/api/fhir/Patient/1", true}, {"subject:Patient", "1", true}, {"subject:Patient", "Patient/1", true},
                                           {"subject:Group", "1", false}, {"subject", "Group/1", false}, {"subject", "https://other/Patient/1", false},
                                           {"subject:identifier", "s|v", true}, {"subject:identifier", "x", false}, {"subject:text", "lee", true},
                                           {"subject", "2,Patient/1", true}, {"subject", "Patient/1/_history/4", true}}) {
    EXPECT_EQ(finds(observation, name, value, options), found) << name << "=" << value;
  }
}

TEST(SearchSemantics, Uris) {
  const auto* set = R"({"resourceType":"ValueSet","url":"http://acme.org/fhir/ValueSet/123"})";
  EXPECT_TRUE(finds(set, "url", "http://acme.org/fhir/ValueSet/123"));
  EXPECT_FALSE(finds(set, "url", "http://acme.org/fhir"));
  EXPECT_TRUE(finds(set, "url:below", "http://acme.org/fhir"));
  EXPECT_TRUE(finds(set, "url:above", "http://acme.org/fhir/ValueSet/123/_history/5"));
  EXPECT_FALSE(finds(set, "url:above", "http://acme.org/fhir/ValueSet"));
}

TEST(SearchSemantics, CompositesAreOfOneElement) {
  const auto* pressure = R"({"resourceType":"Observation","component":[
      {"code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":120,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
      {"code":{"coding":[{"code":"8462-4"}]},"valueQuantity":{"value":140}}]})";
  for (const auto& [value, found] : {std::pair{"8480-6$gt130", false}, {"8480-6$lt130", true}, {"8462-4$gt130", true}, {"8480-6$ge120", true},
                                     {"8480-6$16.0|http://unitsofmeasure.org|kPa", true}, {"8480-6$120||mm[Hg]", true}, {"8462-4$140||mm[Hg]", false}}) {
    EXPECT_EQ(finds(pressure, "component-code-value-quantity", value), found) << value;
  }
}

TEST(SearchSemantics, TheTenantsTagIsOnEverything) {
  SearchOptions options;
  options.tenant_system = "urn:osler:tenant";
  options.tenant = "acme";
  const auto* patient = R"({"resourceType":"Patient","meta":{"tag":[{"system":"t","code":"x"}]}})";
  for (const auto& [value, found] : {std::pair{"urn:osler:tenant|acme", true}, {"acme", true}, {"urn:osler:tenant|", true}, {"urn:osler:tenant|other", false},
                                     {"t|x", true}, {"t|y", false}, {"t|y,acme", true}}) {
    EXPECT_EQ(finds(patient, "_tag", value, options), found) << value;
  }
  EXPECT_FALSE(finds(R"({"resourceType":"Patient"})", "_tag:missing", "true", options));
  EXPECT_FALSE(finds(R"({"resourceType":"Patient"})", "_tag:not", "acme", options));
}

// Spec: FHIR R4, location.html#search, "near". The harbour is 4.1 km from the airport.
TEST(SearchSemantics, PlacesAreNearWithinADistance) {
  const auto* harbour = R"({"resourceType":"Location","position":{"latitude":42.3601,"longitude":-71.0589}})";
  for (const auto& [value, found] : {std::pair{"42.3656|-71.0096|5|km", true}, {"42.3656|-71.0096|4|km", false}, {"42.3656|-71.0096|5000|m", true},
                                     {"42.3656|-71.0096|2.5|[mi_i]", false}, {"42.3656|-71.0096|3.1|mi", true}, {"42.3656|-71.0096|5", true},
                                     {"42.3656|-71.0096", true}, {"43.3656|-71.0096", false}, {"42.3601|-71.0589|0", true}}) {
    EXPECT_EQ(finds(harbour, "near", value), found) << value;
  }
  const auto* fiji = R"({"resourceType":"Location","position":{"latitude":-17.0,"longitude":179.99}})";
  EXPECT_TRUE(finds(fiji, "near", "-17|-179.99|3|km")) << "across the date line";
  EXPECT_TRUE(finds(R"({"resourceType":"Location"})", "near:missing", "true"));
}

TEST(SearchSemantics, CodesOfAValueSet) {
  const auto* male = R"({"resourceType":"Patient","gender":"male"})";
  const auto* nobody = R"({"resourceType":"Patient"})";
  EXPECT_TRUE(finds(male, "gender:in", "http://hl7.org/fhir/ValueSet/administrative-gender"));
  EXPECT_FALSE(finds(male, "gender:not-in", "http://hl7.org/fhir/ValueSet/administrative-gender"));
  EXPECT_FALSE(finds(nobody, "gender:in", "http://hl7.org/fhir/ValueSet/administrative-gender"));
  EXPECT_TRUE(finds(nobody, "gender:not-in", "http://hl7.org/fhir/ValueSet/administrative-gender"));
}

}  // namespace
}  // namespace osler::fhir
