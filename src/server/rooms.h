#pragma once
// The house without its doors: everything over one data directory that a command or the server works with, built in
// order and passed down by reference.

#include <filesystem>
#include <memory>

#include "access/accounts.h"
#include "access/policy.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/rng.h"
#include "engine/engine.h"
#include "fhir/model/definitions.h"
#include "fhir/search/resource_extractor.h"
#include "store/rocks/rocks_store.h"

namespace osler::server {

/// Whether there is a data directory to work with; makes nothing. Errors: kNotFound with the cure.
Status require_data(const std::filesystem::path& data);

class Rooms {
 public:
  /// Opens (or makes) the store in `data` and everything above it but accounts. Errors: kUnavailable if another process
  /// serves the directory; those of the store.
  static Result<std::unique_ptr<Rooms>> open(const std::filesystem::path& data, const store::RocksOptions& options,
                                             const engine::Settings& settings);
  ~Rooms();

  /// The accounts of the installation. Errors: kNotFound if the directory holds none yet (osler init makes one).
  Status open_accounts(const access::AccountSettings& settings = {});

  SystemClock clock;
  SystemRng rng;
  fhir::Definitions definitions;
  std::unique_ptr<fhir::ResourceExtractor> extractor;
  access::Policy policy;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<access::Accounts> accounts;  ///< Null until open_accounts().
  std::unique_ptr<engine::Engine> engine;

 private:
  explicit Rooms(fhir::Definitions loaded);
};

}  // namespace osler::server
