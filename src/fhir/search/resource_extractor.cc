#include "fhir/search/resource_extractor.h"

#include "fhir/search/contained.h"
#include "fhir/search/full_text.h"
#include "fhir/search/referring.h"
#include "fhir/search/type_plan.h"
#include "json/parser.h"

namespace osler::fhir {
namespace {

/// Raised whenever the same text would give other entries than before: stored indexes are then built anew.
constexpr std::uint64_t kExtractionRules = 4;

class Fnv {
 public:
  void add(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
    mix(0xff);  // No UTF-8 text holds this byte: it ends the text.
  }
  void add(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) mix(static_cast<unsigned char>(number >> (8 * i)));
  }
  std::uint64_t value() const { return hash_; }

 private:
  void mix(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace

struct ResourceExtractor::Impl {
  explicit Impl(const Definitions& r4) : definitions(r4), rooms(r4) {}
  const Definitions& definitions;
  std::vector<TypePlan> plans;  ///< By type number.
  ParameterRooms rooms;
};

ResourceExtractor::ResourceExtractor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ResourceExtractor::~ResourceExtractor() = default;

Result<std::unique_ptr<ResourceExtractor>> ResourceExtractor::create(const Definitions& definitions) {
  auto impl = std::make_unique<Impl>(definitions);
  impl->plans.resize(definitions.type_number_max() + std::size_t{1});
  for (const TypeId type : definitions.resource_types()) {
    OSLER_TRY(impl->plans[number_of(type)], make_type_plan(definitions, type));
  }
  return std::unique_ptr<ResourceExtractor>(new ResourceExtractor(std::move(impl)));
}

ParameterRooms& ResourceExtractor::parameters() const { return impl_->rooms; }

void ResourceExtractor::extract(TypeId type, json::View resource, std::vector<store::IndexEntry>& out) const {
  if (number_of(type) >= impl_->plans.size()) return;
  const std::size_t from = out.size();
  collect_entries(impl_->definitions, impl_->plans[number_of(type)], type, resource, out);
  add_contained_types(impl_->definitions, resource, out);
  add_unlisted_references(impl_->definitions, type, resource, from, out);
}

Status ResourceExtractor::extract(store::Partition partition, TypeId type, std::string_view text, std::vector<store::IndexEntry>& out) const {
  json::Parser parser;
  Result<json::Tree> tree = parser.parse(json::PaddedBytes(text), impl_->definitions.names());
  if (!tree.ok() || !tree->root().is_object()) return internal_error("a stored text is no JSON object");
  extract(type, tree->root(), out);
  OSLER_TRY(const std::shared_ptr<const OwnParameters> own, impl_->rooms.of(partition));
  own->extract(type, tree->root(), out);
  return {};
}

Status ResourceExtractor::folded_text(store::Partition, TypeId, std::string_view text, ParameterId field, std::string& out) const {
  out.clear();
  const SearchParameter* parameter = impl_->definitions.search_parameter(field);
  if (parameter == nullptr) return {};
  json::Parser parser;
  Result<json::Tree> tree = parser.parse(json::PaddedBytes(text), impl_->definitions.names());
  if (!tree.ok()) return internal_error("a stored text is no JSON object");
  if (parameter->code == "_text") out = narrative_words(tree->root());
  if (parameter->code == "_content") out = content_words(tree->root());
  return {};
}

Status ResourceExtractor::contained(store::Partition partition, TypeId, std::string_view text, std::vector<store::Contained>& out) const {
  out.clear();
  json::Parser parser;
  Result<json::Tree> tree = parser.parse(json::PaddedBytes(text), impl_->definitions.names());
  if (!tree.ok()) return internal_error("a stored text is no JSON object");
  OSLER_TRY(const std::shared_ptr<const OwnParameters> own, impl_->rooms.of(partition));
  std::string scratch;
  for (const json::View inside : tree->root().member("contained")) {
    const std::optional<TypeId> type = impl_->definitions.resource_type(inside.member("resourceType").text(scratch));
    if (!type) continue;
    store::Contained& one = out.emplace_back();
    one.type = *type;
    if (inside.member("id").is_string()) one.id = inside.member("id").text();
    extract(*type, inside, one.entries);
    own->extract(*type, inside, one.entries);
  }
  return {};
}

bool ResourceExtractor::is_complete(store::Partition partition, ParameterId parameter) const {
  if (number_of(without_facet(parameter)) < kAddedParameterMin) return true;
  const auto own = impl_->rooms.of(partition);
  return own.ok() && (*own)->is_ready(parameter);
}

std::uint64_t ResourceExtractor::rules() const { return kExtractionRules; }

store::ParameterEpoch ResourceExtractor::epoch(store::Partition, ParameterId parameter) const {
  const ParameterId base = without_facet(parameter);
  const SearchParameter* definition = impl_->definitions.search_parameter(base);
  if (definition == nullptr) return 0;
  Fnv hash;
  hash.add(kExtractionRules);
  hash.add(static_cast<std::uint64_t>(definition->type));
  hash.add(definition->expression);
  for (const SearchComponent& component : definition->components) {
    const SearchParameter* part = impl_->definitions.search_parameter(component.parameter);
    hash.add(component.expression);
    hash.add(part == nullptr ? 0 : static_cast<std::uint64_t>(part->type));
  }
  return hash.value();
}

}  // namespace osler::fhir
