#include "api/fhir/import_manifest.h"

#include <gtest/gtest.h>

#include "json/parser.h"

namespace osler::fhir_api {
namespace {

using osler::fhir::Handling;

Result<ImportManifest> read(std::string_view text, Handling handling = Handling::kStrict) {
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(text), json::NameTable());
  EXPECT_TRUE(tree.ok()) << text;
  return read_import_manifest(tree->root(), handling);
}

constexpr std::string_view kJson = R"({"inputFormat":"application/fhir+ndjson","inputSource":"https://a","storageDetail":{"type":"https"},
  "input":[{"type":"Patient","url":"https://h/p?s=1"},{"type":"Observation","url":"https://h/o"}]})";
constexpr std::string_view kParameters = R"({"resourceType":"Parameters","parameter":[{"name":"inputFormat","valueString":"application/fhir+ndjson"},
  {"name":"inputSource","valueUri":"https://a"},{"name":"storageDetail","part":[{"name":"type","valueCode":"https"}]},
  {"name":"input","part":[{"name":"type","valueString":"Patient"},{"name":"url","valueUri":"https://h/p?s=1"}]},
  {"name":"input","part":[{"name":"type","valueCode":"Observation"},{"name":"url","valueUrl":"https://h/o"}]}]})";

TEST(ImportManifest, IsTheSameInBothForms) {
  for (const std::string_view text : {kJson, kParameters}) {
    const auto manifest = read(text);
    ASSERT_TRUE(manifest.ok()) << manifest.error().message;
    ASSERT_EQ(manifest->inputs.size(), 2U);
    EXPECT_EQ(manifest->inputs[0].type, "Patient");
    EXPECT_EQ(manifest->inputs[0].url, "https://h/p?s=1");
    EXPECT_EQ(manifest->inputs[1].type, "Observation");
    EXPECT_EQ(manifest->inputs[1].url, "https://h/o");
    EXPECT_TRUE(manifest->remarks.empty());
  }
}

TEST(ImportManifest, NamesWhatIsMissingOrUnknown) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"([])", "expected a JSON manifest"},
      {R"({"resourceType":"Patient"})", "application/fhir+ndjson"},
      {R"({"input":[{"type":"Patient","url":"https://h"}]})", "inputFormat: Required"},
      {R"({"inputFormat":"text/csv","input":[{"type":"Patient","url":"https://h"}]})", "inputFormat: expected"},
      {R"({"inputFormat":"ndjson"})", "input: Required"},
      {R"({"inputFormat":"ndjson","input":{}})", "input[0].type: Required"},
      {R"({"inputFormat":"ndjson","input":[{"type":"Patient"}]})", "input[0].url: Required"},
      {R"({"inputFormat":"ndjson","input":["x"]})", "input[0].type: Required"},
      {R"({"inputFormat":"ndjson","inputSource":7,"input":[{"type":"Patient","url":"https://h"}]})", "inputSource: expected"},
      {R"({"inputFormat":"ndjson","storageDetail":{"type":"azure-blob"},"input":[{"type":"Patient","url":"https://h"}]})", "storageDetail.type: expected https"},
      {R"({"inputFormat":"ndjson","storageDetail":{"type":"https","contentEncoding":["gzip"]},"input":[{"type":"Patient","url":"https://h"}]})", "storageDetail.contentEncoding"},
      {R"({"inputFormat":"ndjson","input":[{"type":"Patient","url":"https://h","name":"x"}]})", "input[0].name"},
      {R"({"inputFormat":"ndjson","inputs":[{"type":"Patient","url":"https://h"}]})", "did you mean input?"},
      {R"({"resourceType":"Parameters","parameter":[{"name":"inputFormat","valueString":"ndjson"},{"name":"input","valueString":"x"}]})", "input[0].valueString"},
      {R"({"resourceType":"Parameters","parameter":[{"name":"mode","valueString":"InitialLoad"}]})", "mode: there is no such parameter"},
  };
  for (const auto& [text, said] : cases) {
    const auto manifest = read(text);
    ASSERT_FALSE(manifest.ok()) << text;
    EXPECT_EQ(manifest.error().kind, ErrorKind::kInvalidInput) << text;
    EXPECT_NE(manifest.error().message.find(said), std::string::npos) << text << manifest.error().message;
  }
}

TEST(ImportManifest, LeavesOutWhatItDoesNotKnowUnderLenientHandling) {
  const auto manifest = read(R"({"inputFormat":"ndjson","mode":"InitialLoad","input":[{"type":"Patient","url":"https://h","etag":"1"}]})", Handling::kLenient);
  ASSERT_TRUE(manifest.ok()) << manifest.error().message;
  ASSERT_EQ(manifest->remarks.size(), 2U);
  EXPECT_TRUE(manifest->remarks[0].starts_with("mode: ignored"));
  EXPECT_TRUE(manifest->remarks[1].starts_with("input[0].etag: ignored"));
  EXPECT_FALSE(read(R"({"inputFormat":"ndjson","storageDetail":{"type":"aws-s3"},"input":[{"type":"Patient","url":"https://h"}]})", Handling::kLenient).ok()) << "what cannot be done is no preference";
}

}  // namespace
}  // namespace osler::fhir_api
