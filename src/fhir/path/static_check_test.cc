#include "fhir/path/static_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace osler::fhir::path {
namespace {

using testing::HasSubstr;

const Definitions& definitions() {
  static const Definitions known = Definitions::built_in().value();
  return known;
}

std::string said(std::string_view expression, std::string_view type) {
  const StructureId context = type.empty() ? StructureId::kNone : definitions().structure(type).value();
  const Status status = check_statically(definitions(), compile(definitions(), expression).value(), context);
  return status.ok() ? "" : status.error().message;
}

TEST(StaticCheck, RefusesNamesThatNoTypeThereHas) {
  for (const auto& [expression, expected] : {
           std::pair{"name.given1", "'given1' is not an element of HumanName; did you mean 'given'?"},
           {"Patient.name.where(familly = 'x')", "did you mean 'family'?"},
           {"Encounter.name", "'Encounter' is not an element of Patient"},
           {"contact.name.text.value1", "'value1' is not an element of string"},
           {"(name | contact.name).nosuch", "HumanName"},
           {"deceased.ofType(boolean).start", "'start' is not an element of boolean"},
           {"name[0].nosuch", "HumanName"},
           {"-multipleBirth.nosuch", "or of the other types there"},
           {"name.select(period).begin", "Period"}}) {
    EXPECT_THAT(said(expression, "Patient"), HasSubstr(expected)) << expression;
  }
  EXPECT_THAT(said("Observation.valueQuantity.unit", "Observation"), HasSubstr("write value.ofType(Quantity)"));
}

TEST(StaticCheck, RefusesOrderWhereThereIsNone) {
  for (const char* expression : {"Patient.children().first()", "descendants().skip(1)", "Patient.children()[0]", "children().where(true).tail()"}) {
    EXPECT_THAT(said(expression, "Patient"), HasSubstr("order")) << expression;
  }
}

TEST(StaticCheck, SaysNothingWhereTypesAreOpen) {
  for (const char* expression :
       {"Patient.name.given", "name.family", "contact.extension.value.code", "contained.nosuch", "managingOrganization.resolve().nosuch",
        "children().name.first()", "%resource.nosuch", "Resource.id", "DomainResource.text.div", "deceased.ofType(dateTime) > today()",
        "name.where(use = 'official').given.first().length()", "link.other.resolve().ofType(Patient).name", "birthDate is date",
        "name.period.start.extension('x').value"}) {
    EXPECT_EQ(said(expression, "Patient"), "") << expression;
  }
  EXPECT_EQ(said("nosuch.nosuch", ""), "");
  EXPECT_EQ(said("Bundle.entry.resource.nosuch", "Bundle"), "");
}

}  // namespace
}  // namespace osler::fhir::path
