#pragma once
// Making a data directory ready: the first organization with its keys and admin, and the sample records of --dev.

#include <filesystem>
#include <string>

#include "access/founding.h"
#include "base/result.h"
#include "server/config.h"
#include "server/rooms.h"

namespace osler::server {

/// Whether `data` is missing or empty.
bool is_unused(const std::filesystem::path& data);

/// Makes the directory and the installation in it. Errors: kConflict if it is not empty; those of create_installation().
Result<access::Installation> make_installation(const std::filesystem::path& data, access::NewInstallation wanted);

/// The synthetic records of sample_data.json, into the organization's test environment.
Status load_sample_data(Rooms& rooms, const access::Organization& organization);

/// What `serve --dev` prints and keeps beside its data, readable by its owner alone.
struct DevCredentials {
  std::string test_key;
  std::string live_key;
  std::string admin_email;
  std::string admin_password;
};

/// Makes the directory with sample data if it is unused, else reads the credentials kept in it (empty if it was not made
/// by --dev).
Result<DevCredentials> prepare_dev_directory(const Config& config);

}  // namespace osler::server
