#include "fhir/terms/value_set.h"

#include <algorithm>
#include <array>
#include <utility>

#include "fhir/terms/canonical.h"
#include "fhir/terms/code_system.h"

namespace osler::fhir::terms {
namespace {

constexpr std::array<std::pair<std::string_view, FilterOp>, 10> kOperators{{{"=", FilterOp::kEqual},
                                                                            {"is-a", FilterOp::kIsA},
                                                                            {"descendent-of", FilterOp::kDescendentOf},
                                                                            {"is-not-a", FilterOp::kIsNotA},
                                                                            {"regex", FilterOp::kRegex},
                                                                            {"in", FilterOp::kIn},
                                                                            {"not-in", FilterOp::kNotIn},
                                                                            {"generalizes", FilterOp::kGeneralizes},
                                                                            {"exists", FilterOp::kExists},
                                                                            {"child-of", FilterOp::kChildOf}}};
constexpr std::string_view kSupplementExtension = "http://hl7.org/fhir/StructureDefinition/valueset-supplement";
constexpr std::string_view kParameterExtension = "http://hl7.org/fhir/StructureDefinition/valueset-expansion-parameter";
constexpr int kPatternMemoryBytesMax = 1 << 20;

std::shared_ptr<const RE2> compiled(std::string_view pattern) {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(kPatternMemoryBytesMax);
  return std::make_shared<const RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view word = text.substr(0, comma);
    while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    if (!word.empty()) words.push_back(word);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return words;
}

void index_listed(Part& part) {
  part.listed_by_code.resize(part.listed.size());
  for (std::uint32_t i = 0; i < part.listed.size(); ++i) part.listed_by_code[i] = i;
  std::ranges::stable_sort(part.listed_by_code, {}, [&](std::uint32_t i) { return part.listed[i].code; });
}

}  // namespace

const ListedCode* Part::find_listed(std::string_view code) const {
  const auto found = std::ranges::lower_bound(listed_by_code, code, {}, [this](std::uint32_t i) { return listed[i].code; });
  return found != listed_by_code.end() && listed[*found].code == code ? &listed[*found] : nullptr;
}

Result<std::shared_ptr<const ValueSet>> ValueSet::create(json::Tree tree) {
  const auto owner = std::make_shared<const json::Tree>(std::move(tree));
  return create(owner->root(), owner);
}

Result<std::shared_ptr<const ValueSet>> ValueSet::create(json::View value, std::shared_ptr<const void> owner) {
  std::shared_ptr<ValueSet> made(new ValueSet());
  made->owner_ = std::move(owner);
  made->root_ = value;
  OSLER_RETURN_IF_ERROR(made->read());
  return std::shared_ptr<const ValueSet>(std::move(made));
}

Status ValueSet::read() {
  if (!root_.member("resourceType").equals("ValueSet")) return invalid_input("expected a ValueSet");
  url_ = texts_.of(root_.member("url"));
  version_ = texts_.of(root_.member("version"));
  for (const json::View extension : root_.member("extension")) {
    if (extension.member("url").equals(kSupplementExtension)) supplements_.push_back(texts_.of(extension.member("valueCanonical")));
  }
  const json::View compose = root_.member("compose");
  read_language(compose);
  if (compose.member("inactive").is_bool()) inactive_ = compose.member("inactive").is_true();
  OSLER_RETURN_IF_ERROR(read_parts(compose.member("include"), "include", includes_));
  OSLER_RETURN_IF_ERROR(read_parts(compose.member("exclude"), "exclude", excludes_));
  if (!compose.exists()) read_expansion(root_.member("expansion").member("contains"));
  for (Part& part : includes_) index_listed(part);
  for (Part& part : excludes_) index_listed(part);
  return {};
}

void ValueSet::read_language(json::View compose) {
  language_ = texts_.of(root_.member("language"));
  for (const json::View extension : compose.member("extension")) {
    if (!extension.member("url").equals(kParameterExtension)) continue;
    json::View name, value;
    for (const json::View part : extension.member("extension")) {
      if (part.member("url").equals("name")) name = choice_value(part);
      if (part.member("url").equals("value")) value = choice_value(part);
    }
    if (name.equals("displayLanguage") && value.is_string()) language_ = texts_.of(value);
  }
}

Status ValueSet::read_parts(json::View list, std::string_view word, std::vector<Part>& parts) {
  for (const json::View item : list) {
    const std::string where = "ValueSet.compose." + std::string(word) + "[" + std::to_string(parts.size()) + "]";
    Part part;
    const Canonical system = split_canonical(texts_.of(item.member("system")));
    part.system = system.url;
    part.version = item.member("version").exists() ? texts_.of(item.member("version")) : system.version;
    for (const json::View code : item.member("concept")) {
      part.listed.push_back({texts_.of(code.member("code")), texts_.of(code.member("display")), code});
    }
    for (const json::View filter : item.member("filter")) OSLER_RETURN_IF_ERROR(read_filter(filter, where, part));
    for (const json::View url : item.member("valueSet")) part.value_sets.push_back(texts_.of(url));
    if (part.system.empty() && part.value_sets.empty()) return invalid_input(where + ": expected a system or a value set");
    parts.push_back(std::move(part));
  }
  return {};
}

Status ValueSet::read_filter(json::View item, const std::string& where, Part& part) {
  const std::string place = where + ".filter[" + std::to_string(part.filters.size()) + "]";
  const json::View op = item.member("op");
  const auto* known = std::ranges::find_if(kOperators, [&](const auto& row) { return op.equals(row.first); });
  if (known == kOperators.end()) return invalid_input(place + ".op: expected one of = is-a descendent-of is-not-a regex in not-in generalizes exists");
  Filter filter{texts_.of(item.member("property")), known->second, texts_.of(item.member("value")), {}, {}};
  if (filter.property.empty()) return invalid_input(place + ".property: expected the code of a property, or concept");
  if (filter.value.empty()) return invalid_input(place + ".value: expected a value");
  if (filter.op == FilterOp::kIn || filter.op == FilterOp::kNotIn) filter.values = split_list(filter.value);
  if (filter.op == FilterOp::kRegex) {
    filter.pattern = compiled(filter.value);
    if (!filter.pattern->ok()) return invalid_input(place + ".value: expected a regular expression");
  }
  part.filters.push_back(std::move(filter));
  return {};
}

// A stored expansion as if its codes had been listed, system by system where they change.
void ValueSet::read_expansion(json::View contains) {
  for (const json::View item : contains) {
    const std::string_view code = texts_.of(item.member("code"));
    const std::string_view system = texts_.of(item.member("system"));
    if (!code.empty() && !item.member("abstract").is_true()) {
      if (includes_.empty() || includes_.back().system != system) {
        includes_.push_back({});
        includes_.back().system = system;
        includes_.back().version = texts_.of(item.member("version"));
      }
      includes_.back().listed.push_back({code, texts_.of(item.member("display")), item});
    }
    read_expansion(item.member("contains"));
  }
}

std::string ValueSet::canonical() const {
  if (url_.empty()) return "(a value set without url)";
  std::string text(url_);
  if (!version_.empty()) text.append("|").append(version_);
  return text;
}

json::View ValueSet::contained(std::string_view reference) const {
  for (const json::View item : root_.member("contained")) {
    if (item.member("id").equals(reference.substr(1))) return item;
  }
  return {};
}

}  // namespace osler::fhir::terms
