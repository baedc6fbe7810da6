#include "fhir/search/compartment.h"

#include <gtest/gtest.h>

#include "fhir/search/references.h"
#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

using testing::definitions;
using testing::entries_of;
using testing::type;

bool in_compartment(std::string_view compartment, std::string_view id, std::string_view json, std::string_view type_name) {
  const Result<store::Expr> expr = compartment_expr(definitions(), compartment, id, type(type_name));
  return expr.ok() && testing::meets(entries_of(json), *expr);
}

TEST(Compartment, IsChosenByAnyOfItsParameters) {
  const auto* observation = R"({"resourceType":"Observation","subject":{"reference":"Patient/1"},"performer":[{"reference":"Patient/2"},{"reference":"Practitioner/3"}]})";
  EXPECT_TRUE(in_compartment("Patient", "1", observation, "Observation"));
  EXPECT_TRUE(in_compartment("Patient", "2", observation, "Observation"));
  EXPECT_FALSE(in_compartment("Patient", "3", observation, "Observation"));
  EXPECT_TRUE(in_compartment("Practitioner", "3", observation, "Observation"));
  EXPECT_FALSE(in_compartment("Encounter", "1", observation, "Observation"));
}

TEST(Compartment, OfSeveralIsThatOfAnyOfThem) {
  const auto* observation = R"({"resourceType":"Observation","subject":{"reference":"Patient/1"}})";
  const auto in_any = [&](const std::vector<std::string>& ids) {
    return testing::meets(entries_of(observation), compartments_expr(definitions(), "Patient", ids, type("Observation")).value());
  };
  EXPECT_TRUE(in_any({"7", "1"}));
  EXPECT_FALSE(in_any({"7", "8"}));
  EXPECT_FALSE(in_any({}));
  EXPECT_FALSE(compartments_expr(definitions(), "Patient", std::vector<std::string>{"1", "a b"}, type("Observation")).ok());
}

TEST(Compartment, WhosesoeverNeedsAReferenceToOne) {
  struct Case {
    std::string_view references;
    bool is;
  };
  for (const Case& c : {Case{R"("subject":{"reference":"Patient/1"})", true}, {R"("subject":{"reference":"Device/1"})", false},
                        {R"("subject":{"reference":"Device/1"},"performer":[{"reference":"Patient/2"}])", true}, {R"("status":"final")", false}}) {
    SCOPED_TRACE(c.references);
    const auto entries = entries_of(R"({"resourceType":"Observation",)" + std::string(c.references) + "}");
    EXPECT_EQ(testing::meets(entries, some_compartment_expr(definitions(), "Patient", type("Observation"))), c.is);
  }
  EXPECT_TRUE(testing::meets({}, some_compartment_expr(definitions(), "Patient", type("Patient"))));
}

TEST(Compartment, HoldsItsOwnResource) {
  const Result<store::Expr> expr = compartment_expr(definitions(), "Patient", "1", type("Patient"));
  ASSERT_TRUE(expr.ok());
  const auto& any = std::get<store::Any>(expr->node);
  EXPECT_EQ(std::get<store::Ids>(any.parts.at(0).node).ids, std::vector<std::string>{"1"});
}

TEST(Compartment, RefusesWhatIsNeverInIt) {
  EXPECT_FALSE(compartment_expr(definitions(), "Patient", "1", type("Location")).ok());
  EXPECT_FALSE(compartment_expr(definitions(), "Organization", "1", type("Patient")).ok());
  EXPECT_FALSE(compartment_expr(definitions(), "Patient", "a b", type("Observation")).ok());
  EXPECT_FALSE(is_in_compartment(definitions(), "Patient", type("Location")));
  EXPECT_TRUE(is_in_compartment(definitions(), "Patient", type("Observation")));
}

TEST(Compartment, PatientsOfAResourceComeFromItsEntries) {
  const auto* observation = R"({"resourceType":"Observation","subject":{"reference":"Patient/1"},"performer":[{"reference":"Patient/2"},{"reference":"Patient/1"}]})";
  EXPECT_EQ(patients_of(definitions(), type("Observation"), "x", entries_of(observation)), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(patients_of(definitions(), type("Patient"), "x", {}), (std::vector<std::string>{"x"}));
  const auto* group = R"({"resourceType":"Observation","subject":{"reference":"Group/1"},"encounter":{"reference":"Encounter/5"}})";
  EXPECT_TRUE(patients_of(definitions(), type("Observation"), "x", entries_of(group)).empty());
}

}  // namespace
}  // namespace osler::fhir
