// What the CapabilityStatement says about one resource type.

#include <algorithm>
#include <array>
#include <set>

#include "api/fhir/metadata.h"
#include "api/fhir/route.h"

namespace osler::fhir_api {
namespace {

using osler::fhir::SearchParameter;
using osler::fhir::SearchType;

constexpr std::array<std::string_view, 9> kSearchTypes{"number", "date", "string", "token", "reference", "composite", "quantity", "uri", "special"};

/// The types that are normative in R4. Spec: FHIR R4, versions.html#maturity.
constexpr std::array<std::string_view, 10> kNormative{"Binary", "Bundle", "CapabilityStatement", "CodeSystem", "Observation", "OperationDefinition",
                                                     "Patient", "StructureDefinition", "ValueSet", "OperationOutcome"};

/// Texts of TypeCapabilities, about half a MiB each.
constexpr std::size_t kStatesKeptMax = 32;

/// Interactions of a type, and the routes that serve them.
constexpr std::array<std::pair<Interaction, std::string_view>, 9> kInteractions{{{Interaction::kRead, "read"}, {Interaction::kVread, "vread"},
    {Interaction::kUpdate, "update"}, {Interaction::kPatch, "patch"}, {Interaction::kDelete, "delete"}, {Interaction::kInstanceHistory, "history-instance"},
    {Interaction::kTypeHistory, "history-type"}, {Interaction::kCreate, "create"}, {Interaction::kSearch, "search-type"}}};

bool is_routed(Interaction interaction) {
  for (const RouteRow& row : routes()) {
    if (row.interaction == interaction) return true;
  }
  return false;
}

void write_interactions(json::Writer& writer) {
  writer.key("interaction");
  writer.begin_array();
  for (const auto& [interaction, code] : kInteractions) {
    if (!is_routed(interaction)) continue;
    writer.begin_object();
    writer.member("code", code);
    writer.end_object();
  }
  writer.end_array();
}

// A parameter is claimed if a search with it is read: the parser is asked, not a list.
bool is_served(const osler::fhir::Definitions& definitions, TypeId type, const SearchParameter& parameter) {
  constexpr std::string_view kSamples[] = {"1", "2024", "x", "x", "x", "", "1", "urn:x", "1|1|1|km"};
  std::string sample(kSamples[static_cast<std::size_t>(parameter.type)]);
  if (parameter.code == "_filter") sample = "_id eq x";
  if (parameter.type == SearchType::kComposite) {
    for (const auto& component : parameter.components) {
      const SearchParameter* part = definitions.search_parameter(component.parameter);
      if (part == nullptr) return false;
      sample += (sample.empty() ? "" : "$") + std::string(kSamples[static_cast<std::size_t>(part->type)]);
    }
  }
  return osler::fhir::parse_search(definitions, type, {{std::string(parameter.code), sample}}).ok();
}

/// What is written about: R4's parameters and those of a partition that are ready.
struct Searchable {
  const osler::fhir::Definitions& definitions;
  const osler::fhir::OwnParameters* own;

  bool has(const SearchParameter& parameter) const {
    return number_of(parameter.id) < osler::fhir::kAddedParameterMin || (own != nullptr && own->is_ready(parameter.id));
  }
};

void write_parameters(json::Writer& writer, const Searchable& searchable, TypeId type) {
  const osler::fhir::Definitions& definitions = searchable.definitions;
  writer.key("searchParam");
  writer.begin_array();
  for (const SearchParameter* parameter : definitions.search_parameters(type)) {
    if (!searchable.has(*parameter) || !is_served(definitions, type, *parameter)) continue;
    writer.begin_object();
    writer.member("name", parameter->code);
    writer.member("definition", parameter->url);
    writer.member("type", kSearchTypes.at(static_cast<std::size_t>(parameter->type)));
    if (!parameter->description.empty()) writer.member("documentation", parameter->description);
    writer.end_object();
  }
  writer.end_array();
}

void write_list(json::Writer& writer, std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) return;
  writer.key(name);
  writer.begin_array();
  for (const std::string& value : values) writer.value(value);
  writer.end_array();
}

bool is_reference_to(const SearchParameter& parameter, TypeId type) {
  return parameter.type == SearchType::kReference && std::find(parameter.targets.begin(), parameter.targets.end(), type) != parameter.targets.end();
}

// Each by its name, and "*".
void write_includes(json::Writer& writer, const Searchable& searchable, TypeId type) {
  const osler::fhir::Definitions& definitions = searchable.definitions;
  std::vector<std::string> forward{"*"};
  std::vector<std::string> reverse{"*"};
  const auto named = [&](TypeId source, const SearchParameter& parameter) { return std::string(definitions.name_of(source)) + ":" + std::string(parameter.code); };
  for (const SearchParameter* parameter : definitions.search_parameters(type)) {
    if (parameter->type == SearchType::kReference && searchable.has(*parameter)) forward.push_back(named(type, *parameter));
  }
  for (const TypeId source : definitions.resource_types()) {
    for (const SearchParameter* parameter : definitions.search_parameters(source)) {
      if (is_reference_to(*parameter, type) && searchable.has(*parameter)) reverse.push_back(named(source, *parameter));
    }
  }
  write_list(writer, "searchInclude", forward);
  write_list(writer, "searchRevInclude", reverse);
}

void write_type(json::Writer& writer, const engine::Engine& engine, const Searchable& searchable, TypeId type) {
  const osler::fhir::Definitions& definitions = searchable.definitions;
  writer.begin_object();
  writer.member("type", definitions.name_of(type));
  writer.member("profile", "http://hl7.org/fhir/StructureDefinition/" + std::string(definitions.name_of(type)));
  write_interactions(writer);
  writer.member("versioning", "versioned-update");
  writer.member("readHistory", true);
  writer.member("updateCreate", true);
  writer.member("conditionalCreate", true);
  writer.member("conditionalRead", "full-support");
  writer.member("conditionalUpdate", true);
  writer.member("conditionalDelete", engine.settings().conditional_delete_multiple ? "multiple" : "single");
  write_list(writer, "referencePolicy", {"literal", "local", "enforced"});
  write_includes(writer, searchable, type);
  write_parameters(writer, searchable, type);
  write_operations(writer, definitions.name_of(type));
  writer.end_object();
}

std::string types_text(const engine::Engine& engine, const Searchable& searchable, bool normative_only) {
  const osler::fhir::Definitions& definitions = searchable.definitions;
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const TypeId type : definitions.resource_types()) {
    const bool listed = !normative_only || std::find(kNormative.begin(), kNormative.end(), definitions.name_of(type)) != kNormative.end();
    if (listed) write_type(writer, engine, searchable, type);
  }
  writer.end_array();
  return text;
}

}  // namespace

namespace {

// `first`: the type that alone has the operation; empty: the system, or every type.
std::string definition_of(std::string_view first, std::string_view operation) {
  if (operation == "export") {
    std::string level;
    for (const char c : first) level += static_cast<char>(c | 0x20);
    return "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/" + (level.empty() ? level : level + "-") + "export";
  }
  if (operation == "import") return "urn:osler:operation:import";  // Nobody has published one.
  if (operation == "closure") first = "ConceptMap";  // Of the system, but named after that.
  const std::string_view owner = operation == "versions" ? "CapabilityStatement" : (first.empty() ? "Resource" : first);
  return "http://hl7.org/fhir/OperationDefinition/" + std::string(owner) + "-" + std::string(operation);
}

}  // namespace

void write_operations(json::Writer& writer, std::string_view first) {
  std::set<std::string_view> names;
  for (const RouteRow& row : routes()) {
    const std::size_t dollar = row.pattern.find('$');
    if (dollar == std::string_view::npos) continue;
    const std::string_view head = row.pattern.substr(0, row.pattern.find('/'));
    const bool of_type = head == first;
    const bool of_all = first.empty() && (head.starts_with('{') || head.starts_with('$'));
    if (of_type || of_all) names.insert(row.pattern.substr(dollar + 1));
  }
  if (names.empty()) return;
  writer.key("operation");
  writer.begin_array();
  for (const std::string_view name : names) {
    writer.begin_object();
    writer.member("name", name);
    writer.member("definition", definition_of(first, name));
    writer.end_object();
  }
  writer.end_array();
}

std::shared_ptr<const std::string> TypeCapabilities::all(const engine::Engine& engine, store::Partition partition, const osler::fhir::OwnParameters* own) {
  return text(engine, partition, own, Types::kAll);
}

std::shared_ptr<const std::string> TypeCapabilities::normative(const engine::Engine& engine, store::Partition partition,
                                                               const osler::fhir::OwnParameters* own) {
  return text(engine, partition, own, Types::kNormative);
}

std::shared_ptr<const std::string> TypeCapabilities::text(const engine::Engine& engine, store::Partition partition, const osler::fhir::OwnParameters* own,
                                                          Types types) {
  const bool any_own = own != nullptr && std::ranges::any_of(own->all(), [](const auto& one) { return one.state == osler::fhir::OwnState::kReady; });
  const std::uint64_t snapshot = any_own ? own->number() : 0;
  const std::scoped_lock lock(mutex_);
  if (made_.size() >= kStatesKeptMax) made_.clear();
  Made& made = made_[{any_own ? partition : store::Partition::system(), types}];
  if (made.text == nullptr || made.snapshot != snapshot) {
    const Searchable searchable{any_own ? own->definitions() : engine.definitions(), any_own ? own : nullptr};
    made = {snapshot, std::make_shared<const std::string>(types_text(engine, searchable, types == Types::kNormative))};
  }
  return made.text;
}

}  // namespace osler::fhir_api
