#include "fhir/terms/package_archive.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "json/parser.h"

namespace osler::fhir::terms {
namespace {

constexpr std::string_view kFolder = "package/";
constexpr std::string_view kManifest = "package/package.json";
constexpr std::array<std::string_view, 6> kTypes{"CodeSystem", "ConceptMap", "OperationDefinition", "SearchParameter", "StructureDefinition", "ValueSet"};

// Files directly in the folder; those below are examples and material of other tools.
bool is_wanted(std::string_view name) {
  if (!name.starts_with(kFolder) || !name.ends_with(".json")) return false;
  const std::string_view file = name.substr(kFolder.size());
  return file.find('/') == std::string_view::npos && !file.starts_with('.');
}

std::string text_of(json::View value) { return value.is_string() ? value.text() : std::string(); }

/// Inflates gzip into `sink`, up to a limit.
class Inflater {
 public:
  Inflater() { ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK; }
  ~Inflater() { if (ready_) inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  template <class Sink>
  Status run(std::string_view compressed, std::uint64_t bytes_max, Sink sink) {
    if (!ready_) return unavailable("memory is short");
    if (compressed.size() > 0xffffffffU) return Error{ErrorKind::kTooLarge, "the archive has more than 4 GiB", {}, {}};
    std::vector<char> out(1U << 16U);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream_.avail_in = static_cast<uInt>(compressed.size());
    std::uint64_t total = 0;
    for (int state = Z_OK; state != Z_STREAM_END;) {
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      stream_.avail_out = static_cast<uInt>(out.size());
      state = inflate(&stream_, Z_NO_FLUSH);
      if (state != Z_OK && state != Z_STREAM_END) return invalid_input("the file is no gzip archive, or is damaged");
      const std::size_t made = out.size() - stream_.avail_out;
      total += made;
      if (total > bytes_max) return Error{ErrorKind::kTooLarge, "the archive unpacks to more than " + std::to_string(bytes_max) + " bytes", {}, {}};
      OSLER_RETURN_IF_ERROR(sink(std::string_view(out.data(), made)));
      const bool stuck = state == Z_OK && made == 0 && stream_.avail_in == 0;
      if (stuck) return invalid_input("the file is no gzip archive, or is damaged");
    }
    return {};
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

class Reader {
 public:
  Reader(const json::NameTable& names, const PackageLimits& limits) : names_(names), limits_(limits) {}

  Status take(const std::string& name, std::string content) {
    json::Parser parser;
    const Result<json::Tree> tree = parser.parse(json::PaddedBytes(content), names_, {.bytes_max = limits_.tar.file_bytes_max});
    if (!tree.ok()) return invalid_input(name + ": " + tree.error().message);
    if (name == kManifest) return manifest(tree->root());
    const json::View root = tree->root();
    PackageResource resource{text_of(root.member("resourceType")), text_of(root.member("id")), text_of(root.member("url")),
                             text_of(root.member("version")), {}};
    if (std::ranges::find(kTypes, resource.type) == kTypes.end()) return {};
    if (resource.id.empty() || resource.url.empty()) return invalid_input(name + ": expected a resource with id and url");
    resource.text = std::move(content);
    package.resources.push_back(std::move(resource));
    return {};
  }

  Status finish() {
    if (package.name.empty()) return invalid_input("package/package.json: expected a manifest with name and version");
    const auto& versions = package.fhir_versions;
    const bool is_r4 = versions.empty() || std::ranges::any_of(versions, [](const std::string& version) { return version.starts_with("4.0"); });
    if (!is_r4) return Error{ErrorKind::kUnprocessable, "the package is for FHIR " + versions.front() + ", this server speaks 4.0.1", {}, {}};
    const auto key = [](const PackageResource& one) { return std::pair(one.type, one.id); };
    std::ranges::sort(package.resources, {}, key);
    const auto twice = std::ranges::adjacent_find(package.resources, {}, key);
    if (twice != package.resources.end()) return invalid_input("the package holds " + twice->type + "/" + twice->id + " twice");
    return {};
  }

  Package package;

 private:
  Status manifest(json::View root) {
    package.name = text_of(root.member("name"));
    package.version = text_of(root.member("version"));
    const json::View versions = root.member("fhirVersions").exists() ? root.member("fhirVersions") : root.member("fhir-version-list");
    for (const json::View version : versions) package.fhir_versions.push_back(text_of(version));
    if (package.name.empty() || package.version.empty()) return invalid_input("package/package.json: expected name and version");
    return {};
  }

  const json::NameTable& names_;
  const PackageLimits& limits_;
};

}  // namespace

Result<Package> read_package(std::string_view archive, const json::NameTable& names, const PackageLimits& limits) {
  Reader reader(names, limits);
  TarReader tar(limits.tar, is_wanted, [&](const std::string& name, std::string content) { return reader.take(name, std::move(content)); });
  OSLER_RETURN_IF_ERROR(Inflater().run(archive, limits.unpacked_bytes_max, [&](std::string_view bytes) { return tar.add(bytes); }));
  OSLER_RETURN_IF_ERROR(tar.finish());
  OSLER_RETURN_IF_ERROR(reader.finish());
  return std::move(reader.package);
}

}  // namespace osler::fhir::terms
