#include "api/openapi/document.h"

#include <gtest/gtest.h>

#include <set>

#include "api/openapi/layout.h"
#include "api/openapi/route_list.h"
#include "api/openapi/written_operation.h"
#include "json/parser.h"

namespace osler::api::openapi {
namespace {

const fhir::Definitions& definitions() {
  static const auto kDefinitions = fhir::Definitions::built_in();
  return *kDefinitions;
}

const v1::Schema& schema() {
  static const auto kSchema = v1::Schema::load(definitions());
  return **kSchema;
}

class OpenApiDocument : public testing::Test {
 protected:
  void SetUp() override {
    auto text = openapi_json(schema());
    ASSERT_TRUE(text.ok()) << text.error().message;
    json::Parser parser;
    auto tree = parser.parse(json::PaddedBytes(*text), no_names_);
    ASSERT_TRUE(tree.ok()) << tree.error().message;
    tree_ = std::move(*tree);
  }

  json::View root() const { return tree_.root(); }
  json::View component(std::string_view section, std::string_view name) const {
    return root().member("components").member(section).member(name);
  }

  json::NameTable no_names_;
  json::Tree tree_;
};

void collect_references(json::View value, std::set<std::string>& references) {
  for (const json::View member : value) {
    if (member.key() == "$ref" && member.is_string()) references.insert(member.text());
    collect_references(member, references);
  }
}

TEST_F(OpenApiDocument, HasEveryRouteOfEveryTable) {
  std::size_t operations = 0;
  for (const json::View path : root().member("paths")) operations += path.count();
  const std::vector<RouteFacts> routes = all_routes(schema());
  EXPECT_EQ(operations, routes.size());
  for (const RouteFacts& route : routes) {
    SCOPED_TRACE(route_key(route));
    std::string method(http::name_of(route.method));
    for (char& c : method) c = static_cast<char>(c + ('a' - 'A'));
    EXPECT_TRUE(root().member("paths").member(route.path).member(method));
  }
}

TEST_F(OpenApiDocument, NamesEveryOperationOnce) {
  std::set<std::string> names;
  std::size_t operations = 0;
  for (const std::string_view section : {"paths", "webhooks"}) {
    for (const json::View path : root().member(section)) {
      for (const json::View operation : path) {
        ++operations;
        EXPECT_TRUE(names.insert(operation.member("operationId").text()).second)
            << operation.member("operationId").text();
      }
    }
  }
  EXPECT_EQ(names.size(), operations);
}

TEST_F(OpenApiDocument, RefersOnlyToWhatIsThere) {
  std::set<std::string> references;
  collect_references(root(), references);
  EXPECT_GT(references.size(), 500U);
  for (const std::string& reference : references) {
    SCOPED_TRACE(reference);
    constexpr std::string_view kBase = "#/components/";
    ASSERT_TRUE(reference.starts_with(kBase));
    const std::size_t slash = reference.find('/', kBase.size());
    EXPECT_TRUE(component(reference.substr(kBase.size(), slash - kBase.size()), reference.substr(slash + 1)));
  }
}

TEST_F(OpenApiDocument, SaysTheLimitsThatAreHeld) {
  const json::View properties = component("schemas", "EncounterCreate").member("properties");
  EXPECT_EQ(properties.member("status").member("enum").count(), 7U);
  EXPECT_TRUE(properties.member("lengthMinutes").member("maximum").raw() == "10080");
  EXPECT_EQ(properties.member("diagnosis").member("maxItems").raw(), "20");
  EXPECT_EQ(properties.member("diagnosis").member("items").raw(),
            R"({"$ref":"#/components/schemas/EncounterDiagnosis"})");
  EXPECT_EQ(component("schemas", "EncounterCreate").member("required").raw(), R"(["status","class","patientId"])");
  EXPECT_EQ(component("schemas", "EncounterCreate").member("additionalProperties").raw(), "false");
}

TEST_F(OpenApiDocument, LetsPatchRemoveWhatIsOptionalAlone) {
  const json::View properties = component("schemas", "EncounterUpdate").member("properties");
  EXPECT_NE(properties.member("location").raw().find(R"({"type":"null"})"), std::string_view::npos);
  EXPECT_EQ(properties.member("status").raw().find("null"), std::string_view::npos);
  EXPECT_FALSE(properties.member("patientId"));
}

TEST_F(OpenApiDocument, ShowsCodesThatCameThroughFhir) {
  EXPECT_FALSE(component("schemas", "Encounter").member("properties").member("status").member("enum"));
}

TEST_F(OpenApiDocument, DescribesItemsThatNestWithoutEnd) {
  const std::string items(component("schemas", "IntakeItems").member("properties").member("items").raw());
  EXPECT_NE(items.find("#/components/schemas/IntakeItems"), std::string::npos) << items;
}

TEST_F(OpenApiDocument, HasAnExampleAndAWebhookForEachResource) {
  EXPECT_EQ(root().member("webhooks").count(), 63U);
  EXPECT_EQ(root().member("components").member("examples").count(), 62U * 3 + 60U);
  EXPECT_NE(root().member("webhooks").member("family-member-history").raw().find("family-member-history.created"),
            std::string_view::npos);
}

TEST_F(OpenApiDocument, IsTheSameEachTime) { EXPECT_EQ(*openapi_json(schema()), tree_.text()); }

TEST_F(OpenApiDocument, LeavesOutPatchWhereThereIsNone) {
  EXPECT_FALSE(root().member("paths").member("/v1/audit-events/{id}").member("patch"));
  EXPECT_FALSE(component("schemas", "AuditEventUpdate"));
}

std::string laid_out(std::string (*layout)(json::View), std::string_view json) {
  json::Parser parser;
  const json::NameTable no_names;
  const auto tree = parser.parse(json::PaddedBytes(json), no_names);
  return layout(tree->root());
}

TEST(Layout, WritesYamlThatKeepsEveryText) {
  EXPECT_EQ(laid_out(yaml, R"({"a":{"b":[1,"x: y",{"c":[],"d":null}]},"e":"#"})"),
            "\"a\":\n  \"b\":\n    - 1\n    - \"x: y\"\n    - \"c\": []\n      \"d\": null\n\"e\": \"#\"\n");
  EXPECT_EQ(laid_out(yaml, R"([[1,2],[{"a":1}]])"), "- - 1\n  - 2\n- - \"a\": 1\n");
}

TEST(Layout, BreaksOnlyLongLines) {
  EXPECT_EQ(laid_out(indented_json, R"({"a":[1,2]})"), "{\"a\":[1,2]}\n");
  const std::string text(200, 'x');
  EXPECT_EQ(laid_out(indented_json, "{\"a\":{\"b\":\"" + text + "\"},\"c\":1}"),
            "{\n \"a\": {\n  \"b\": \"" + text + "\"\n },\n \"c\": 1\n}\n");
}

}  // namespace
}  // namespace osler::api::openapi
