#include "fhir/search/full_text.h"

#include <gtest/gtest.h>

#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

std::string words(std::string_view json, std::string (*of)(json::View)) {
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(json), testing::definitions().names());
  EXPECT_TRUE(tree.ok());
  return of(tree->root());
}

constexpr const char* kReport =
    R"({"resourceType":"DiagnosticReport","id":"r1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p class=\"x\">Fr&amp;ench <b>Métastases</b></p></div>"},"code":{"text":"Liver"},"issued":"2020","contained":[{"resourceType":"Observation","valueQuantity":{"value":5.40}}]})";

TEST(FullText, NarrativeIsReadWithoutItsTags) { EXPECT_EQ(words(kReport, narrative_words), "fr ench metastases"); }

TEST(FullText, ContentIsEveryTextAndNumber) {
  EXPECT_EQ(words(kReport, content_words), "r1 generated fr ench metastases liver 2020 5 40");
}

TEST(FullText, NothingIsThereWithoutANarrative) { EXPECT_EQ(words(R"({"resourceType":"Patient","id":"x"})", narrative_words), ""); }

}  // namespace
}  // namespace osler::fhir
