#include "api/v1/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <limits>

#include "api/v1/body_cases_test.h"
#include "api/v1/path.h"

namespace osler::api::v1 {
namespace {

TEST(Schema, HoldsAllSixtyTwoResources) {
  EXPECT_EQ(test_schema().resources().size(), 62U);
  for (const auto& resource : test_schema().resources()) {
    SCOPED_TRACE(resource->path);
    EXPECT_EQ(test_schema().by_path(resource->path), resource.get());
    EXPECT_EQ(test_schema().by_type(resource->type), resource.get());
    EXPECT_EQ(test_schema().by_prefix(resource->prefix), resource.get());
  }
}

TEST(Schema, FindsResourcesByTheirAliases) {
  for (const auto& [alias, path] : {std::pair("pract", "practitioners"), std::pair("dr", "labs"),
                                    std::pair("clm", "claims"), std::pair("clmresp", "claim-responses")}) {
    ASSERT_NE(test_schema().by_prefix(alias), nullptr) << alias;
    EXPECT_EQ(test_schema().by_prefix(alias)->path, path);
  }
  EXPECT_EQ(test_schema().by_prefix("req"), nullptr);
}

TEST(Schema, LoadsInTenMilliseconds) {
  // Processor time, the best of ten: what other programs do meanwhile does not count.
  std::clock_t best = std::numeric_limits<std::clock_t>::max();
  for (int i = 0; i < 10; ++i) {
    const std::clock_t start = std::clock();
    ASSERT_TRUE(Schema::load(test_definitions()).ok());
    best = std::min(best, std::clock() - start);
  }
  RecordProperty("microseconds", static_cast<int>(best * 1'000'000 / CLOCKS_PER_SEC));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(best, CLOCKS_PER_SEC / 100);
#endif
}

TEST(Schema, RefusesAPlaceThatR4DoesNotHave) {
  const SchemaText texts[] = {
      {"types", "{\"Coding\": {\"fields\": []}}"},
      {"things",
       R"({"path": "things", "fhirType": "Patient", "fields": [{"name": "a", "type": "string", "fhir": {"path": "Patient.nope", "as": "string"}}]})"},
  };
  const auto loaded = Schema::load(test_definitions(), texts);
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().message, "schema/v1/things.json: a: R4 has no element Patient.nope");
}

// A list step stands exactly where R4 has a list.
void check_steps(const fhir::Definitions& definitions, const FieldSet& set, std::optional<fhir::StructureId> structure,
                 const std::string& place, int depth) {
  for (const Field& field : set.fields) {
    SCOPED_TRACE(place + "." + field.name);
    std::optional<fhir::StructureId> at = structure;
    for (const Step& step : field.fhir.path) {
      ASSERT_TRUE(at.has_value());
      const fhir::Element* element = definitions.element(*at, step.id);
      ASSERT_NE(element, nullptr) << step.name;
      EXPECT_EQ(element->is_array, step.kind != StepKind::kMember) << step.name;
      at = element->type;
    }
    if (field.fhir.type == FhirType::kObject && depth < 4) {
      check_steps(definitions, *field.members, at, place + "." + field.name, depth + 1);
    }
  }
}

TEST(Schema, PutsListStepsWhereR4HasLists) {
  for (const auto& resource : test_schema().resources()) {
    check_steps(test_definitions(), resource->fields, test_definitions().structure(resource->type_name), resource->path,
                0);
  }
}

TEST(Schema, ResolvesFieldsThatNestInThemselves) {
  const Field* sections = test_schema().by_path("documents")->fields.find("sections");
  ASSERT_NE(sections, nullptr);
  EXPECT_EQ(sections->members->find("sections")->members, sections->members);
}

}  // namespace
}  // namespace osler::api::v1
