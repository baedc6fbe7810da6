// ValueSet/$expand. Spec: FHIR R4, valueset-operation-expand.html.

#include <algorithm>
#include <array>

#include "fhir/model/date_time.h"
#include "fhir/terms/canonical.h"
#include "fhir/terms/display.h"
#include "fhir/terms/operations.h"
#include "json/writer.h"

namespace osler::fhir::terms {
namespace {

/// What is said of the definition in every expansion, and what only with includeDefinition.
constexpr std::array<std::string_view, 9> kHeader{"url", "version", "name", "title", "status", "experimental", "date", "publisher", "immutable"};

struct Shape {
  bool designations = false;
  std::vector<std::string> designations_wanted;  ///< "language" or "use-system|use-code"; empty: all.
  std::vector<std::string> languages;
};

bool is_wanted(json::View designation, const Shape& shape) {
  if (shape.designations_wanted.empty()) return true;
  return std::ranges::any_of(shape.designations_wanted, [&](const std::string& wanted) {
    const Canonical token = split_canonical(wanted);  // The same form: system|code.
    const std::string_view code = token.version;
    if (token.url == "urn:ietf:bcp:47" || code.empty()) {
      const json::View language = designation.member("language");
      return language.is_string() && serves(language.text(), code.empty() ? token.url : code);
    }
    const json::View use = designation.member("use");
    return use.member("code").equals(code) && use.member("system").equals(token.url);
  });
}

void write_designations(json::Writer& writer, const Member& member, const Shape& shape) {
  bool any = false;
  for (const Word& word : words_for(member)) {
    if (!word.view.exists() || !is_wanted(word.view, shape)) continue;
    if (!any) {
      writer.key("designation");
      writer.begin_array();
      any = true;
    }
    writer.raw(word.view.raw());
  }
  if (any) writer.end_array();
}

/// Writes members, nested ones inside their parents.
class ContainsWriter {
 public:
  ContainsWriter(json::Writer& writer, const Expansion& expansion, const Shape& shape)
      : writer_(writer), expansion_(expansion), shape_(shape) {}

  void flat(std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    open();
    for (std::size_t i = begin; i < end; ++i) {
      start(expansion_.members[i]);
      writer_.end_object();
    }
    writer_.end_array();
  }

  void nested() {
    std::vector<std::vector<std::uint32_t>> children(expansion_.members.size() + 1);
    for (std::uint32_t i = 0; i < expansion_.members.size(); ++i) {
      const std::uint32_t parent = expansion_.members[i].parent;
      children[parent == Member::kTop ? expansion_.members.size() : parent].push_back(i);
    }
    level(children, expansion_.members.size());
  }

 private:
  void open() {
    writer_.key("contains");
    writer_.begin_array();
  }

  void level(const std::vector<std::vector<std::uint32_t>>& children, std::size_t of) {
    if (children[of].empty()) return;
    open();
    for (const std::uint32_t child : children[of]) {
      start(expansion_.members[child]);
      level(children, child);
      writer_.end_object();
    }
    writer_.end_array();
  }

  void start(const Member& member) {
    writer_.begin_object();
    writer_.member("system", member.system_url);
    const CodeSystem::Row* row = member.system == nullptr ? nullptr : &member.system->at(member.index);
    if (row != nullptr && row->is_abstract) writer_.member("abstract", true);
    if (row != nullptr && row->is_inactive) writer_.member("inactive", true);
    writer_.member("code", member.code);
    const std::string display = display_for(member, shape_.languages);
    if (!display.empty()) writer_.member("display", display);
    if (shape_.designations) write_designations(writer_, member, shape_);
  }

  json::Writer& writer_;
  const Expansion& expansion_;
  const Shape& shape_;
};

void write_parameter(json::Writer& writer, std::string_view name, std::string_view type, std::string_view value) {
  writer.begin_object();
  writer.member("name", name);
  writer.key(type);
  if (type == "valueBoolean" || type == "valueInteger") writer.raw(value);
  else writer.value(value);
  writer.end_object();
}

void write_parameters(json::Writer& writer, const OperationInput& input, const Expansion& expansion) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kEchoed{{{"filter", "valueString"},
                                                                                  {"offset", "valueInteger"},
                                                                                  {"count", "valueInteger"},
                                                                                  {"includeDesignations", "valueBoolean"},
                                                                                  {"includeDefinition", "valueBoolean"},
                                                                                  {"activeOnly", "valueBoolean"},
                                                                                  {"excludeNested", "valueBoolean"},
                                                                                  {"excludeNotForUI", "valueBoolean"},
                                                                                  {"displayLanguage", "valueCode"}}};
  writer.key("parameter");
  writer.begin_array();
  for (const auto& [name, type] : kEchoed) {
    if (input.has(name)) write_parameter(writer, name, type, input.text(name));
  }
  for (const CodeSystemPtr& system : expansion.systems) write_parameter(writer, "used-codesystem", "valueUri", system->canonical());
  for (const CodeSystemPtr& system : expansion.systems) {
    for (const CodeSystemPtr& one : system->supplements()) write_parameter(writer, "used-supplement", "valueUri", one->canonical());
  }
  for (std::size_t i = 1; i < expansion.value_sets.size(); ++i) {
    write_parameter(writer, "used-valueset", "valueUri", expansion.value_sets[i]->canonical());
  }
  writer.end_array();
}

void write_definition(json::Writer& writer, const ValueSet& set, bool whole) {
  for (const json::View member : set.root()) {
    const std::string name = member.key();
    const bool header = std::ranges::find(kHeader, name) != kHeader.end();
    const bool always_out = name == "resourceType" || name == "expansion" || name == "id" || name == "meta" || name == "text";
    if (always_out || (!whole && !header)) continue;
    writer.key(name);
    writer.raw(member.raw());
  }
}

Result<ExpansionRequest> request_of(const OperationContext& context, const OperationInput& input, std::string_view filter) {
  ExpansionRequest request;
  request.filter = filter;
  request.members_max = context.limits.expansion_max;
  OSLER_TRY(request.active_only, input.boolean("activeOnly", false));
  OSLER_TRY(request.exclude_not_selectable, input.boolean("excludeNotForUI", false));
  OSLER_TRY(const bool flat, input.boolean("excludeNested", false));
  const bool paged = input.has("offset") || input.has("count");
  request.nested = !flat && !paged;
  OSLER_TRY(const bool uncoordinated, input.boolean("excludePostCoordinated", false));
  static_cast<void>(uncoordinated);  // No loaded system has post-coordinated codes.
  return request;
}

Status leave_out_systems(const OperationInput& input, Expansion& expansion) {
  const std::vector<std::string> systems = input.texts("exclude-system");
  if (systems.empty()) return {};
  std::erase_if(expansion.members, [&](const Member& member) {
    return std::ranges::any_of(systems, [&](const std::string& system) { return split_canonical(system).url == member.system_url; });
  });
  expansion.nested = false;
  return {};
}

}  // namespace

Result<std::string> expand_value_set(const OperationContext& context, const OperationInput& input) {
  OSLER_TRY(const ValueSetPtr set, value_set_asked(context, input));
  const std::string filter = input.text("filter");
  OSLER_TRY(const ExpansionRequest request, request_of(context, input, filter));
  OSLER_TRY(const std::optional<std::uint64_t> offset, input.number("offset", 1'000'000'000));
  OSLER_TRY(const std::optional<std::uint64_t> count, input.number("count", 1'000'000'000));
  OSLER_TRY(const bool whole, input.boolean("includeDefinition", false));
  Shape shape{false, input.texts("designation"), languages_asked(context, input)};
  OSLER_TRY(shape.designations, input.boolean("includeDesignations", !shape.designations_wanted.empty()));
  OSLER_TRY(Expansion expansion, expand(context.content, set, request));
  OSLER_RETURN_IF_ERROR(leave_out_systems(input, expansion));

  const std::size_t total = expansion.members.size();
  const std::size_t begin = std::min<std::size_t>(total, offset.value_or(0));
  const std::size_t end = count ? begin + std::min<std::size_t>(total - begin, *count) : total;
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "ValueSet");
  write_definition(writer, *set, whole);
  writer.key("expansion");
  writer.begin_object();
  writer.member("timestamp", format_instant(context.now_ms));
  writer.member("total", static_cast<std::uint64_t>(total));
  writer.member("offset", static_cast<std::uint64_t>(begin));
  write_parameters(writer, input, expansion);
  ContainsWriter contains(writer, expansion, shape);
  if (expansion.nested) contains.nested();
  else contains.flat(begin, end);
  writer.end_object();
  writer.end_object();
  return text;
}

}  // namespace osler::fhir::terms
