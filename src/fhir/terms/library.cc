#include "fhir/terms/library.h"

#include <set>
#include <shared_mutex>
#include <unordered_map>

#include "fhir/terms/canonical.h"
#include "json/parser.h"

namespace osler::fhir::terms {
namespace {

constexpr std::size_t kUrlBytesMax = 2'048;  ///< Longer names are those of nothing, and not remembered.

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// One version, compiled; or why it cannot be.
template <class T>
struct Compiled {
  std::string version;
  Result<std::shared_ptr<const T>> value;
};

/// What is known of one kind, by URL, under one epoch. An empty list: no source holds it.
template <class T>
struct Shelf {
  using Versions = std::shared_ptr<const std::vector<Compiled<T>>>;
  mutable std::shared_mutex mutex;
  mutable std::uint64_t epoch = 0;
  mutable std::unordered_map<std::string, Versions, StringHash, std::equal_to<>> by_url;
};

// The version asked for, else the newest; null if there is none.
template <class T>
const Compiled<T>* chosen(const std::vector<Compiled<T>>& versions, std::string_view version) {
  const Compiled<T>* best = nullptr;
  for (const Compiled<T>& one : versions) {
    if (!version.empty() && one.version != version) continue;
    if (best == nullptr || is_older(best->version, one.version)) best = &one;
  }
  return best;
}

}  // namespace

struct Library::Impl {
  const Definitions& definitions;
  std::vector<const Source*> sources;
  const Impl* below;
  LibraryLimits limits;
  Shelf<CodeSystem> code_systems;
  Shelf<ValueSet> value_sets;
  Shelf<ConceptMap> concept_maps;
  Shelf<json::Tree> documents;  ///< StructureDefinitions.

  Impl(const Definitions& definitions_, std::vector<const Source*> sources_, const Impl* below_, LibraryLimits limits_)
      : definitions(definitions_), sources(std::move(sources_)), below(below_), limits(limits_) {}

  std::uint64_t epoch() const {
    std::uint64_t sum = below == nullptr ? 0 : below->epoch();
    for (const Source* source : sources) sum += source->epoch();
    return sum;
  }

  template <class T, class Make>
  Result<std::shared_ptr<const T>> compiled(const Document& document, std::string_view url, Make make) const {
    json::Parser parser;
    Result<json::Tree> tree = parser.parse(json::PaddedBytes(document.text), definitions.names(), limits.json);
    Result<std::shared_ptr<const T>> made = tree.ok() ? make(*std::move(tree)) : Result<std::shared_ptr<const T>>(std::move(tree).error());
    if (made.ok()) return made;
    return Error{ErrorKind::kUnprocessable, std::string(url) + " cannot be used: " + made.error().message, {}, {}};
  }

  std::uint64_t own_epoch() const {
    std::uint64_t sum = 0;
    for (const Source* source : sources) sum += source->epoch();
    return sum;
  }

  /// All versions of a URL in the own sources.
  template <class T, class Make>
  Result<typename Shelf<T>::Versions> versions_of(const Shelf<T>& shelf, ResourceKind kind, std::string_view url, Make make) const {
    if (url.size() > kUrlBytesMax) return typename Shelf<T>::Versions(std::make_shared<const std::vector<Compiled<T>>>());
    const std::uint64_t now = own_epoch();
    {
      const std::shared_lock lock(shelf.mutex);
      const auto found = shelf.by_url.find(url);
      if (shelf.epoch == now && found != shelf.by_url.end()) return found->second;
    }
    auto versions = std::make_shared<std::vector<Compiled<T>>>();
    for (const Source* source : sources) {
      OSLER_TRY(const std::vector<Document> found, source->find(kind, url));
      for (const Document& document : found) versions->push_back({document.version, compiled<T>(document, url, make)});
    }
    const std::unique_lock lock(shelf.mutex);
    if (shelf.epoch != now || shelf.by_url.size() >= limits.urls_max) shelf.by_url.clear();
    shelf.epoch = now;
    shelf.by_url.insert_or_assign(std::string(url), versions);
    return typename Shelf<T>::Versions(std::move(versions));
  }

  template <class T, class Make>
  Result<std::shared_ptr<const T>> find(Shelf<T> Impl::*shelf, ResourceKind kind, std::string_view url, std::string_view version,
                                        Make make) const {
    OSLER_TRY(const auto own, versions_of(this->*shelf, kind, url, make));
    typename Shelf<T>::Versions shared;
    const Compiled<T>* best = chosen(*own, version);
    if (below != nullptr) {
      OSLER_TRY(shared, below->versions_of(below->*shelf, kind, url, make));
      const Compiled<T>* other = chosen(*shared, version);
      if (best == nullptr || (other != nullptr && is_older(best->version, other->version))) best = other;
    }
    if (best == nullptr) return std::shared_ptr<const T>{};
    return best->value;
  }
};

Library::Library(const Definitions& definitions, std::vector<const Source*> sources, const Library* below, LibraryLimits limits)
    : impl_(std::make_unique<Impl>(definitions, std::move(sources), below == nullptr ? nullptr : below->impl_.get(), limits)) {}
Library::~Library() = default;

std::uint64_t Library::epoch() const { return impl_->epoch(); }

Result<CodeSystemPtr> Library::code_system(std::string_view url, std::string_view version) const {
  return impl_->find(&Impl::code_systems, ResourceKind::kCodeSystem, url, version,
                     [](json::Tree tree) { return CodeSystem::create(std::move(tree)); });
}

Result<ValueSetPtr> Library::value_set(std::string_view url, std::string_view version) const {
  return impl_->find(&Impl::value_sets, ResourceKind::kValueSet, url, version,
                     [](json::Tree tree) { return ValueSet::create(std::move(tree)); });
}

Result<ConceptMapPtr> Library::concept_map(std::string_view url, std::string_view version) const {
  return impl_->find(&Impl::concept_maps, ResourceKind::kConceptMap, url, version,
                     [](json::Tree tree) { return ConceptMap::create(std::move(tree)); });
}

Result<std::vector<ConceptMapPtr>> Library::concept_maps() const {
  std::vector<ConceptMapPtr> all;
  std::set<std::string> names;
  for (const Impl* level = impl_.get(); level != nullptr; level = level->below) {
    for (const Source* source : level->sources) {
      OSLER_TRY(std::vector<std::string> urls, source->urls(ResourceKind::kConceptMap));
      names.merge(std::set<std::string>(urls.begin(), urls.end()));
    }
  }
  for (const std::string& url : names) {
    OSLER_TRY(ConceptMapPtr map, concept_map(url, {}));
    if (map != nullptr) all.push_back(std::move(map));
  }
  return all;
}

Result<std::shared_ptr<const json::Tree>> Library::document(ResourceKind kind, std::string_view url, std::string_view version) const {
  OSLER_ASSERT(kind == ResourceKind::kStructureDefinition);
  return impl_->find(&Impl::documents, kind, url, version, [](json::Tree tree) -> Result<std::shared_ptr<const json::Tree>> {
    return std::make_shared<const json::Tree>(std::move(tree));
  });
}

}  // namespace osler::fhir::terms
