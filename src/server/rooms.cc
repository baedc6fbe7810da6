#include "server/rooms.h"

namespace osler::server {

namespace {

constexpr const char* kStoreFolder = "store";

}  // namespace

Status require_data(const std::filesystem::path& data) {
  std::error_code ignored;
  if (std::filesystem::exists(data / kStoreFolder, ignored)) return {};
  return not_found("there is no data directory " + data.string() + "; make one with osler init --data " + data.string());
}

Rooms::Rooms(fhir::Definitions loaded) : definitions(std::move(loaded)), policy(definitions) {}
Rooms::~Rooms() = default;

Result<std::unique_ptr<Rooms>> Rooms::open(const std::filesystem::path& data, const store::RocksOptions& options,
                                           const engine::Settings& settings) {
  OSLER_TRY(fhir::Definitions loaded, fhir::Definitions::built_in());
  std::unique_ptr<Rooms> rooms(new Rooms(std::move(loaded)));
  OSLER_TRY(rooms->extractor, fhir::ResourceExtractor::create(rooms->definitions));
  OSLER_TRY(rooms->store, store::RocksStore::open(data / kStoreFolder, options, rooms->clock));
  rooms->extractor->parameters().attach(*rooms->store);
  OSLER_RETURN_IF_ERROR(rooms->store->open_index(*rooms->extractor));
  rooms->engine = std::make_unique<engine::Engine>(rooms->definitions, *rooms->extractor, rooms->policy, *rooms->store,
                                                   rooms->clock, rooms->rng, settings);
  return rooms;
}

Status Rooms::open_accounts(const access::AccountSettings& settings) {
  OSLER_TRY(accounts, access::Accounts::open(*store, clock, rng, settings));
  return {};
}

}  // namespace osler::server
