#include "fhir/terms/shipped.h"

#include <gmock/gmock.h>

#include "fhir/terms/content_test.h"
#include "fhir/terms/terminology.h"

namespace osler::fhir::terms {
namespace {

using testing::HasSubstr;

class Shipped : public testing::Test {
 protected:
  const ShippedSource source_ = ShippedSource::open().value();
  const Library library_{r4(), {&source_}};
  // R4's text includes versions of code systems that it does not ship: task-code 3.6.0, v2-0360 2.7.
  bool names_a_version(const std::string& url) const {
    return std::ranges::any_of(library_.value_set(url, "").value()->includes(), [](const Part& part) { return !part.version.empty(); });
  }
  std::vector<std::string> urls(ResourceKind kind) const { return source_.urls(kind).value(); }
};

TEST_F(Shipped, HoldsWhatR4Defines) {
  const auto set = library_.value_set("http://hl7.org/fhir/ValueSet/administrative-gender", "4.0.1");
  ASSERT_TRUE(set.ok());
  ASSERT_NE(*set, nullptr);
  EXPECT_EQ((*set)->canonical(), "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1");
  EXPECT_EQ(*library_.value_set("http://hl7.org/fhir/ValueSet/administrative-gender", "9"), nullptr);
  EXPECT_EQ(*library_.value_set("http://example.org/none", ""), nullptr);
  EXPECT_NE(*library_.document(ResourceKind::kStructureDefinition, "http://hl7.org/fhir/StructureDefinition/bp", ""), nullptr);
}

// Every code system and value set compiles: nothing shipped is unusable.
TEST_F(Shipped, CanAllBeUsed) {
  for (const std::string& url : urls(ResourceKind::kCodeSystem)) {
    const auto system = library_.code_system(url, "");
    EXPECT_TRUE(system.ok() && *system != nullptr) << url << (system.ok() ? "" : system.error().message);
  }
  for (const std::string& url : urls(ResourceKind::kValueSet)) {
    const auto set = library_.value_set(url, "");
    EXPECT_TRUE(set.ok() && *set != nullptr) << url << (set.ok() ? "" : set.error().message);
  }
  EXPECT_TRUE(library_.concept_maps().ok());
}

// Two ways to the same question: the compiled definitions answer from lists made at build time.
TEST_F(Shipped, AgreesWithTheCompiledDefinitions) {
  const Terminology terminology(library_, 100'000);
  std::size_t compared = 0;
  for (const std::string& url : urls(ResourceKind::kValueSet)) {
    const auto id = r4().value_set(url);
    if (!id || !r4().is_enumerated(*id)) continue;
    const auto codes = terminology.expand(url);
    if (!codes.ok() && names_a_version(url)) continue;
    ASSERT_TRUE(codes.ok()) << url << " " << codes.error().message;
    EXPECT_EQ(codes->size(), r4().members(*id, 100'000).size()) << url;
    for (const Code& one : *codes) EXPECT_TRUE(r4().contains(*id, one.system, one.code)) << url << " " << one.code;
    ++compared;
  }
  EXPECT_GT(compared, 500U);
}

TEST_F(Shipped, AnswersAboveAndBelowInAHierarchy) {
  const Terminology terminology(library_);
  constexpr std::string_view kRole = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
  const auto below = terminology.subsumed_codes(kRole, "SIB");
  ASSERT_TRUE(below.ok()) << below.error().message;
  EXPECT_THAT(*below, testing::Contains(Code{std::string(kRole), "BRO"}));
  EXPECT_THAT(*below, testing::Not(testing::Contains(Code{std::string(kRole), "FAMMEMB"})));
  const auto above = terminology.subsuming_codes(kRole, "BRO");
  ASSERT_TRUE(above.ok());
  EXPECT_THAT(*above, testing::Contains(Code{std::string(kRole), "FAMMEMB"}));
  EXPECT_EQ(terminology.contains("http://hl7.org/fhir/ValueSet/administrative-gender", "", "female"), true);
  EXPECT_EQ(terminology.contains("http://hl7.org/fhir/ValueSet/administrative-gender", "", "femal"), false);
  EXPECT_EQ(terminology.contains("http://example.org/none", "", "x"), std::nullopt);
  EXPECT_EQ(terminology.expand("http://example.org/none").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(terminology.subsumed_codes("http://example.org/none", "x").error().kind, ErrorKind::kNotFound);
}

TEST_F(Shipped, TellsSubsumptionBothWays) {
  const auto outcome = [&](std::string_view a, std::string_view b) {
    return asked(library_, Operation::kSubsumes,
                 R"({"resourceType":"Parameters","parameter":[{"name":"system","valueUri":"http://terminology.hl7.org/CodeSystem/v3-RoleCode"},{"name":"codeA","valueCode":")" +
                     std::string(a) + R"("},{"name":"codeB","valueCode":")" + std::string(b) + R"("}]})")
        .value();
  };
  EXPECT_THAT(outcome("FAMMEMB", "BRO"), HasSubstr("\"subsumes\""));
  EXPECT_THAT(outcome("BRO", "FAMMEMB"), HasSubstr("\"subsumed-by\""));
  EXPECT_THAT(outcome("BRO", "BRO"), HasSubstr("\"equivalent\""));
  EXPECT_THAT(outcome("BRO", "SIS"), HasSubstr("\"not-subsumed\""));
}

}  // namespace
}  // namespace osler::fhir::terms
