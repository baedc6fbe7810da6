#include "server/installation.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "json/parser.h"
#include "json/writer.h"
#include "server/sample_data.h"

namespace osler::server {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCredentialsFile = "dev-credentials.json";

Status write_private_file(const fs::path& file, const std::string& text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return unavailable("cannot write " + file.string());
  const bool written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool closed = ::close(descriptor) == 0;
  if (written && closed) return {};
  return unavailable("cannot write " + file.string());
}

Status keep_credentials(const fs::path& data, const DevCredentials& credentials) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("testKey", credentials.test_key);
  writer.member("liveKey", credentials.live_key);
  writer.member("adminEmail", credentials.admin_email);
  writer.member("adminPassword", credentials.admin_password);
  writer.end_object();
  return write_private_file(data / kCredentialsFile, text + "\n");
}

DevCredentials kept_credentials(const fs::path& data) {
  std::ifstream file(data / kCredentialsFile);
  std::stringstream text;
  text << file.rdbuf();
  json::Parser parser;
  const auto tree = parser.parse(json::PaddedBytes(text.str()), json::NameTable());
  if (!tree.ok()) return {};
  const json::View root = tree->root();
  return {root.member("testKey").text(), root.member("liveKey").text(), root.member("adminEmail").text(),
          root.member("adminPassword").text()};
}

}  // namespace

bool is_unused(const fs::path& data) {
  std::error_code ignored;
  return !fs::exists(data, ignored) || fs::is_empty(data, ignored);
}

Result<access::Installation> make_installation(const fs::path& data, access::NewInstallation wanted) {
  if (!is_unused(data)) {
    return Error{ErrorKind::kConflict, data.string() + " is not empty: give an empty or new directory", {}, {}};
  }
  std::error_code failure;
  fs::create_directories(data, failure);
  if (failure) return unavailable("cannot make " + data.string() + ": " + failure.message());
  fs::permissions(data, fs::perms::owner_all, failure);
  OSLER_TRY(auto rooms, Rooms::open(data, Config{}.store, {}));
  BlockingLoop loop;
  auto made = loop.run(access::create_installation(*rooms->store, rooms->clock, rooms->rng, std::move(wanted), loop));
  rooms.reset();
  // It was empty before: leave it so, for the next try.
  if (!made.ok()) {
    for (const auto& entry : fs::directory_iterator(data, failure)) fs::remove_all(entry.path(), failure);
  }
  return made;
}

Status load_sample_data(Rooms& rooms, const access::Organization& organization) {
  json::Parser parser;
  OSLER_TRY(const json::Tree bundle, parser.parse(json::PaddedBytes(sample_data()), rooms.definitions.names()));
  const access::Caller caller = access::system_caller(organization, store::Environment::kTest);
  BlockingLoop loop;
  engine::Session session{caller, loop, parser, "sample", {}, {}};
  engine::Transaction transaction;
  for (const json::View entry : bundle.root().member("entry")) {
    const json::View resource = entry.member("resource");
    engine::TransactionEntry write;
    write.kind = engine::EntryKind::kUpdate;
    write.type = rooms.definitions.resource_type(resource.member("resourceType").text()).value_or(TypeId::kNone);
    write.id = resource.member("id").text();
    write.resource = resource.raw();
    write.index = static_cast<std::uint32_t>(transaction.entries.size());
    transaction.entries.push_back(std::move(write));
  }
  const auto written = loop.run(rooms.engine->transaction(session, std::move(transaction)));
  if (!written.ok()) return written.error();
  return {};
}

Result<DevCredentials> prepare_dev_directory(const Config& config) {
  if (!is_unused(config.data)) return kept_credentials(config.data);
  access::NewInstallation wanted;
  wanted.organization_name = "Sample clinic";
  wanted.admin_email = "admin@example.org";
  OSLER_TRY(const access::Installation made, make_installation(config.data, std::move(wanted)));
  OSLER_TRY(const auto rooms, Rooms::open(config.data, config.store, config.engine));
  OSLER_RETURN_IF_ERROR(load_sample_data(*rooms, made.organization));
  DevCredentials credentials{made.test_key, made.live_key, made.admin_email, made.admin_password};
  OSLER_RETURN_IF_ERROR(keep_credentials(config.data, credentials));
  return credentials;
}

}  // namespace osler::server
