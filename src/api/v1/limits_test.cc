// Every limit of every field on both sides, made from the schema itself: lengths, counts, numbers, words, and names
// that are not there.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "api/v1/body_cases_test.h"
#include "api/v1/check.h"

namespace osler::api::v1 {
namespace {

using Location = std::vector<std::string>;  ///< Members and indexes from the root.

json::DraftNode reach(json::DraftNode root, const Location& location) {
  for (const std::string& step : location) {
    const bool is_index = root.is_array();
    root = is_index ? root.at(std::stoul(step)) : root.member(step);
  }
  return root;
}

std::string text_of(const Location& location) {
  std::string text;
  for (const std::string& step : location) {
    const bool is_index = step.find_first_not_of("0123456789") == std::string::npos;
    text += is_index ? "[" + step + "]" : (text.empty() ? "" : ".") + step;
  }
  return text;
}

/// An object of a full body, and the fields it may have.
struct Instance {
  const ResourceSchema* resource;
  const FieldSet* set;
  Location location;
  const std::string* body;
};

void collect(const ResourceSchema& resource, const FieldSet& set, json::View object, const Location& location,
             const std::string& body, std::vector<Instance>& out) {
  out.push_back({&resource, &set, location, &body});
  for (const Field& field : set.fields) {
    const json::View value = object.member(field.name);
    if (field.members == nullptr || !value.exists()) continue;
    Location inside = location;
    inside.push_back(field.name);
    const bool is_list = value.is_array();
    if (is_list) inside.emplace_back("0");
    const json::View element = is_list ? value.at(0) : value;
    if (element.is_object()) collect(resource, *field.members, element, inside, body, out);
  }
}

/// One instance of every object of every resource.
const std::vector<Instance>& instances() {
  static const std::vector<Instance> all = [] {
    std::vector<Instance> found;
    for (const BodyCase& one : body_cases()) {
      if (one.name != "fullBody") continue;
      const json::Tree tree = parse_body_text(one.body);
      const ResourceSchema& resource = *test_schema().by_path(one.path);
      collect(resource, resource.fields, tree.root(), {}, one.body, found);
    }
    return found;
  }();
  return all;
}

/// What the checks say about one field after a change of the body.
std::vector<std::string> findings_of(const Instance& at, const std::string& field,
                                     const std::function<void(json::DraftNode)>& change) {
  const json::Tree original = parse_body_text(*at.body);
  json::Draft draft(original.root());
  json::DraftNode object = reach(draft.root(), at.location);
  change(object.ensure_member(field));
  const json::Tree body = parse_body_text(draft.text());
  Findings findings;
  check_body(test_schema(), *at.resource, body.root(), {}, findings);
  Location location = at.location;
  location.push_back(field);
  std::vector<std::string> messages;
  for (const Issue& issue : findings.issues()) {
    if (issue.expression.starts_with(text_of(location))) messages.push_back(issue.diagnostics);
  }
  return messages;
}

bool holds(const std::vector<std::string>& messages, std::string_view part) {
  return std::any_of(messages.begin(), messages.end(),
                     [part](const std::string& m) { return m.find(part) != std::string::npos; });
}

/// Calls `visit` for every field of every instance, with a trace that names it.
void each_field(const std::function<void(const Instance&, const Field&)>& visit) {
  for (const Instance& at : instances()) {
    for (const Field& field : at.set->fields) {
      if (field.is_read_only) continue;
      SCOPED_TRACE(at.resource->path + ": " + text_of(at.location) + "." + field.name);
      visit(at, field);
    }
  }
}

/// A text in the place of one value of the field.
std::function<void(json::DraftNode)> text_value(const Field& field, std::string text) {
  return [&field, text = std::move(text)](json::DraftNode value) {
    if (field.is_array) value = value.make_array().count() == 0 ? value.append() : value.at(0);
    value.set_string(text);
  };
}

std::string repeated(std::string_view letter, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += letter;
  return text;
}

TEST(Limits, ReachEveryObjectOfEveryResource) { EXPECT_GT(instances().size(), 200U); }

TEST(Limits, CountCharactersNotBytes) {
  std::size_t checked = 0;
  each_field([&checked](const Instance& at, const Field& field) {
    const bool is_plain = field.words.empty() &&
                          (field.type == ValueType::kString || field.type == ValueType::kCoded) &&
                          field.fhir.type != FhirType::kReference && field.fhir.type != FhirType::kBase64;
    if (!field.length_max || !is_plain || *field.length_max > 100'000) return;
    const std::string fault = "String must contain at most " + std::to_string(*field.length_max) + " character(s)";
    EXPECT_FALSE(
        holds(findings_of(at, field.name, text_value(field, repeated("é", *field.length_max))), "String must"));
    EXPECT_TRUE(holds(findings_of(at, field.name, text_value(field, repeated("a", *field.length_max + 1))), fault));
    EXPECT_TRUE(holds(findings_of(at, field.name, text_value(field, "")), "at least 1 character"));
    ++checked;
  });
  EXPECT_GT(checked, 250U);
}

TEST(Limits, CountElements) {
  std::size_t checked = 0;
  each_field([&checked](const Instance& at, const Field& field) {
    if (!field.is_array) return;
    const auto with_elements = [](std::size_t count) {
      return [count](json::DraftNode list) {
        list.make_array();
        if (list.count() == 0) list.append().set_string("x");
        while (list.count() > std::max<std::size_t>(count, 1)) list.erase_at(list.count() - 1);
        while (list.count() < count) list.append().set_copy(list.at(0));
        if (count == 0) list.erase_at(0);
      };
    };
    if (field.items_max) {
      const std::string fault = "Array must contain at most " + std::to_string(*field.items_max) + " element(s)";
      EXPECT_FALSE(holds(findings_of(at, field.name, with_elements(*field.items_max)), "Array must"));
      EXPECT_TRUE(holds(findings_of(at, field.name, with_elements(*field.items_max + 1)), fault));
      ++checked;
    }
    if (field.items_min) {
      const std::string fault = "Array must contain at least " + std::to_string(*field.items_min) + " element(s)";
      EXPECT_TRUE(holds(findings_of(at, field.name, with_elements(*field.items_min - 1)), fault));
      EXPECT_FALSE(holds(findings_of(at, field.name, with_elements(*field.items_min)), "Array must"));
    }
    const bool takes_one = field.accepts_single;
    EXPECT_EQ(holds(findings_of(at, field.name, [](json::DraftNode value) { value.set_bool(true); }), "Expected array"),
              !takes_one);
  });
  EXPECT_GT(checked, 100U);
}

TEST(Limits, BoundNumbersOnBothSides) {
  std::size_t checked = 0;
  const auto number = [](const fhir::Decimal& value) {
    return [text = value.text()](json::DraftNode node) { node.set_number(text); };
  };
  each_field([&](const Instance& at, const Field& field) {
    const fhir::Decimal one(1);
    if (field.greatest) {
      EXPECT_TRUE(findings_of(at, field.name, number(*field.greatest)).empty());
      EXPECT_TRUE(holds(findings_of(at, field.name, number(*field.greatest + one)),
                        "less than or equal to " + field.greatest->text()));
    }
    if (field.least) {
      EXPECT_TRUE(findings_of(at, field.name, number(*field.least)).empty());
      EXPECT_TRUE(holds(findings_of(at, field.name, number(*field.least - one)),
                        "greater than or equal to " + field.least->text()));
      ++checked;
    }
    if (field.type != ValueType::kInteger) return;
    EXPECT_TRUE(holds(findings_of(at, field.name, [](json::DraftNode v) { v.set_string("1"); }),
                      "Expected integer, received string"));
    EXPECT_TRUE(holds(findings_of(at, field.name, [](json::DraftNode v) { v.set_number("1.5"); }),
                      "Expected integer, received float"));
  });
  EXPECT_GT(checked, 20U);
}

TEST(Limits, TakeEveryWordOfAnEnumerationAndNoOther) {
  std::size_t checked = 0;
  each_field([&checked](const Instance& at, const Field& field) {
    for (const std::string& word : field.words) {
      EXPECT_TRUE(findings_of(at, field.name, text_value(field, word)).empty()) << word;
      ++checked;
    }
    if (field.words.empty()) return;
    const auto refused = findings_of(at, field.name, text_value(field, field.words.front() + "x"));
    EXPECT_TRUE(holds(refused, "Invalid enum value. Expected '" + field.words.front() + "'"));
    const bool is_long_enough = field.words.front().size() >= 3;
    EXPECT_TRUE(!is_long_enough || holds(refused, "did you mean '")) << refused.front();
  });
  EXPECT_GT(checked, 400U);
}

TEST(Limits, RefuseUnknownNamesAtEveryDepth) {
  for (const Instance& at : instances()) {
    SCOPED_TRACE(at.resource->path + ": " + text_of(at.location));
    const auto longest = std::max_element(at.set->fields.begin(), at.set->fields.end(),
                                          [](const Field& a, const Field& b) { return a.name.size() < b.name.size(); });
    std::string name = longest->name;
    name.insert(name.size() / 2, "q");
    const auto refused = findings_of(at, name, [](json::DraftNode value) { value.set_string("x"); });
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_TRUE(holds(refused, name + ": unknown field; did you mean " + longest->name + "?")) << refused.front();
  }
}

TEST(Limits, DemandRequiredFields) {
  std::size_t checked = 0;
  each_field([&checked](const Instance& at, const Field& field) {
    if (!field.is_required) return;
    EXPECT_TRUE(
        holds(findings_of(at, field.name, [](json::DraftNode value) { value.set_null(); }), field.name + ": Required"));
    ++checked;
  });
  EXPECT_GT(checked, 200U);
}

TEST(Limits, RefuseTwoMembersOfAnExclusiveGroup) {
  for (const Instance& at : instances()) {
    for (const auto& group : at.set->exclusive) {
      SCOPED_TRACE(at.resource->path + ": " + text_of(at.location));
      const json::Tree tree = parse_body_text(*at.body);
      json::Draft draft(tree.root());
      json::DraftNode object = reach(draft.root(), at.location);
      for (const std::string& name : group) object.ensure_member(name).set_string("x");
      const json::Tree body = parse_body_text(draft.text());
      Findings findings;
      check_body(test_schema(), *at.resource, body.root(), {}, findings);
      std::vector<std::string> messages;
      for (const Issue& issue : findings.issues()) messages.push_back(issue.diagnostics);
      EXPECT_TRUE(holds(messages, group[1] + ": cannot be sent together with " + group[0]));
    }
  }
}

TEST(Limits, ReportAtMostFiftyFaults) {
  std::string body = "{";
  for (int i = 0; i < 80; ++i) body += (i > 0 ? "," : "") + ("\"x" + std::to_string(i)) + "\":1";
  const json::Tree tree = parse_body_text(body + "}");
  Findings findings;
  check_body(test_schema(), *test_schema().by_path("patients"), tree.root(), {}, findings);
  EXPECT_EQ(findings.issues().size(), kFindingsMax);
}

}  // namespace
}  // namespace osler::api::v1
