#include "api/v1/ids.h"

#include <gtest/gtest.h>

#include "api/v1/body_cases_test.h"

namespace osler::api::v1 {
namespace {

using Form = IdText::Form;

const std::vector<std::string> kBases = {"http://h/api/fhir", "http://h/v1/fhir"};

IdText read(std::string_view text) { return read_id(test_schema(), text, kBases); }
TypeId type(std::string_view name) { return *test_definitions().resource_type(name); }

TEST(Ids, ReadsEveryTypedForm) {
  for (const char* text :
       {"enc_xyz789", "Encounter/xyz789", "http://h/api/fhir/Encounter/xyz789", "http://h/v1/fhir/Encounter/xyz789"}) {
    const IdText id = read(text);
    EXPECT_EQ(id.form, Form::kTyped) << text;
    EXPECT_EQ(id.type, type("Encounter")) << text;
    EXPECT_EQ(id.id, "xyz789") << text;
  }
  EXPECT_EQ(read("Group/1").type, type("Group"));
}

TEST(Ids, KnowsAliases) {
  EXPECT_EQ(read("pract_1").type, type("Practitioner"));
  EXPECT_EQ(read("dr_1").type, type("DiagnosticReport"));
  EXPECT_EQ(read("clm_1").type, type("Claim"));
  EXPECT_EQ(read("clmresp_1").type, type("ClaimResponse"));
}

TEST(Ids, TellsOtherTextsApart) {
  EXPECT_EQ(read("65f6789012345abcdef67890").form, Form::kBare);
  EXPECT_EQ(read("xyz_1").form, Form::kUnknownPrefix);
  EXPECT_EQ(read("Foo/1").form, Form::kUnknownType);
  for (const char* text : {"https://other.example/fhir/Patient/1", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
                           "http://h/api/fhirs/Patient/1"}) {
    EXPECT_EQ(read(text).form, Form::kForeign) << text;
  }
  for (const char* text : {"", "Main Clinic", "enc_", "_x", "enc_a b", "Patient/", "Patient/a/b", "Patient/a_b",
                           "http://h/api/fhir/Patient"}) {
    EXPECT_EQ(read(text).form, Form::kNoId) << text;
  }
}

TEST(Ids, ShowsPrefixesAndTypesWithoutOne) {
  EXPECT_EQ(shown_id(test_schema(), type("Practitioner"), "1"), "prac_1");
  EXPECT_EQ(shown_id(test_schema(), type("Group"), "1"), "Group/1");
  const auto shown = [](std::string_view reference) {
    std::string text;
    append_shown_reference(test_schema(), reference, text);
    return text;
  };
  EXPECT_EQ(shown("DiagnosticReport/a"), "lab_a");
  for (const char* text : {"Group/a", "Patient/a/_history/2", "#p1", "urn:uuid:1", "https://other.example/Patient/1"})
    EXPECT_EQ(shown(text), text);
}

TEST(Ids, SpeaksOfTypesAsV1Does) {
  EXPECT_EQ(phrase_for(test_schema(), type("Encounter")), "an encounter id");
  EXPECT_EQ(phrase_for(test_schema(), type("Group")), "a Group id");
  EXPECT_EQ(expected_ids(test_schema(), {type("Patient"), type("Group")}), "pt_… or Group/…");
}

}  // namespace
}  // namespace osler::api::v1
