#include "fhir/path/xhtml_check.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"

namespace osler::fhir {
namespace {

constexpr std::string_view kNamespace = "http://www.w3.org/1999/xhtml";

// HTML 4.0, chapters 7 to 11 and 15, without section 4 of 9 (ins, del) and without deprecated elements; sorted.
constexpr std::array<std::string_view, 53> kElements{
    "a",     "abbr", "acronym", "address",  "area",  "b",     "bdo",  "big",    "blockquote", "br",  "caption",
    "cite",  "code", "col",     "colgroup", "dd",    "dfn",   "div",  "dl",     "dt",         "em",  "h1",
    "h2",    "h3",   "h4",      "h5",       "h6",    "hr",    "i",    "img",    "kbd",        "li",  "map",
    "ol",    "p",    "pre",     "q",        "samp",  "small", "span", "strong", "sub",        "sup", "table",
    "tbody", "td",   "tfoot",   "th",       "thead", "tr",    "tt",   "ul",     "var"};

constexpr std::array<std::string_view, 58> kAttributes{
    "abbr",     "accesskey", "align",    "alt",     "axis",     "bgcolor",  "border",  "cellpadding", "cellspacing",
    "char",     "charoff",   "charset",  "cite",    "class",    "clear",    "color",   "cols",        "colspan",
    "compact",  "coords",    "datetime", "dir",     "face",     "frame",    "headers", "height",      "href",
    "hreflang", "hspace",    "id",       "ismap",   "lang",     "longdesc", "name",    "nohref",      "noshade",
    "nowrap",   "rel",       "rev",      "rowspan", "rules",    "scope",    "shape",   "size",        "span",
    "src",      "start",     "style",    "summary", "tabindex", "title",    "type",    "usemap",      "valign",
    "value",    "vspace",    "width",    "xml:lang"};

constexpr std::array<std::string_view, 5> kEntities{"amp", "apos", "gt", "lt", "quot"};
constexpr std::array<std::string_view, 5> kLinkAttributes{"cite", "href", "longdesc", "src", "usemap"};
constexpr std::array<std::string_view, 9> kSchemes{"cid", "fax", "ftp", "http", "https", "mailto", "sms", "tel", "urn"};
// What runs something, or fetches something from elsewhere.
constexpr std::array<std::string_view, 8> kForbiddenInStyle{"expression", "javascript", "vbscript",   "behavior",
                                                            "binding",    "@import",    "image-set(", "\\"};
constexpr std::string_view kUrlInStyle = "url(";

static_assert(std::ranges::is_sorted(kElements) && std::ranges::is_sorted(kAttributes));
static_assert(std::ranges::is_sorted(kSchemes) && std::ranges::is_sorted(kLinkAttributes));

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }
bool is_name_part(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == ':' || c == '.'; }

template <class List>
bool holds(const List& sorted, std::string_view word) {
  return std::ranges::binary_search(sorted, word);
}

bool holds_word(std::string_view text, std::string_view lower_word) {
  const auto same = [](char a, char b) { return to_lower(a) == b; };
  return std::search(text.begin(), text.end(), lower_word.begin(), lower_word.end(), same) != text.end();
}

// A scheme is what stands before the first ':', unless a path begins earlier. Entities there could hide one.
bool is_safe_link(std::string_view value) {
  while (!value.empty() && static_cast<unsigned char>(value.front()) <= ' ') value.remove_prefix(1);
  const std::size_t end = value.find_first_of(":/?#&");
  if (end == std::string_view::npos || value[end] == '/' || value[end] == '?' || value[end] == '#') return true;
  if (value[end] == '&') return false;
  std::array<char, 8> scheme{};
  if (end > scheme.size()) return false;
  std::transform(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(end), scheme.begin(), to_lower);
  const std::string_view word(scheme.data(), end);
  if (word == "data")
    return holds_word(value.substr(0, 11), "data:image/") && !holds_word(value.substr(0, 14), "data:image/svg");
  return holds(kSchemes, word);
}

// A picture inside the text, or one beside it. Of another place it would be a style from elsewhere.
bool is_local_picture(std::string_view target) {
  while (!target.empty() && (is_space(target.front()) || target.front() == '"' || target.front() == '\'')) target.remove_prefix(1);
  const bool is_inside = holds_word(target.substr(0, 11), "data:image/") && !holds_word(target.substr(0, 14), "data:image/svg");
  return is_inside || (!target.starts_with("//") && target.find(':') == std::string_view::npos);
}

bool is_safe_style(std::string_view value) {
  if (value.find('&') != std::string_view::npos) return false;
  const auto same = [](char a, char b) { return to_lower(a) == b; };
  for (auto at = value.begin();;) {
    at = std::search(at, value.end(), kUrlInStyle.begin(), kUrlInStyle.end(), same);
    if (at == value.end()) break;
    at += static_cast<std::ptrdiff_t>(kUrlInStyle.size());
    const std::string_view rest(at, value.end());
    if (!is_local_picture(rest.substr(0, rest.find(')')))) return false;
  }
  return std::ranges::none_of(kForbiddenInStyle, [value](std::string_view word) { return holds_word(value, word); });
}

/// Walks over the text once, keeping the open elements.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  XhtmlFault run() {
    skip_space();
    const bool starts_with_div = rest().starts_with("<div") && !is_name_part(peek(4));
    if (!starts_with_div) return XhtmlFault::kNoDiv;
    do {
      const XhtmlFault fault = step();
      if (fault != XhtmlFault::kNone) return fault;
    } while (depth_ > 0 && at_ < text_.size());
    if (depth_ > 0) return XhtmlFault::kMalformed;
    skip_space();
    if (at_ != text_.size()) return XhtmlFault::kNoDiv;
    return has_content_ ? XhtmlFault::kNone : XhtmlFault::kEmpty;
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void skip_space() {
    while (is_space(peek())) ++at_;
  }
  bool take(std::string_view word) {
    if (!rest().starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  std::string_view take_name() {
    const std::size_t start = at_;
    if (is_letter(peek())) {
      while (is_name_part(peek())) ++at_;
    }
    return text_.substr(start, at_ - start);
  }

  // Text up to the next tag, or one tag.
  XhtmlFault step() {
    if (peek() == '<') return tag();
    const std::size_t end = std::min(text_.find_first_of("<&", at_), text_.size());
    has_content_ = has_content_ || !std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                text_.begin() + static_cast<std::ptrdiff_t>(end), is_space);
    at_ = end;
    if (peek() != '&') return XhtmlFault::kNone;
    has_content_ = true;
    return entity() ? XhtmlFault::kNone : XhtmlFault::kMalformed;
  }

  // &#123; &#x1f; and the names that XML itself has: those of HTML, such as &nbsp;, are none (narrative.html).
  bool entity() {
    ++at_;
    const bool numeric = take("#");
    const bool hex = numeric && take("x");
    const std::size_t start = at_;
    while (numeric ? is_digit(peek()) || (hex && is_letter(peek())) : is_letter(peek()) || is_digit(peek())) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    return !name.empty() && take(";") && (numeric || std::ranges::find(kEntities, name) != kEntities.end());
  }

  XhtmlFault tag() {
    if (take("<!--")) return comment();
    if (take("</")) return closing_tag();
    ++at_;
    const std::string_view name = take_name();
    if (name.empty()) return XhtmlFault::kMalformed;
    if (!holds(kElements, name)) return XhtmlFault::kElement;
    has_content_ = has_content_ || name == "img";
    const XhtmlFault fault = attributes();
    if (fault != XhtmlFault::kNone) return fault;
    if (take("/>")) return XhtmlFault::kNone;
    if (!take(">")) return XhtmlFault::kMalformed;
    if (depth_ == open_.size()) return XhtmlFault::kDepth;
    open_[depth_++] = name;
    return XhtmlFault::kNone;
  }

  XhtmlFault closing_tag() {
    const std::string_view name = take_name();
    skip_space();
    if (!take(">") || depth_ == 0 || open_[depth_ - 1] != name) return XhtmlFault::kMalformed;
    --depth_;
    return XhtmlFault::kNone;
  }

  XhtmlFault comment() {
    const std::size_t end = text_.find("--", at_);
    if (end == std::string_view::npos) return XhtmlFault::kMalformed;
    at_ = end + 2;
    return take(">") ? XhtmlFault::kNone : XhtmlFault::kMalformed;
  }

  XhtmlFault attributes() {
    for (;;) {
      const bool spaced = is_space(peek());
      skip_space();
      if (peek() == '>' || peek() == '/') return XhtmlFault::kNone;
      const std::string_view name = take_name();
      if (!spaced || name.empty()) return XhtmlFault::kMalformed;
      skip_space();
      if (!take("=")) return XhtmlFault::kMalformed;
      skip_space();
      const char quote = peek();
      if (quote != '"' && quote != '\'') return XhtmlFault::kMalformed;
      const std::size_t end = text_.find(quote, at_ + 1);
      if (end == std::string_view::npos) return XhtmlFault::kMalformed;
      const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      const XhtmlFault fault = attribute(name, value);
      if (fault != XhtmlFault::kNone) return fault;
    }
  }

  static XhtmlFault attribute(std::string_view name, std::string_view value) {
    if (value.find('<') != std::string_view::npos) return XhtmlFault::kMalformed;
    if (name == "xmlns") return value == kNamespace ? XhtmlFault::kNone : XhtmlFault::kNamespace;
    if (!holds(kAttributes, name)) return XhtmlFault::kAttribute;
    if (name == "style" && !is_safe_style(value)) return XhtmlFault::kLink;
    if (holds(kLinkAttributes, name) && !is_safe_link(value)) return XhtmlFault::kLink;
    return XhtmlFault::kNone;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool has_content_ = false;
  std::array<std::string_view, kXhtmlDepthMax> open_{};
};

}  // namespace

XhtmlFault check_xhtml(std::string_view text) { return Scanner(text).run(); }

std::string_view expected_form(XhtmlFault fault) {
  switch (fault) {
    case XhtmlFault::kNone:
      break;
    case XhtmlFault::kNoDiv:
      return "expected exactly one <div> element";
    case XhtmlFault::kMalformed:
      return "expected well-formed XHTML";
    case XhtmlFault::kElement:
      return "expected formatting elements only (no script, form, frame, object or style element)";
    case XhtmlFault::kAttribute:
      return "expected formatting attributes only (no event handlers)";
    case XhtmlFault::kLink:
      return "expected links to http, https, mailto, tel, an image or a fragment, and styles that run nothing and fetch nothing from elsewhere";
    case XhtmlFault::kNamespace:
      return "expected the namespace http://www.w3.org/1999/xhtml";
    case XhtmlFault::kDepth:
      return "expected at most 100 elements inside one another";
    case XhtmlFault::kEmpty:
      return "expected text or an image inside the <div>";
  }
  return "expected XHTML";
}

}  // namespace osler::fhir
