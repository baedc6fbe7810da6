// Any choice of a resource's fields survives: checked, written to FHIR, read back, patched with itself.

#include <gtest/gtest.h>

#include <random>

#include "api/v1/body_cases_test.h"
#include "api/v1/check.h"
#include "api/v1/from_fhir.h"
#include "api/v1/patch_fhir.h"
#include "api/v1/to_fhir.h"

namespace osler::api::v1 {
namespace {

constexpr int kChoices = 25;

const IdLookup kNobody = [](TypeId, std::string_view) { return false; };

std::string read_back(const ResourceSchema& resource, std::string_view fhir) {
  const json::Tree tree = parse_fhir_text(fhir);
  std::string text;
  write_simplified_fields(test_schema(), resource, tree.root(), text);
  return text;
}

/// Drops optional members at random; of lists, elements too.
void thin_out(const FieldSet& set, json::DraftNode object, std::mt19937& random) {
  for (const Field& field : set.fields) {
    json::DraftNode value = object.member(field.name);
    if (!value.exists()) continue;
    if (!field.is_required && random() % 3 == 0) {
      object.erase(field.name);
      continue;
    }
    const bool may_shrink = value.is_array() && value.count() > 1 && random() % 2 == 0;
    if (may_shrink) value.erase_at(random() % value.count());
    if (field.fhir.type != FhirType::kObject || field.fhir.replaces_whole) continue;
    if (value.is_object()) thin_out(*field.members, value, random);
    for (std::size_t i = 0; value.is_array() && i < value.count(); ++i) thin_out(*field.members, value.at(i), random);
  }
}

TEST(RoundTrip, HoldsForRandomChoicesOfFields) {
  std::mt19937 random(20'250'115);
  std::size_t held = 0;
  for (const BodyCase& one : body_cases()) {
    const ResourceSchema& resource = *test_schema().by_path(one.path);
    const json::Tree full = parse_body_text(one.body);
    for (int i = 0; i < kChoices; ++i) {
      json::Draft choice(full.root());
      thin_out(resource.fields, choice.root(), random);
      const json::Tree body = parse_body_text(choice.text());
      Findings findings;
      check_body(test_schema(), resource, body.root(), {}, findings);
      if (!findings.empty()) continue;  // The choice broke a rule between fields.

      SCOPED_TRACE(one.path + " " + std::string(body.text()));
      MappingRun run{test_schema(), {}, kNobody, kTestNowMs, findings};
      json::Draft made;
      write_resource(run, resource, body.root(), made.root());
      const std::string fhir = made.text();
      const std::string shown = read_back(resource, fhir);

      const json::Tree again_body = parse_body_text(shown);
      json::Draft again;
      write_resource(run, resource, again_body.root(), again.root());
      EXPECT_EQ(read_back(resource, again.text()), shown);

      const json::Tree stored = parse_fhir_text(fhir);
      json::Draft patched(stored.root());
      patch_resource(run, resource, again_body.root(), again_body.root(), patched.root());
      EXPECT_EQ(patched.text(), fhir);
      ++held;
    }
  }
  EXPECT_GT(held, 2'000U);
}

}  // namespace
}  // namespace osler::api::v1
