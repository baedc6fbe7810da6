#include "fhir/validate/xml_document_test.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "fhir/validate/checked_text.h"
#include "json/tree.h"

namespace osler::fhir {
namespace {

constexpr int kDepthMax = 40;

struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::vector<XmlElement> children;
};

std::string without_entities(std::string text) {
  static const std::pair<const char*, const char*> kEntities[] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&#xA;", "\n"}, {"&amp;", "&"}};
  for (const auto& [entity, plain] : kEntities) {
    for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) text.replace(at, std::string(entity).size(), plain);
  }
  return text;
}

/// Elements and their attributes; text between them is only white space in a resource without a narrative.
class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : text_(text) {}

  std::optional<XmlElement> element(int depth = 0) {
    skip();
    XmlElement made;
    if (depth > kDepthMax || !take("<") || !name(made.name)) return std::nullopt;
    for (blanks(); !take("/>"); blanks()) {
      if (take(">")) return children(std::move(made), depth);
      if (!attribute(made)) return std::nullopt;
    }
    return made;
  }

 private:
  std::optional<XmlElement> children(XmlElement made, int depth) {
    for (skip(); !take("</" + made.name + ">"); skip()) {
      std::optional<XmlElement> child = element(depth + 1);
      if (!child) return std::nullopt;
      made.children.push_back(*std::move(child));
    }
    return made;
  }
  bool attribute(XmlElement& element) {
    std::string key;
    if (!name(key) || !take("=\"")) return false;
    const std::size_t end = text_.find('"');
    if (end == std::string_view::npos) return false;
    element.attributes[key] = without_entities(std::string(text_.substr(0, end)));
    text_.remove_prefix(end + 1);
    return true;
  }
  bool name(std::string& out) {
    const std::size_t end = text_.find_first_of(" \t\r\n=/>");
    if (end == 0 || end == std::string_view::npos) return false;
    out = text_.substr(0, end);
    text_.remove_prefix(end);
    return true;
  }
  bool take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  void blanks() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size())); }
  void skip() {
    if (take("\xEF\xBB\xBF")) {}
    for (blanks(); text_.starts_with("<?") || text_.starts_with("<!--"); blanks()) {
      const std::string_view close = text_.starts_with("<?") ? "?>" : "-->";
      const std::size_t end = text_.find(close);
      text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + close.size());
    }
  }

  std::string_view text_;
};

/// False if there is something in it that the definitions do not know.
bool append_object(std::string& out, const XmlElement& element, StructureId structure);

bool append_value(std::string& out, const XmlElement& element, const Element& definition) {
  if (definition.primitive == Primitive::kNone) {
    out += '{';
    return append_object(out, element, definition.type) && (out += '}', true);
  }
  const auto value = element.attributes.find("value");
  if (value == element.attributes.end() || !element.children.empty()) return false;
  switch (definition.primitive) {
    case Primitive::kBoolean:
    case Primitive::kInteger:
    case Primitive::kUnsignedInt:
    case Primitive::kPositiveInt:
    case Primitive::kDecimal: out += value->second; break;
    default: json::append_quoted(out, value->second);
  }
  return true;
}

bool append_object(std::string& out, const XmlElement& element, StructureId structure) {
  const auto separate = [&] { if (!out.ends_with('{')) out += ','; };
  for (const auto& [key, value] : element.attributes) {
    if (key == "xmlns") continue;
    separate();
    json::append_quoted(out, key);
    out += ':';
    json::append_quoted(out, value);
  }
  for (auto child = element.children.begin(); child != element.children.end();) {
    const auto next = std::find_if(child, element.children.end(), [&](const XmlElement& other) { return other.name != child->name; });
    const Element* definition = r4().element(structure, r4().names().find(child->name));
    if (definition == nullptr || (next - child > 1 && !definition->is_array)) return false;
    separate();
    json::append_quoted(out, child->name);
    out += definition->is_array ? ":[" : ":";
    for (auto one = child; one != next; ++one) {
      if (one != child) out += ',';
      if (!append_value(out, *one, *definition)) return false;
    }
    if (definition->is_array) out += ']';
    child = next;
  }
  return true;
}

}  // namespace

std::string json_of_xml(std::string_view xml) {
  const std::optional<XmlElement> root = XmlReader(xml).element();
  const std::optional<TypeId> type = root ? r4().resource_type(root->name) : std::nullopt;
  if (!type) return {};
  std::string out = "{\"resourceType\":\"" + root->name + "\"";
  std::string members = "{";
  if (!append_object(members, *root, r4().structure_of(*type))) return {};
  return members == "{" ? out + "}" : out + "," + members.substr(1) + "}";
}

}  // namespace osler::fhir
