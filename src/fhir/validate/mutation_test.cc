// Breaks synthetic resources in one place each, in seven ways, and asks that an error is found at that place.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <sstream>

#include "fhir/model/published_data.h"
#include "fhir/validate/checked_text.h"

namespace osler::fhir {
namespace {

constexpr const char* kArchive = "synthea-r4-100.tar.xz";
constexpr int kMutations = 2'000;
constexpr double kCaughtMin = 0.999;

/// One edit of the text: bytes [begin, begin + size) become `with`; an error is expected at `path`.
struct Mutation {
  std::string kind, path, with;
  std::size_t begin = 0, size = 0;
};

/// Every way to break one resource.
class Breaker {
 public:
  explicit Breaker(const json::Tree& tree) : text_(tree.text()) {
    const json::View root = tree.root();
    const TypeId type = r4().resource_type(root.member("resourceType").text()).value();
    object(root, r4().structure_of(type), std::string(r4().name_of(type)));
  }
  std::map<std::string, std::vector<Mutation>> by_kind;

 private:
  void add(std::string kind, std::string path, json::View value, std::string with) {
    by_kind[kind].push_back({kind, std::move(path), std::move(with), value.offset(), value.raw().size()});
  }

  // Without the member, its name and the comma beside it.
  std::string without(json::View object, json::View gone) const {
    std::string out = "{";
    for (const json::View member : object) {
      if (member.index() == gone.index()) continue;
      if (out.size() > 1) out += ',';
      json::append_quoted(out, member.key());
      out += ':' + std::string(member.raw());
    }
    return out + "}";
  }

  void object(json::View value, StructureId id, const std::string& path) {
    add("extra element", path + ".zzExtra", value, "{\"zzExtra\":1," + std::string(value.raw().substr(1)));
    invariants(value, std::string(r4().at(id).name), path);
    for (const json::View member : value) {
      const Element* element = r4().element(id, member.name());
      if (element == nullptr) continue;
      const std::string name(element->choice_group != 0 ? element->choice_base : r4().names().name(element->name));
      if (element->min > 0) {
        // What is left of an object without its only member is said of the object itself.
        const std::string rest = without(value, member);
        add("missing element", rest == "{}" ? path : path + "." + name, value, rest);
      }
      std::int64_t index = 0;
      if (!member.is_array()) one(member, *element, path + "." + name);
      else for (const json::View item : member) one(item, *element, path + "." + name + "[" + std::to_string(index++) + "]");
    }
  }

  void one(json::View value, const Element& element, const std::string& path) {
    if (element.primitive == Primitive::kNone) {
      add("wrong type", path, value, "\"text\"");
      if (element.type_name == "Reference" && value.member("reference").is_string()) {
        add("broken reference", path + ".reference", value.member("reference"), "\"NoSuchType/1\"");
        add("broken reference", path + ".reference", value.member("reference"), "\"no reference\"");
        add("broken invariant", path, value.member("reference"), "\"#nosuch\"");
      }
      if (element.type_name != "Resource" && value.is_object()) object(value, element.type, path);
      return;
    }
    add("wrong type", path, value, "{\"value\":1}");
    add("wrong type", path, value, element.primitive == Primitive::kBoolean ? "\"true\"" : "true");
    const bool date = element.primitive == Primitive::kDate || element.primitive == Primitive::kDateTime || element.primitive == Primitive::kInstant;
    if (date) add("bad date", path, value, "\"2023-02-30\"");
    if (date) add("bad date", path, value, "\"2023-02-01T10:00\"");
    const bool bound = element.binding_strength == BindingStrength::kRequired && r4().is_enumerated(element.binding);
    if (bound && element.primitive == Primitive::kCode) add("bad code", path, value, "\"no-such-code\"");
  }

  void invariants(json::View value, const std::string& type, const std::string& path) {
    if (type == "Period" && value.member("start").exists() && value.member("end").exists()) add("broken invariant", path, value.member("end"), "\"1800-01-01\"");
    if (type == "Quantity" && value.member("code").exists() && value.member("system").exists()) add("broken invariant", path, value, without(value, value.member("system")));
    if (type == "ContactPoint" && value.member("value").exists() && value.member("system").exists()) add("broken invariant", path, value, without(value, value.member("system")));
    if (type == "CodeableConcept" || type == "Identifier" || type == "HumanName") add("broken invariant", path, value, "{\"id\":\"alone\"}");
    if (type == "Observation" && value.member("valueQuantity").exists()) {
      add("broken invariant", path, value, "{\"dataAbsentReason\":{\"text\":\"x\"}," + std::string(value.raw().substr(1)));
    }
  }

  std::string_view text_;
};

std::vector<std::string> synthetic_resources(const std::filesystem::path& folder) {
  std::vector<std::string> resources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    const json::Tree bundle = parsed(text.str());
    for (const json::View one : bundle.root().member("entry")) resources.emplace_back(one.member("resource").raw());
  }
  std::ranges::sort(resources);
  return resources;
}

TEST(Mutations, AreCaughtWhereTheyAre) {
  const auto folder = published_data(kArchive);
  OSLER_SKIP_WITHOUT(folder, kArchive, kMutations);
  const char* given = std::getenv("OSLER_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::mt19937 random(seed);
  const std::vector<std::string> resources = synthetic_resources(*folder);
  ASSERT_GT(resources.size(), 30'000U);
  const std::vector<std::string> kinds = {"wrong type", "extra element", "missing element", "bad code", "bad date", "broken reference", "broken invariant"};
  std::map<std::string, int> tried;
  int caught = 0;
  for (int i = 0; i < kMutations;) {
    const json::Tree tree = parsed(resources[random() % resources.size()]);
    const Breaker breaker(tree);
    const auto of_kind = breaker.by_kind.find(kinds[random() % kinds.size()]);
    if (of_kind == breaker.by_kind.end()) continue;
    ++i;
    const Mutation& mutation = of_kind->second[random() % of_kind->second.size()];
    ++tried[mutation.kind];
    std::string text(tree.text());
    text.replace(mutation.begin, mutation.size, mutation.with);
    std::string said;
    bool found = false;
    for (const Issue& issue : findings_of(text, {.least = Severity::kError}).issues) {
      found = found || issue.expression == mutation.path;
      said += "\n  " + issue.expression + ": " + issue.diagnostics;
    }
    if (found) ++caught;
    else std::cout << "not caught: " << mutation.kind << " at " << mutation.path << ": " << mutation.with.substr(0, 80) << said << "\n";
  }
  std::cout << "             seed " << seed << ": " << caught << " of " << kMutations << " caught at their place (" ;
  for (const auto& [kind, count] : tried) std::cout << kind << " " << count << ", ";
  std::cout << "repeat with OSLER_SEED)\n";
  EXPECT_EQ(tried.size(), kinds.size());
  EXPECT_GE(static_cast<double>(caught) / kMutations, kCaughtMin);
}

}  // namespace
}  // namespace osler::fhir
