// The 62 resources, there and back: what testdata/v1 says is what the tables do.

#include <gtest/gtest.h>

#include <algorithm>

#include "api/v1/body_cases_test.h"
#include "api/v1/check.h"
#include "api/v1/from_fhir.h"
#include "api/v1/to_fhir.h"

namespace osler::api::v1 {
namespace {

const IdLookup kNobody = [](TypeId, std::string_view) { return false; };

std::string to_fhir(const ResourceSchema& resource, json::View body) {
  Findings findings;
  MappingRun run{test_schema(), {}, kNobody, kTestNowMs, findings};
  json::Draft draft;
  write_resource(run, resource, body, draft.root());
  for (const Issue& issue : findings.issues()) ADD_FAILURE() << issue.diagnostics;
  return draft.text();
}

std::string to_simplified(const ResourceSchema& resource, json::View fhir) {
  std::string text;
  write_simplified_fields(test_schema(), resource, fhir, text);
  return text;
}

/// A value as text, members sorted and every id in its bare form: what is sent bare or as Type/id comes back with a
/// prefix.
std::string with_bare_ids(json::View value) {
  if (!value.is_object() && !value.is_array()) {
    const std::string text = value.text();
    const IdText id = read_id(test_schema(), text, {});
    return id.form == IdText::Form::kTyped ? std::string(id.id) : text;
  }
  std::vector<std::string> parts;
  for (const json::View member : value) parts.push_back(member.key() + ":" + with_bare_ids(member) + ",");
  if (value.is_object()) std::sort(parts.begin(), parts.end());
  std::string text = value.is_object() ? "{" : "[";
  for (const std::string& part : parts) text += part;
  return text + (value.is_object() ? "}" : "]");
}

class EveryBody : public testing::TestWithParam<BodyCase> {
 protected:
  const ResourceSchema& resource() const { return *test_schema().by_path(GetParam().path); }
};

TEST_P(EveryBody, IsAccepted) {
  const json::Tree body = parse_body_text(GetParam().body);
  Findings findings;
  check_body(test_schema(), resource(), body.root(), {}, findings);
  for (const Issue& issue : findings.issues()) ADD_FAILURE() << issue.diagnostics;
}

TEST_P(EveryBody, BecomesTheExpectedFhir) {
  const json::Tree body = parse_body_text(GetParam().body);
  const json::Tree made = parse_fhir_text(to_fhir(resource(), body.root()));
  const json::Tree expected = parse_fhir_text(GetParam().expected_fhir);
  EXPECT_TRUE(json::same_value(made.root(), expected.root())) << made.text() << "\nexpected\n" << expected.text();
}

TEST_P(EveryBody, ComesBackUnchanged) {
  const json::Tree body = parse_body_text(GetParam().body);
  const json::Tree fhir = parse_fhir_text(to_fhir(resource(), body.root()));
  const json::Tree shown = parse_body_text(to_simplified(resource(), fhir.root()));
  for (const json::View sent : body.root()) {
    EXPECT_EQ(with_bare_ids(shown.root().member(sent.key())), with_bare_ids(sent)) << sent.key();
  }
  const json::Tree again = parse_fhir_text(to_fhir(resource(), shown.root()));
  EXPECT_TRUE(json::same_value(again.root(), fhir.root())) << again.text() << "\nfirst\n" << fhir.text();
}

std::string name_of_case(const testing::TestParamInfo<BodyCase>& one) {
  std::string name = one.param.path + "_" + one.param.name;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(V1, EveryBody, testing::ValuesIn(body_cases()), name_of_case);

}  // namespace
}  // namespace osler::api::v1
