// Rules of certain types: attachments, identifiers, references, Bundles, and bindings that are not required.
#include "fhir/validate/base_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/validate/checked_text.h"

namespace osler::fhir {
namespace {

using testing::HasSubstr;

/// "error attachment.size Patient.photo[0].size" for each finding that is no invariant.
std::vector<std::string> found_in(std::string_view text, const StructureCheckOptions& options = {}) {
  std::vector<std::string> lines;
  for (const Issue& issue : findings_of(text, options).issues) {
    if (issue.type == IssueType::kInvariant) continue;
    lines.push_back(std::string(code_of(issue.severity)) + " " + (issue.rule.empty() ? std::string(code_of(issue.type)) : issue.rule) + " " + issue.expression);
  }
  return lines;
}

struct Case {
  std::string text;
  std::vector<std::string> found;
};
void expect_found(const std::vector<Case>& cases) {
  for (const Case& one : cases) EXPECT_EQ(found_in(one.text), one.found) << one.text;
}

std::string patient(std::string_view members) { return R"({"resourceType":"Patient",)" + std::string(members) + "}"; }
std::string photo(std::string_view members) { return patient(R"("photo":[{"contentType":"text/plain",)" + std::string(members) + "}]"); }
std::string bundle(std::string_view type, std::string_view entries) {
  return R"({"resourceType":"Bundle","type":")" + std::string(type) + R"(","entry":[)" + std::string(entries) + "]}";
}

// "hello" is aGVsbG8=, of 5 bytes; its SHA-1 is qvTGHdzF6KLavt4PO0gs2a6pQ00=.
TEST(BaseRules, AttachmentsMatchTheirSizeAndHash) {
  expect_found({{photo(R"("data":"aGVsbG8=","size":5,"hash":"qvTGHdzF6KLavt4PO0gs2a6pQ00=")"), {}},
                {photo(R"("data":"aGVs bG8=","size":5)"), {}},
                {photo(R"("data":"aGVsbG8=","size":6)"), {"error attachment.size Patient.photo[0].size"}},
                {photo(R"("data":"aGVsbG8=","hash":"aGVsbG8=")"), {"warning attachment.hash Patient.photo[0].hash"}},
                {photo(R"("url":"http://example.org/x","size":6,"hash":"aGVsbG8=")"), {}}});
}

TEST(BaseRules, SystemsAreAbsolute) {
  expect_found({{patient(R"("identifier":[{"system":"http://example.org/n","value":"1"},{"system":"urn:oid:1.2.3","value":"1"},{"value":"1"}])"), {}},
                {patient(R"("identifier":[{"system":"hospital","value":"1"}])"), {"warning identifier.system Patient.identifier[0].system"}},
                {patient(R"("identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}])"), {}},
                {patient(R"("identifier":[{"system":"urn:ietf:rfc:3986","value":"12"}])"), {"warning identifier.value Patient.identifier[0].value"}},
                {patient(R"("generalPractitioner":[{"type":"Practitioner","identifier":{"system":"/x","value":"1"}}])"),
                 {"warning identifier.system Patient.generalPractitioner[0].identifier.system"}},
                {patient(R"("meta":{"tag":[{"system":"local","code":"x"}]})"), {"warning coding.system Patient.meta.tag[0].system"}}});
}

TEST(BaseRules, ReferencesFitTheirTarget) {
  const auto organization = [](std::string_view members) { return patient(R"("managingOrganization":{)" + std::string(members) + "}"); };
  expect_found({{organization(R"("reference":"Organization/1","type":"Organization")"), {}},
                {organization(R"("reference":"Organization/1","type":"Patient")"), {"error reference.type Patient.managingOrganization.type"}},
                {organization(R"("type":"Patient","display":"x")"), {"error reference.target Patient.managingOrganization.type"}},
                {patient(R"("managingOrganization":{"reference":"#o"},"contained":[{"resourceType":"Practitioner","id":"o"}])"),
                 {"error reference.target Patient.managingOrganization.reference"}}});
}

TEST(BaseRules, FullUrlsAreAbsoluteAndAgreeWithTheResource) {
  const auto with_url = [](std::string_view url) { return bundle("collection", R"({"fullUrl":")" + std::string(url) + R"(","resource":{"resourceType":"Patient","id":"1"}})"); };
  expect_found({{with_url("http://example.org/fhir/Patient/1"), {}},
                {with_url("urn:uuid:c757873d-ec9a-4326-a141-556f43239520"), {}},
                {with_url("http://example.org/documents?id=7"), {}},
                {with_url("Patient/1"), {"error bundle.fullUrl Bundle.entry[0].fullUrl"}},
                {with_url("http://example.org/fhir/Patient/2"), {"warning bundle.fullUrl Bundle.entry[0].fullUrl"}},
                {with_url("http://example.org/fhir/Person/1"), {"warning bundle.fullUrl Bundle.entry[0].fullUrl"}}});
}

TEST(BaseRules, ResultsHaveIdsAndLinksAreSingle) {
  expect_found({{bundle("searchset", R"({"resource":{"resourceType":"Patient"}})"), {"error bundle.id Bundle.entry[0].resource.id"}},
                {bundle("searchset", R"({"resource":{"resourceType":"Patient","id":"1"}})"), {}},
                {bundle("collection", R"({"resource":{"resourceType":"Patient"}})"), {}},
                {R"({"resourceType":"Bundle","type":"searchset","link":[{"relation":"self","url":"http://x.org"},{"relation":"alternate","url":"http://x.org"},{"relation":"alternate","url":"http://x.org"}]})", {}},
                {R"({"resourceType":"Bundle","type":"searchset","link":[{"relation":"self","url":"http://x.org"},{"relation":"self","url":"http://x.org"}]})", {"error bundle.link Bundle.link[1]"}}});
}

TEST(BaseRules, ReferencesInsideABundleAreResolved) {
  const std::string organization = R"({"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","resource":{"resourceType":"Organization","id":"o","name":"x"}})";
  const auto referring = [&](std::string_view type, std::string_view reference, std::string_view url) {
    return bundle(type, organization + R"(,{"fullUrl":")" + std::string(url) + R"(","resource":{"resourceType":"Patient","id":"1","managingOrganization":{"reference":")" + std::string(reference) + R"("}}})");
  };
  const std::string place = "Bundle.entry[1].resource.managingOrganization.reference";
  const std::string url = "http://example.org/fhir/Patient/1";
  expect_found({{referring("collection", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", url), {}},
                {referring("collection", "urn:uuid:00000000-ec9a-4326-a141-556f43239520", url), {"warning bundle.reference " + place}},
                {referring("message", "urn:uuid:00000000-ec9a-4326-a141-556f43239520", url), {"error bundle.reference " + place}},
                {referring("message", "Organization/o", url), {"warning bundle.reference " + place}},
                {referring("collection", "Organization/o", url), {}},
                {referring("message", "Organization/elsewhere", url), {}}});
  const std::string both = R"({"fullUrl":"http://example.org/fhir/Organization/o","resource":{"resourceType":"Organization","id":"o","name":"x"}},)"
                           R"({"fullUrl":"http://example.org/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1","managingOrganization":{"reference":"Organization/o/_history/3"}}})";
  EXPECT_EQ(found_in(bundle("message", both)), std::vector<std::string>{});
}

TEST(BaseRules, BindingsAreAsStrongAsTheySay) {
  const auto status = [](std::string_view codings) { return patient(R"("maritalStatus":{)" + std::string(codings) + "}"); };
  const std::string v3 = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";
  expect_found({{status(R"("coding":[{"system":")" + v3 + R"(","code":"M"}])"), {}},
                {status(R"("text":"married")"), {}},
                {status(R"("coding":[{"system":"urn:x","code":"M"},{"system":")" + v3 + R"(","code":"M"}])"), {}},
                {status(R"("coding":[{"system":"urn:x","code":"M"}])"), {"warning code-invalid Patient.maritalStatus"}}});
  const std::string preferred = R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"category":[{"coding":[{"system":"urn:x","code":"lab"}]}]})";
  expect_found({{preferred, {"information code-invalid Observation.category[0]"}}});
  EXPECT_TRUE(found_in(preferred, {.least = Severity::kWarning}).empty());
  EXPECT_TRUE(found_in(status(R"("coding":[{"system":"urn:x","code":"M"}])"), {.least = Severity::kError}).empty());
  EXPECT_THAT(findings_of(status(R"("coding":[{"system":"urn:x","code":"M"}])")).issues[0].diagnostics, HasSubstr("another code only where none of these fits"));
}

}  // namespace
}  // namespace osler::fhir
