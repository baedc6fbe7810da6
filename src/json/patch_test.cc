#include "json/patch.h"

#include <gtest/gtest.h>

#include <string>

#include "json/parser.h"
#include "json/pointer.h"

namespace osler::json {
namespace {

Tree patched_tree(std::string_view text) {
  static const NameTable kNames;
  Parser parser;
  Result<Tree> tree = parser.parse(PaddedBytes(text), kNames);
  EXPECT_TRUE(tree.ok()) << text;
  return tree.ok() ? std::move(tree).value() : Tree{};
}

/// The patched document, or "error: " and the message.
std::string patched(std::string_view document, std::string_view patch) {
  const Tree document_tree = patched_tree(document);
  const Tree patch_tree = patched_tree(patch);
  Draft draft(document_tree.root());
  const Status status = apply_json_patch(draft, patch_tree.root());
  return status.ok() ? draft.text() : "error: " + status.error().message;
}

ErrorKind refusal(std::string_view document, std::string_view patch) {
  const Tree document_tree = patched_tree(document);
  const Tree patch_tree = patched_tree(patch);
  Draft draft(document_tree.root());
  const Status status = apply_json_patch(draft, patch_tree.root());
  EXPECT_FALSE(status.ok()) << document << " " << patch;
  return status.ok() ? ErrorKind::kInternal : status.error().kind;
}

struct Example {
  std::string_view name;
  std::string_view document;
  std::string_view patch;
  std::string_view result;  ///< Empty: must be refused as kUnprocessable.
};

void expect_all(std::span<const Example> examples) {
  for (const Example& example : examples) {
    SCOPED_TRACE(example.name);
    if (example.result.empty()) {
      EXPECT_EQ(refusal(example.document, example.patch), ErrorKind::kUnprocessable);
    } else {
      EXPECT_EQ(patched(example.document, example.patch), example.result);
    }
  }
}

// The examples of RFC 6902, appendix A.
constexpr Example kAppendixA[] = {
    {"A.1 adding an object member", R"({"foo":"bar"})", R"([{"op":"add","path":"/baz","value":"qux"}])",
     R"({"foo":"bar","baz":"qux"})"},
    {"A.2 adding an array element", R"({"foo":["bar","baz"]})", R"([{"op":"add","path":"/foo/1","value":"qux"}])",
     R"({"foo":["bar","qux","baz"]})"},
    {"A.3 removing an object member", R"({"baz":"qux","foo":"bar"})", R"([{"op":"remove","path":"/baz"}])",
     R"({"foo":"bar"})"},
    {"A.4 removing an array element", R"({"foo":["bar","qux","baz"]})", R"([{"op":"remove","path":"/foo/1"}])",
     R"({"foo":["bar","baz"]})"},
    {"A.5 replacing a value", R"({"baz":"qux","foo":"bar"})", R"([{"op":"replace","path":"/baz","value":"boo"}])",
     R"({"baz":"boo","foo":"bar"})"},
    {"A.6 moving a value", R"({"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}})",
     R"([{"op":"move","from":"/foo/waldo","path":"/qux/thud"}])",
     R"({"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}})"},
    {"A.7 moving an array element", R"({"foo":["all","grass","cows","eat"]})",
     R"([{"op":"move","from":"/foo/1","path":"/foo/3"}])", R"({"foo":["all","cows","eat","grass"]})"},
    {"A.8 testing a value: success", R"({"baz":"qux","foo":["a",2,"c"]})",
     R"([{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}])",
     R"({"baz":"qux","foo":["a",2,"c"]})"},
    {"A.9 testing a value: error", R"({"baz":"qux"})", R"([{"op":"test","path":"/baz","value":"bar"}])", ""},
    {"A.10 adding a nested member object", R"({"foo":"bar"})",
     R"([{"op":"add","path":"/child","value":{"grandchild":{}}}])", R"({"foo":"bar","child":{"grandchild":{}}})"},
    {"A.11 ignoring unrecognized elements", R"({"foo":"bar"})",
     R"([{"op":"add","path":"/baz","value":"qux","xyz":123}])", R"({"foo":"bar","baz":"qux"})"},
    {"A.12 adding to a nonexistent target", R"({"foo":"bar"})", R"([{"op":"add","path":"/baz/bat","value":"qux"}])",
     ""},
    // A.13 has a member "op" twice: the parser refuses that text.
    {"A.14 ~ escape ordering", R"({"/":9,"~1":10})", R"([{"op":"test","path":"/~01","value":10}])",
     R"({"/":9,"~1":10})"},
    {"A.15 comparing strings and numbers", R"({"/":9,"~1":10})", R"([{"op":"test","path":"/~01","value":"10"}])", ""},
    {"A.16 adding an array value", R"({"foo":["bar"]})", R"([{"op":"add","path":"/foo/-","value":["abc","def"]}])",
     R"({"foo":["bar",["abc","def"]]})"},
};

constexpr Example kFurther[] = {
    {"add replaces a member in its place", R"({"a":1,"b":2})", R"([{"op":"add","path":"/a","value":3}])",
     R"({"a":3,"b":2})"},
    {"add at the length of an array", R"([1])", R"([{"op":"add","path":"/1","value":2}])", "[1,2]"},
    {"add beyond the length", R"([1])", R"([{"op":"add","path":"/2","value":2}])", ""},
    {"add with a leading zero", R"([1,2])", R"([{"op":"add","path":"/00","value":2}])", ""},
    {"add with a word as index", R"([1])", R"([{"op":"add","path":"/a","value":2}])", ""},
    {"add into a scalar", R"({"a":1})", R"([{"op":"add","path":"/a/b","value":2}])", ""},
    {"add of the whole document", R"({"a":1})", R"([{"op":"add","path":"","value":[1.00]}])", "[1.00]"},
    {"add under an empty name", R"({})", R"([{"op":"add","path":"/","value":1}])", R"({"":1})"},
    {"add under an escaped name", R"({})", R"([{"op":"add","path":"/a~1b~0c","value":1}])", R"({"a/b~c":1})"},
    {"a dash is a member name in an object", R"({})", R"([{"op":"add","path":"/-","value":1}])", R"({"-":1})"},
    {"a number is a member name in an object", R"({"0":1})", R"([{"op":"remove","path":"/0"}])", "{}"},
    {"replace the whole document", R"({"a":1})", R"([{"op":"replace","path":"","value":null}])", "null"},
    {"replace needs a value there", R"({"a":1})", R"([{"op":"replace","path":"/b","value":1}])", ""},
    {"replace after the last", R"([1])", R"([{"op":"replace","path":"/-","value":1}])", ""},
    {"remove needs a value there", R"({"a":1})", R"([{"op":"remove","path":"/b"}])", ""},
    {"remove beyond the end", R"([1])", R"([{"op":"remove","path":"/1"}])", ""},
    {"remove of the whole document", R"([1])", R"([{"op":"remove","path":""}])", ""},
    {"remove inside a scalar", R"({"a":"x"})", R"([{"op":"remove","path":"/a/0"}])", ""},
    {"move into its own child", R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":"/a/c"}])", ""},
    {"move to itself", R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":"/a"}])", R"({"a":{"b":1}})"},
    {"move beside itself is no child", R"({"a":1})", R"([{"op":"move","from":"/a","path":"/ab"}])", R"({"ab":1})"},
    {"move of nothing", R"({"a":1})", R"([{"op":"move","from":"/b","path":"/b"}])", ""},
    {"move over its parent", R"({"a":{"b":[1]}})", R"([{"op":"move","from":"/a/b","path":"/a"}])", R"({"a":[1]})"},
    {"move over the whole document", R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":""}])", R"({"b":1})"},
    {"move to the front", "[1,2,3]", R"([{"op":"move","from":"/2","path":"/0"}])", "[3,1,2]"},
    {"move to an index that is gone by then", "[1,2]", R"([{"op":"move","from":"/0","path":"/2"}])", ""},
    {"copy into its own child", R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/a/c"}])",
     R"({"a":{"b":1,"c":{"b":1}}})"},
    {"copy is deep", R"({"a":{"b":1}})",
     R"([{"op":"copy","from":"/a","path":"/c"},{"op":"replace","path":"/a/b","value":2}])",
     R"({"a":{"b":2},"c":{"b":1}})"},
    {"copy of nothing", R"({"a":1})", R"([{"op":"copy","from":"/b","path":"/c"}])", ""},
    {"test compares numbers by value", R"({"a":1.0})", R"([{"op":"test","path":"/a","value":10e-1}])", R"({"a":1.0})"},
    {"test compares objects in any order", R"({"a":{"x":1,"y":[2]}})",
     R"([{"op":"test","path":"/a","value":{"y":[2],"x":1}}])", R"({"a":{"x":1,"y":[2]}})"},
    {"test of the whole document", R"([1, 2])", R"([{"op":"test","path":"","value":[1,2]}])", "[1, 2]"},
    {"test of null", R"({"a":null})", R"([{"op":"test","path":"/a","value":null}])", R"({"a":null})"},
    {"test of an absent value", R"({})", R"([{"op":"test","path":"/a","value":null}])", ""},
    {"test of arrays looks at order", R"([1,2])", R"([{"op":"test","path":"","value":[2,1]}])", ""},
    {"an unknown op", R"({})", R"([{"op":"spam","path":"/a","value":null}])", ""},
    {"what is not touched keeps its bytes", R"({"a": [ 1.0 ], "b": {"c" : "\u0041"}})",
     R"([{"op":"add","path":"/d","value":{ "e" : 1e2 }}])", R"({"a":[ 1.0 ],"b":{"c" : "\u0041"},"d":{ "e" : 1e2 }})"},
    {"no operation is no change", R"({ "a" : 1 })", "[]", R"({ "a" : 1 })"},
};

TEST(JsonPatch, DoesWhatAppendixASays) { expect_all(kAppendixA); }

TEST(JsonPatch, KeepsToTheRulesOfEachOperation) { expect_all(kFurther); }

TEST(JsonPatch, RefusesWhatIsNoListOfOperations) {
  for (const std::string_view patch :
       {R"({"op":"remove","path":"/a"})", "null", "[1]", "[null]", R"([{"path":"/a"}])", R"([{"op":"remove"}])",
        R"([{"op":1,"path":"/a"}])", R"([{"op":"remove","path":1}])", R"([{"op":"add","path":"/a"}])",
        R"([{"op":"test","path":"/a"}])", R"([{"op":"move","path":"/a"}])", R"([{"op":"copy","from":null,"path":"/a"}])",
        R"([{"op":"remove","path":"a"}])", R"([{"op":"remove","path":"/a~"}])", R"([{"op":"remove","path":"/~2"}])",
        R"([{"op":"move","from":"x","path":"/a"}])"}) {
    EXPECT_EQ(refusal(R"({"a":1})", patch), ErrorKind::kInvalidInput) << patch;
  }
}

TEST(JsonPatch, NamesTheOperationAndThePathButNoValue) {
  EXPECT_EQ(patched(R"({"a":"secret"})",
                    R"([{"op":"test","path":"/a","value":"secret"},{"op":"test","path":"/a","value":"other"}])"),
            "error: operation 1 at /a: the test failed");
}

TEST(JsonPatch, RefusesToDoubleADocumentForEver) {
  std::string patch = R"([{"op":"add","path":"","value":["0123456789"]})";
  for (int i = 0; i < 60; ++i) patch += R"(,{"op":"copy","from":"","path":"/-"})";
  EXPECT_EQ(refusal("{}", patch + "]"), ErrorKind::kTooLarge);
}

TEST(JsonPatch, RefusesToNestTooDeep) {
  const std::string value = std::string(61, '[') + std::string(61, ']');
  const std::string_view document = R"({"a":{"b":{"c":{}}}})";
  EXPECT_TRUE(patched(document, R"([{"op":"add","path":"/a/b/c","value":)" + value + "}]").starts_with("{"));
  EXPECT_EQ(refusal(document, R"([{"op":"add","path":"/a/b/c/d","value":)" + value + "}]"), ErrorKind::kTooLarge);
  EXPECT_EQ(refusal(document, R"([{"op":"add","path":"/d","value":)" + value +
                                  R"(},{"op":"move","from":"/d","path":"/a/b/c/d"}])"),
            ErrorKind::kTooLarge);

  std::string patch = R"([{"op":"add","path":"","value":{}})";
  for (int i = 0; i < 64; ++i) patch += R"(,{"op":"copy","from":"","path":"/x"},{"op":"move","from":"/x","path":"/a"})";
  EXPECT_EQ(refusal("{}", patch + "]"), ErrorKind::kTooLarge) << "each round nests the document in itself once more";
}

TEST(JsonPatch, TakesOnlySoManyOperations) {
  std::string patch = "[";
  for (std::size_t i = 0; i <= kPatchOperationsMax; ++i) patch += R"({"op":"test","path":"","value":1},)";
  patch.back() = ']';
  EXPECT_EQ(refusal("1", patch), ErrorKind::kTooLarge);
}

struct MergeExample {
  std::string_view original;
  std::string_view patch;
  std::string_view result;
};

// The table of RFC 7386, appendix A.
constexpr MergeExample kMergeTable[] = {
    {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
    {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
    {R"({"a":"b"})", R"({"a":null})", R"({})"},
    {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
    {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
    {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
    {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
    {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
    {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
    {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
    {R"({"a":"foo"})", R"(null)", R"(null)"},
    {R"({"a":"foo"})", R"("bar")", R"("bar")"},
    {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
    {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
    {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
};

TEST(MergePatch, DoesWhatItsTableSays) {
  for (const MergeExample& example : kMergeTable) {
    const Tree original = patched_tree(example.original);
    const Tree patch = patched_tree(example.patch);
    Draft draft(original.root());
    apply_merge_patch(draft.root(), patch.root());
    EXPECT_EQ(draft.text(), example.result) << example.original << " with " << example.patch;
  }
}

TEST(MergePatch, KeepsTheBytesOfWhatItDoesNotTouch) {
  const Tree original = patched_tree(R"({"a": { "x": 1.0 }, "b": 1})");
  const Tree patch = patched_tree(R"({"b": 2.50, "c": [ null ]})");
  Draft draft(original.root());
  apply_merge_patch(draft.root(), patch.root());
  EXPECT_EQ(draft.text(), R"({"a":{ "x": 1.0 },"b":2.50,"c":[ null ]})");
}

TEST(Pointer, IsUnescapedInOneGo) {
  EXPECT_EQ(parse_pointer(""), std::vector<std::string>{});
  EXPECT_EQ(parse_pointer("/"), std::vector<std::string>{""});
  EXPECT_EQ(parse_pointer("/a//b/"), (std::vector<std::string>{"a", "", "b", ""}));
  EXPECT_EQ(parse_pointer("/~01/~10"), (std::vector<std::string>{"~1", "/0"}));
  EXPECT_EQ(parse_pointer("a"), std::nullopt);
  EXPECT_EQ(parse_pointer("/~"), std::nullopt);
  EXPECT_EQ(array_index("18446744073709551616"), std::nullopt);
  EXPECT_EQ(array_index("10"), 10U);
  EXPECT_EQ(array_index("-1"), std::nullopt);
}

}  // namespace
}  // namespace osler::json
