// The official suite of FHIRPath for R4. Expressions that the suite calls semantically wrong are refused by the static
// check.
#include "fhir/path/official_suite.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "fhir/model/published_data.h"
#include "fhir/path/evaluate.h"
#include "fhir/path/static_check.h"
#include "json/parser.h"

namespace osler::fhir::path {
namespace {

/// Cases that we answer otherwise, and why.
const std::map<std::string, std::string>& disagreements() {
  static const std::map<std::string, std::string> named{
      {"testPlusDate19", "drops the decimals of 0.1 's'; for seconds the text keeps them (FHIRPath 2.0, 6.6.7)"}};
  return named;
}
constexpr std::size_t kCases = 935;

std::string between(const std::string& text, const std::string& open, const std::string& close, std::size_t from = 0) {
  const std::size_t begin = text.find(open, from);
  if (begin == std::string::npos) return {};
  const std::size_t end = text.find(close, begin + open.size());
  return end == std::string::npos ? std::string() : text.substr(begin + open.size(), end - begin - open.size());
}

std::string decoded_entities(std::string text) {
  static const std::pair<const char*, const char*> kEntities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&#39;", "'"}, {"&#xA;", "\n"}, {"&amp;", "&"}};
  for (const auto& [entity, plain] : kEntities) {
    for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) text.replace(at, std::string(entity).size(), plain);
  }
  return text;
}

std::string attribute(const std::string& tag, const std::string& name) { return decoded_entities(between(tag, " " + name + "=\"", "\"")); }

std::string without_comments(std::string xml) {
  for (std::size_t at = xml.find("<!--"); at != std::string::npos; at = xml.find("<!--", at)) {
    const std::size_t end = xml.find("-->", at);
    xml.erase(at, end == std::string::npos ? std::string::npos : end + 3 - at);
  }
  return xml;
}

}  // namespace

std::vector<SuiteCase> read_suite(const std::string& xml_with_comments) {
  const std::string xml = without_comments(xml_with_comments);
  std::vector<SuiteCase> cases;
  std::string group;
  for (std::size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    if (xml.compare(at, 7, "<group ") == 0) group = attribute(xml.substr(at, xml.find('>', at) - at), "name");
    if (xml.compare(at, 6, "<test ") != 0) continue;
    const std::string body = xml.substr(at, xml.find("</test>", at) - at);
    const std::string tag = body.substr(0, body.find('>'));
    SuiteCase one{group, attribute(tag, "name"), attribute(tag, "inputfile"), {}, {}, attribute(tag, "predicate") == "true", {}};
    const std::size_t expression = body.find("<expression");
    const std::string open = body.substr(expression, body.find('>', expression) - expression);
    one.invalid = attribute(open, "invalid");
    one.expression = decoded_entities(between(body, ">", "</expression>", expression));
    for (std::size_t out = body.find("<output"); out != std::string::npos; out = body.find("<output", out + 1)) {
      const std::string output = body.substr(out, body.find('>', out) - out);
      const bool is_empty = output.ends_with('/');
      one.outputs.push_back({attribute(output, "type"), is_empty ? "" : decoded_entities(between(body, ">", "</output>", out))});
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

namespace {

std::string file_text(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class Suite {
 public:
  explicit Suite(std::filesystem::path folder) : folder_(std::move(folder)), definitions_(Definitions::built_in().value()) {}

  /// Empty if the case agrees, else what we answered.
  std::string disagreement(const SuiteCase& one) {
    Workspace workspace;
    Environment environment;
    environment.now_ms = 1'700'000'000'000;
    const Result<Program> program = compile(definitions_, one.expression);
    if (!program.ok()) return one.invalid.empty() ? program.error().message : "";
    const Item context = one.input_file.empty() ? Item{} : context_item(definitions_, tree(one.input_file).root());
    const Status types = check_statically(definitions_, *program, context.structure);
    if (!types.ok()) return one.invalid.empty() ? types.error().message : "";
    const Result<Collection> answer = evaluate(*program, definitions_, context, environment, workspace);
    if (!answer.ok()) return one.invalid.empty() ? answer.error().message : "";
    if (!one.invalid.empty()) return "no error, but " + to_json_array(*answer);
    if (one.predicate) return !answer->empty() == (one.outputs.at(0).text == "true") ? "" : to_json_array(*answer);
    std::vector<std::string> expected;
    for (const SuiteCase::Output& output : one.outputs) expected.push_back(output.text);
    if (answer->size() != expected.size()) return to_json_array(*answer);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (!agrees((*answer)[i], one.outputs[i])) return to_json_array(*answer);
    }
    return {};
  }

 private:
  // "1.58650000 'cm'": the number by its value.
  static bool is_same_quantity(const Item& item, const std::string& expected) {
    const std::size_t blank = expected.find(' ');
    const std::optional<Decimal> value = Decimal::parse(expected.substr(0, blank));
    return value && *value == *item.decimal && expected.substr(blank + 1) == "'" + std::string(item.text) + "'";
  }

  bool agrees(const Item& item, const SuiteCase::Output& output) {
    Collection single(1, item, std::pmr::get_default_resource());
    if (item.kind == ItemKind::kQuantity) return is_same_quantity(item, output.text);
    std::string text = to_json_array(single);
    text = text.substr(1, text.size() - 2);
    if (text.starts_with('"')) {
      json::Parser parser;
      text = parser.parse(json::PaddedBytes(text), {})->root().text();
    }
    std::string expected = output.text;
    if (expected.starts_with("@T")) expected.erase(0, 2);
    if (expected.starts_with('@')) expected.erase(0, 1);
    if (text == expected) return true;
    const std::optional<Decimal> a = Decimal::parse(text);
    const std::optional<Decimal> b = Decimal::parse(expected);
    return a && b && *a == *b && output.type != "string";
  }

  const json::Tree& tree(std::string name) {
    if (name.ends_with(".xml")) name.replace(name.size() - 4, 4, ".json");
    const auto known = trees_.find(name);
    if (known != trees_.end()) return *known->second;
    json::Parser parser;
    Result<json::Tree> parsed = parser.parse(json::PaddedBytes(file_text(folder_ / "resources-json" / name)), definitions_.names());
    EXPECT_TRUE(parsed.ok()) << name;
    return *trees_.emplace(name, std::make_unique<json::Tree>(std::move(*parsed))).first->second;
  }

  std::filesystem::path folder_;
  Definitions definitions_;
  std::map<std::string, std::unique_ptr<json::Tree>> trees_;
};

TEST(OfficialSuite, AgreesButForTheNamedCases) {
  const auto folder = published_data("fhirpath-r4.tar.xz");
  OSLER_SKIP_WITHOUT(folder, "fhirpath-r4.tar.xz", kCases);
  Suite suite(*folder / "fhirpath");
  const std::vector<SuiteCase> cases = read_suite(file_text(*folder / "fhirpath" / "tests-fhir-r4.xml"));
  ASSERT_EQ(cases.size(), kCases);
  std::size_t agreed = 0;
  for (const SuiteCase& one : cases) {
    const std::string difference = suite.disagreement(one);
    if (difference.empty()) ++agreed;
    EXPECT_EQ(difference.empty(), !disagreements().contains(one.name)) << one.group << "/" << one.name << ": " << one.expression << " -> " << difference;
  }
  std::cout << "official FHIRPath suite: " << agreed << " of " << cases.size() << " cases agree\n";
}

}  // namespace
}  // namespace osler::fhir::path
