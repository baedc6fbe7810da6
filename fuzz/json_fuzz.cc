// Every text: our verdict against that of simdjson's DOM, what a draft writes is read back as the same, the splitter
// says the same however the bytes are cut.

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "json/draft.h"
#include "json/parser.h"
#include "json/patch.h"
#include "json/splitter.h"

namespace osler::json {
namespace {

const NameTable& names() {
  static const NameTable kNames({"resourceType", "id", "entry", "a", "b"});
  return kNames;
}

/// The differences that are meant: a byte order mark, the range of numbers, equal names, surrogates, depth.
bool verdicts_fit(std::string_view text, const Result<Tree>& ours, simdjson::error_code theirs) {
  if (ours.ok() == (theirs == simdjson::SUCCESS)) return true;
  if (text.starts_with("\xEF\xBB\xBF")) return true;
  if (ours.ok()) return theirs == simdjson::NUMBER_ERROR;
  const std::string& message = ours.error().message;
  return message.ends_with("each member name once in an object") || message.ends_with("surrogates in pairs") ||
         message.ends_with("no deeper nesting");
}

void check_draft(Parser& parser, const Tree& tree) {
  Draft draft(tree.root());
  OSLER_ASSERT(draft.text() == tree.root().raw());
  // Opened everywhere and written anew.
  Draft copy;
  std::vector<std::pair<DraftNode, View>> open{{copy.root(), tree.root()}};
  while (!open.empty()) {
    auto [node, view] = open.back();
    open.pop_back();
    if (view.is_object()) {
      node.make_object();
      for (const View member : view) open.emplace_back(node.ensure_member(member.key()), member);
    } else if (view.is_array()) {
      node.make_array();
      for (const View element : view) open.emplace_back(node.append(), element);
    } else if (view.is_string()) {
      node.set_string(view.text());
    } else {
      node.set_view(view);
    }
  }
  OSLER_ASSERT(copy.root().same_as(draft.root()));
  const Result<Tree> again = parser.parse(copy.write(), names());
  OSLER_ASSERT(again.ok() && same_value(again->root(), tree.root()));
}

void check_patch(Parser& parser, const Tree& tree) {
  Draft patched(tree.root());
  const View first = tree.root().at(0);
  if (apply_json_patch(patched, tree.root().at(1)).ok()) {
    const Result<Tree> again = parser.parse(patched.write(), names());
    OSLER_ASSERT(again.ok() || again.error().kind == ErrorKind::kTooLarge);
  }
  Draft merged(first);
  apply_merge_patch(merged.root(), tree.root().at(1));
  OSLER_ASSERT(parser.parse(merged.write(), names()).ok());
}

struct SplitOutcome {
  std::vector<std::string> elements;
  bool ok = false;
};

SplitOutcome split(std::string_view text, std::size_t chunk_size) {
  Splitter splitter("entry", names());
  SplitOutcome outcome;
  Status status;
  for (std::size_t at = 0; at < text.size() && status.ok(); at += chunk_size) {
    const std::string chunk(text.substr(at, chunk_size));
    status = splitter.feed(chunk);
    while (auto element = splitter.next()) outcome.elements.emplace_back(element->text.view());
  }
  outcome.ok = status.ok() && splitter.finish().ok();
  return outcome;
}

/// The promise of Splitter: it and the parser of its elements accept what the parser accepts of the whole.
void check_splitter(Parser& parser, std::string_view text, const Result<Tree>& tree, std::size_t chunk_size) {
  const SplitOutcome whole = split(text, text.size() + 1);
  const SplitOutcome cut = split(text, chunk_size);
  OSLER_ASSERT(whole.ok == cut.ok && (!whole.ok || whole.elements == cut.elements));
  bool all_parse = whole.ok;
  for (const std::string& element : whole.elements) all_parse = all_parse && parser.parse(PaddedBytes(element), names()).ok();
  if (all_parse) OSLER_ASSERT(tree.ok());
  if (!tree.ok() || !tree->root().is_object()) return;
  const View list = tree->root().member("entry");
  bool only_objects = !list.exists() || list.is_array();
  for (const View element : list) only_objects = only_objects && element.is_object();
  if (!only_objects) return;
  OSLER_ASSERT(all_parse && whole.elements.size() == list.count());
  std::size_t i = 0;
  for (const View element : list) OSLER_ASSERT(element.raw() == whole.elements[i++]);
}

void check(std::string_view text) {
  static Parser parser;
  static simdjson::dom::parser dom;
  const Result<Tree> tree = parser.parse(PaddedBytes(text), names());
  simdjson::dom::element element;
  const simdjson::error_code theirs = dom.parse(std::string(text)).get(element);
  OSLER_ASSERT(verdicts_fit(text, tree, theirs));
  if (tree.ok()) {
    check_draft(parser, *tree);
    check_patch(parser, *tree);
  }
  check_splitter(parser, text, tree, text.empty() ? 1 : 1 + static_cast<unsigned char>(text.back()) % 80);
}

}  // namespace
}  // namespace osler::json

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  osler::json::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
