#include "fhir/search/read_search_parameter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/search/own_parameter.h"
#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

using testing::definitions;
using testing::type;
using testing::parameter;
using ::testing::HasSubstr;

/// A SearchParameter with these members after its own; a later member replaces an earlier one of that name.
std::string text_with(const std::map<std::string, std::string>& members) {
  std::map<std::string, std::string> all{{"resourceType", "\"SearchParameter\""}, {"url", "\"urn:test:shoe\""}, {"name", "\"shoe\""},
                                         {"status", "\"active\""},                {"code", "\"shoe\""},         {"base", "[\"Patient\"]"},
                                         {"type", "\"string\""},                  {"expression", "\"Patient.name.family\""}};
  for (const auto& [name, value] : members) all[name] = value;
  std::string text;
  for (const auto& [name, value] : all) text += (text.empty() ? "{\"" : ",\"") + name + "\":" + value;
  return text + "}";
}

Result<std::optional<AddedParameter>> read(const std::map<std::string, std::string>& members, const Definitions& known = definitions()) {
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(text_with(members)), known.names());
  OSLER_ASSERT(tree.ok());
  return read_search_parameter(known, tree->root());
}

TEST(ReadSearchParameter, GivesWhatIsToBeIndexed) {
  const auto read_one = read({{"base", R"(["Patient","Person"])"}, {"expression", R"("Patient.name.family | Person.name.family")"}, {"description", R"("By family")"}});
  ASSERT_TRUE(read_one.ok() && read_one->has_value());
  const AddedParameter& parameter = **read_one;
  EXPECT_EQ(parameter.code, "shoe");
  EXPECT_EQ(parameter.url, "urn:test:shoe");
  EXPECT_EQ(parameter.type, SearchType::kString);
  EXPECT_THAT(parameter.bases, ::testing::UnorderedElementsAre(type("Patient"), type("Person")));
  EXPECT_EQ(parameter.description, "By family");
  EXPECT_TRUE(check_expression(definitions(), parameter).ok());
}

TEST(ReadSearchParameter, SpreadsAbstractBases) {
  EXPECT_EQ((*read({{"base", R"(["Resource"])"}}))->bases.size(), definitions().resource_types().size());
  const std::vector<TypeId> domain = (*read({{"base", R"(["DomainResource","Patient"])"}}))->bases;
  EXPECT_EQ(domain.size(), definitions().resource_types().size() - 3) << "Bundle, Binary and Parameters are no DomainResources";
}

TEST(ReadSearchParameter, HasNoEffectUnlessActive) {
  for (const std::string status : {"draft", "retired", "unknown"}) {
    SCOPED_TRACE(status);
    const auto none = read({{"status", "\"" + status + "\""}, {"code", "\"name\""}, {"expression", "\"((\""}});
    ASSERT_TRUE(none.ok());
    EXPECT_FALSE(none->has_value());
  }
}

TEST(ReadSearchParameter, HasNoEffectIfItRestatesOneOfR4) {
  const auto derived = read({{"code", "\"name\""}, {"derivedFrom", "\"http://hl7.org/fhir/SearchParameter/Patient-name\""}});
  ASSERT_TRUE(derived.ok());
  EXPECT_FALSE(derived->has_value());
  const SearchParameter& gender = *definitions().search_parameter(type("Patient"), "gender");
  const auto same = read({{"url", "\"" + std::string(gender.url) + "\""}, {"code", "\"gender\""}, {"type", "\"token\""},
                          {"expression", "\"" + std::string(gender.expression) + "\""}});
  ASSERT_TRUE(same.ok()) << same.error().message;
  EXPECT_FALSE(same->has_value());
}

struct Refusal {
  std::map<std::string, std::string> members;
  std::string_view expression;
  std::string_view says;
};

TEST(ReadSearchParameter, RefusesWhatCannotBeSearchedBy) {
  const Refusal refusals[] = {
      {{{"base", R"(["Patient","Pateint"])"}}, "SearchParameter.base[1]", "did you mean 'Patient'?"},
      {{{"code", "\"name\""}}, "SearchParameter.code", "Patient has the parameter 'name' of R4"},
      {{{"code", "\"_shoe\""}}, "SearchParameter.code", "beginning with a letter"},
      {{{"code", "\"a:b\""}}, "SearchParameter.code", "expected 1 to 64"},
      {{{"code", "\"" + std::string(65, 'a') + "\""}}, "SearchParameter.code", "expected 1 to 64"},
      {{{"type", "\"tokn\""}}, "SearchParameter.type", "expected number, date"},
      {{{"type", "\"special\""}}, "SearchParameter.type", "special"},
      {{{"expression", "\"\""}}, "SearchParameter.expression", "an expression is needed"},
      {{{"target", R"(["Patint"])"}}, "SearchParameter.target[0]", "did you mean 'Patient'?"},
      {{{"url", "\"http://hl7.org/fhir/SearchParameter/individual-gender\""}}, "SearchParameter.url", "a parameter of R4"},
      {{{"type", "\"composite\""}}, "SearchParameter.component", "2 or 3"},
      {{{"type", "\"composite\""}, {"component", R"([{"definition":"urn:none","expression":"code"},{"definition":"urn:none","expression":"value"}])"}},
       "SearchParameter.component[0].definition", "urn:none"},
  };
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(std::string(refusal.expression) + " " + std::string(refusal.says));
    const auto refused = read(refusal.members);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, ErrorKind::kUnprocessable);
    ASSERT_EQ(refused.error().issues.size(), 1U);
    EXPECT_EQ(refused.error().issues.front().expression, refusal.expression);
    EXPECT_THAT(refused.error().message, HasSubstr(std::string(refusal.says)));
  }
}

TEST(CheckExpression, RefusesWhatFindsNothing) {
  const struct {
    std::string type, base, expression, says;
  } refusals[] = {
      {"string", "Patient", "Patient.name.famly", "did you mean 'family'?"},
      {"string", "Patient", "Patient.name.where(", "cannot be compiled"},
      {"string", "Patient", "Patient.name.nosuch()", "cannot be compiled"},
      {"string", "Patient", "Person.name", "no part of it begins with Patient"},
      {"date", "Patient", "Patient.gender", "no values for a parameter of type date"},
      {"quantity", "Patient", "Patient.name", "no values for a parameter of type quantity"},
      {"string", "Patient", "Patient", "no values"},
  };
  for (const auto& refusal : refusals) {
    SCOPED_TRACE(refusal.expression);
    const auto parameter = read({{"type", "\"" + refusal.type + "\""}, {"base", "[\"" + refusal.base + "\"]"}, {"expression", "\"" + refusal.expression + "\""}});
    ASSERT_TRUE(parameter.ok() && parameter->has_value());
    const Status checked = check_expression(definitions(), **parameter);
    ASSERT_FALSE(checked.ok());
    EXPECT_THAT(checked.error().message, HasSubstr(refusal.says));
    EXPECT_EQ(checked.error().issues.front().expression, "SearchParameter.expression");
  }
}

TEST(CheckExpression, TakesWhatNeedsTheEvaluator) {
  for (const std::string expression : {"Patient.name.where(use = 'official').first().family", "Patient.name.select(family | given)",
                                       "Patient.extension.where(url = 'urn:x').extension.value.code", "Patient.extension('urn:x').valueString", "name.family"}) {
    SCOPED_TRACE(expression);
    const auto parameter = read({{"expression", "\"" + expression + "\""}});
    ASSERT_TRUE(parameter.ok() && parameter->has_value());
    const Status checked = check_expression(definitions(), **parameter);
    EXPECT_TRUE(checked.ok()) << checked.error().message;
  }
}

TEST(ReadSearchParameter, FindsComponentsAmongR4AndOwn) {
  AddedParameter own;
  own.id = ParameterId{2'050};
  own.url = "urn:own";
  own.code = "own";
  own.expression = "Observation.code";
  own.bases = {type("Observation")};
  const Definitions known = definitions().with_parameters({own});
  const std::map<std::string, std::string> members{
      {"type", "\"composite\""},
      {"base", R"(["Observation"])"},
      {"expression", "\"Observation\""},
      {"component", R"j([{"definition":"urn:own|1.0","expression":"code"},{"definition":"http://hl7.org/fhir/SearchParameter/Observation-value-quantity","expression":"value.as(Quantity)"}])j"}};
  const auto composite = read(members, known);
  ASSERT_TRUE(composite.ok() && composite->has_value()) << composite.error().message;
  ASSERT_EQ((*composite)->components.size(), 2U);
  EXPECT_EQ((*composite)->components[0].parameter, ParameterId{2'050});
  EXPECT_EQ((*composite)->components[1].parameter, parameter("Observation", "value-quantity"));
  EXPECT_TRUE(check_expression(known, **composite).ok());
}

TEST(OwnParameter, IsTheSameAfterItsRow) {
  OwnParameter own;
  own.definition = **read({{"base", R"(["Patient","Person"])"}, {"target", R"(["Group"])"}, {"description", R"("A \"shoe\"")"}});
  own.definition.id = ParameterId{3'000};
  own.definition.components = {{ParameterId{12}, "code"}, {ParameterId{2'049}, "value"}};
  own.resource_id = "shoe-1";
  for (const OwnState state : {OwnState::kBuilding, OwnState::kReady, OwnState::kRetired}) {
    own.state = state;
    const auto again = decode_own_parameter(own_parameter_key(own.definition.id), encode(own, definitions()), definitions());
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->state, state);
    EXPECT_EQ(again->resource_id, "shoe-1");
    EXPECT_EQ(again->definition.id, own.definition.id);
    EXPECT_TRUE(is_same_index(again->definition, own.definition));
    EXPECT_EQ(again->definition.description, "A \"shoe\"");
    EXPECT_EQ(again->definition.targets, own.definition.targets);
  }
}

TEST(OwnParameter, RefusesADamagedRow) {
  for (const auto& [key, bytes] : std::vector<std::pair<std::string, std::string>>{
           {"2048", "{"}, {"2048", "{}"}, {"0", R"({"state":"ready","type":"token"})"}, {"x", R"({"state":"ready","type":"token"})"}, {"2048", R"({"state":"over","type":"token"})"}}) {
    SCOPED_TRACE(key + bytes);
    const auto damaged = decode_own_parameter(key, bytes, definitions());
    ASSERT_FALSE(damaged.ok());
    EXPECT_EQ(damaged.error().kind, ErrorKind::kInternal);
  }
}

}  // namespace
}  // namespace osler::fhir
