#include "engine/conformance.h"

#include <algorithm>

#include "fhir/terms/canonical.h"
#include "json/parser.h"

namespace osler::engine {

using fhir::terms::Document;
using fhir::terms::ResourceKind;

namespace {

constexpr std::uint32_t kPage = 200;

fhir::terms::ShippedSource opened_shipped() {
  Result<fhir::terms::ShippedSource> source = fhir::terms::ShippedSource::open();
  OSLER_ASSERT(source.ok());
  return *std::move(source);
}

}  // namespace

/// The partition's own resources, found through the index of their url.
class Conformance::StoredSource final : public fhir::terms::Source {
 public:
  StoredSource(const Conformance& conformance, store::Partition partition) : conformance_(conformance), partition_(partition) {}

  Result<std::vector<Document>> find(ResourceKind kind, std::string_view url) const override {
    const TypeId type = conformance_.types_[static_cast<std::size_t>(kind)];
    const fhir::SearchParameter* parameter = conformance_.definitions_.search_parameter(type, "url");
    OSLER_ASSERT(parameter != nullptr);
    const store::Where where{parameter->id, {store::IsUri{store::UriMatch::kEqual, std::string(url)}}};
    std::vector<Document> found;
    OSLER_RETURN_IF_ERROR(each(type, store::Expr{where}, [&](const store::Record& record, json::View root) {
      const json::View version = root.member("version");
      if (!root.member("url").equals(url)) return;
      found.push_back({version.is_string() ? version.text() : std::string(), record.header.position.number, record.text});
    }));
    return found;
  }

  Result<std::vector<std::string>> urls(ResourceKind kind) const override {
    std::vector<std::string> all;
    OSLER_RETURN_IF_ERROR(each(conformance_.types_[static_cast<std::size_t>(kind)], store::Expr{store::All{}},
                               [&](const store::Record&, json::View root) {
                                 if (root.member("url").is_string()) all.push_back(root.member("url").text());
                               }));
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  std::uint64_t epoch() const override { return epoch_.load(std::memory_order_acquire); }
  void changed() { epoch_.fetch_add(1, std::memory_order_acq_rel); }

 private:
  // Every live record that meets `where`, page by page; the store's own indexes keep that small.
  template <class Visit>
  Status each(TypeId type, const store::Expr& where, Visit visit) const {
    json::Parser parser;
    store::Query query;
    query.types = {type};
    query.where = where;
    query.page.count = kPage;
    query.totals = store::Totals::kNone;
    for (bool more = true; more;) {
      OSLER_TRY(const store::SearchResult page, conformance_.store_.search(partition_, store::authorize(query, store::SeesAll())));
      for (const store::Record& record : page.records) {
        OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(record.text), conformance_.definitions_.names()));
        visit(record, tree.root());
      }
      more = !page.next.empty();
      query.page.cursor = page.next;
    }
    return {};
  }

  const Conformance& conformance_;
  const store::Partition partition_;
  std::atomic<std::uint64_t> epoch_{1};
};

struct Conformance::Room {
  Room(const Conformance& conformance, store::Partition partition)
      : definitions(conformance.definitions_), source(conformance, partition), library(definitions, {&source}, &conformance.shipped_),
        set(definitions, library, &conformance.shipped_profiles_) {}
  const fhir::Definitions& definitions;
  StoredSource source;
  fhir::terms::Library library;
  fhir::ProfileSet set;
  fhir::ProfileChecker checker{set};
};

Conformance::Conformance(const fhir::Definitions& definitions, const store::Store& store)
    : definitions_(definitions), store_(store), shipped_source_(opened_shipped()), shipped_(definitions, {&shipped_source_}),
      shipped_profiles_(definitions, shipped_) {
  for (std::size_t i = 0; i < fhir::terms::kResourceKinds; ++i) {
    types_.push_back(*definitions.resource_type(fhir::terms::type_name(static_cast<ResourceKind>(i))));
  }
}

Conformance::~Conformance() = default;

Conformance::Room& Conformance::room(store::Partition partition) const {
  const std::scoped_lock lock(mutex_);
  std::unique_ptr<Room>& room = rooms_[partition.number()];
  if (room == nullptr) room = std::make_unique<Room>(*this, partition);
  return *room;
}

const fhir::terms::Library& Conformance::library(store::Partition partition) const { return room(partition).library; }

const fhir::ProfileChecker& Conformance::profiles(store::Partition partition) const { return room(partition).checker; }

bool Conformance::concerns(TypeId type) const { return std::ranges::find(types_, type) != types_.end(); }

bool Conformance::concerns(const store::WriteSet& writes) const {
  const auto is_ours = [this](const auto& write) { return concerns(write.key.type); };
  return std::ranges::any_of(writes.puts, is_ours) || std::ranges::any_of(writes.removes, is_ours);
}

void Conformance::changed(store::Partition partition) const { room(partition).source.changed(); }

}  // namespace osler::engine
