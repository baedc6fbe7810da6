#include "engine/packages.h"

#include <algorithm>

#include "json/parser.h"
#include "json/writer.h"

namespace osler::engine {
namespace {

constexpr std::string_view kTable = "package";
constexpr std::size_t kPackagesMax = 1'000;
constexpr std::size_t kIdBytesMax = 64;

std::string encoded(const LoadedPackage& package) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("name", package.name);
  writer.member("version", package.version);
  writer.member("addedMs", package.added_ms);
  writer.member("resources", std::uint64_t{package.resources});
  writer.end_object();
  return text;
}

Result<LoadedPackage> decoded(std::string_view bytes, const json::NameTable& names) {
  json::Parser parser;
  OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(bytes), names));
  const json::View root = tree.root();
  return LoadedPackage{root.member("name").text(), root.member("version").text(), std::stoll("0" + std::string(root.member("addedMs").raw())),
                       static_cast<std::uint32_t>(std::stoul("0" + std::string(root.member("resources").raw())))};
}

// An id with the version behind it, in the characters and the length of ids.
std::string versioned_id(const std::string& id, const std::string& version) {
  std::string suffix = "-" + version;
  std::ranges::replace_if(suffix, [](unsigned char c) { return std::isalnum(c) == 0 && c != '-' && c != '.'; }, '-');
  if (suffix.size() >= kIdBytesMax) suffix.resize(kIdBytesMax / 2);
  return id.substr(0, kIdBytesMax - suffix.size()) + suffix;
}

/// Whether the id is free, or holds the same canonical in the same version.
Result<bool> is_usable(const Engine& engine, const Session& session, TypeId type, const std::string& id, const fhir::terms::PackageResource& resource) {
  OSLER_TRY(const std::optional<store::Record> found, engine.store().current(session.caller.partition(), {type, id}));
  if (!found || found->header.is_deleted()) return true;
  OSLER_TRY(const json::Tree tree, session.parser.parse(json::PaddedBytes(found->text), engine.definitions().names()));
  const json::View version = tree.root().member("version");
  return tree.root().member("url").equals(resource.url) && (version.is_string() ? version.text() : std::string()) == resource.version;
}

/// "Patient.race" for each base as it is written.
std::vector<std::string> names_of(const Engine& engine, Session& session, std::string_view text) {
  std::vector<std::string> names;
  const auto tree = session.parser.parse(json::PaddedBytes(text), engine.definitions().names());
  if (!tree.ok()) return names;
  for (const json::View base : tree->root().member("base")) names.push_back(base.text() + "." + tree->root().member("code").text());
  return names;
}

// What became of the package's SearchParameters, whether they were written now or stood there.
Status note_parameters(const Engine& engine, Session& session, const fhir::terms::Package& package, const std::vector<Written>& written, AddedPackage& added) {
  OSLER_TRY(const std::shared_ptr<const fhir::OwnParameters> own, engine.parameters(session));
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (package.resources[i].type != "SearchParameter") continue;
    const std::vector<std::string> names = names_of(engine, session, package.resources[i].text);
    const std::string& id = written[i].resource.key.id;
    const bool is_live = std::ranges::any_of(own->all(), [&](const fhir::OwnParameter& one) { return one.is_live() && one.resource_id == id; });
    if (is_live) added.parameters.insert(added.parameters.end(), names.begin(), names.end());
    const auto why = std::ranges::find(written[i].warnings, "search-parameter", &Issue::rule);
    if (is_live || why == written[i].warnings.end()) continue;
    for (const std::string& name : names) added.not_indexed.push_back(name + ": " + why->diagnostics);
  }
  std::ranges::sort(added.parameters);
  std::ranges::sort(added.not_indexed);
  return {};
}

// The refusal of one resource, in the package's own words.
Error named(Error error, const fhir::terms::Package& package) {
  constexpr std::string_view kStart = "Bundle.entry[";
  for (Issue& issue : error.issues) {
    if (!issue.expression.starts_with(kStart)) continue;
    const std::size_t index = std::stoul("0" + issue.expression.substr(kStart.size()));
    if (index < package.resources.size()) issue.diagnostics = package.resources[index].type + "/" + package.resources[index].id + ": " + issue.diagnostics;
  }
  if (!error.issues.empty()) error.message = error.issues.front().diagnostics;
  error.message = package.name + "#" + package.version + ": " + error.message;
  return error;
}

}  // namespace

Task<Result<AddedPackage>> add_package(Engine& engine, Session& session, const fhir::terms::Package& package) {
  LoadedPackage loaded{package.name, package.version, engine.clock().now_ms(), static_cast<std::uint32_t>(package.resources.size())};
  Transaction transaction;
  transaction.shows_resources = false;
  transaction.keeps_unusable = true;
  for (const fhir::terms::PackageResource& resource : package.resources) {
    const TypeId type = *engine.definitions().resource_type(resource.type);
    OSLER_CO_TRY(const bool usable, is_usable(engine, session, type, resource.id, resource));
    TransactionEntry entry;
    entry.kind = EntryKind::kUpdate;
    entry.type = type;
    entry.id = usable ? resource.id : versioned_id(resource.id, resource.version);
    entry.resource = resource.text;
    entry.index = static_cast<std::uint32_t>(transaction.entries.size());
    transaction.entries.push_back(std::move(entry));
  }
  transaction.rows.push_back({std::string(kTable), package.name + "#" + package.version, encoded(loaded), std::nullopt});
  const auto written = co_await engine.transaction(session, std::move(transaction));
  if (!written.ok()) co_return named(written.error(), package);
  AddedPackage added{std::move(loaded), {}, {}};
  OSLER_CO_RETURN_IF_ERROR(note_parameters(engine, session, package, *written, added));
  co_return added;
}

Result<std::vector<LoadedPackage>> list_packages(const Engine& engine, store::Partition partition) {
  OSLER_TRY(const std::vector<store::Row> rows, engine.store().rows(partition, kTable, "", "", kPackagesMax));
  std::vector<LoadedPackage> packages;
  for (const store::Row& row : rows) {
    OSLER_TRY(LoadedPackage package, decoded(row.bytes, engine.definitions().names()));
    packages.push_back(std::move(package));
  }
  return packages;
}

}  // namespace osler::engine
