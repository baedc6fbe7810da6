#include "fhir/terms/package_archive.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <fstream>
#include <iterator>

#include "fhir/model/published_data.h"
#include "fhir/terms/content_test.h"

namespace osler::fhir::terms {
namespace {

using testing::HasSubstr;

std::string octal(std::uint64_t value, int digits) {
  std::string text(static_cast<std::size_t>(digits), '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at, value /= 8) *at = static_cast<char>('0' + value % 8);
  return text;
}

std::string tar_entry(const std::string& name, const std::string& content, char type = '0') {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  header.replace(124, 12, octal(content.size(), 11) + '\0');
  header.replace(148, 8, "        ");
  header[156] = type;
  header.replace(257, 5, "ustar");
  std::uint64_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  header.replace(148, 8, octal(sum, 6) + '\0' + ' ');
  std::string entry = header + content;
  entry.resize((entry.size() + 511) / 512 * 512, '\0');
  return entry;
}

std::string gzipped(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

const std::string kManifestText = R"({"name":"example","version":"1.0.0","fhirVersions":["4.0.1"]})";
const std::string kSetText = R"({"resourceType":"ValueSet","id":"a","url":"http://example.org/a","version":"2","status":"active"})";

Result<Package> read(const std::string& entries, const PackageLimits& limits = {}) {
  return read_package(gzipped(entries + std::string(1024, '\0')), r4().names(), limits);
}

TEST(PackageArchive, GivesTheConformanceResourcesOfItsFolder) {
  const auto package = read(tar_entry("package/package.json", kManifestText) + tar_entry("package/ValueSet-a.json", kSetText) +
                            tar_entry("package/.index.json", "{}") + tar_entry("package/example/ValueSet-b.json", "not read") +
                            tar_entry("package/Patient-x.json", R"({"resourceType":"Patient","id":"x"})") + tar_entry("package/other", "", '5'));
  ASSERT_TRUE(package.ok()) << package.error().message;
  EXPECT_EQ(package->name + "#" + package->version, "example#1.0.0");
  ASSERT_EQ(package->resources.size(), 1U);
  EXPECT_EQ(package->resources.front().url, "http://example.org/a");
  EXPECT_EQ(package->resources.front().text, kSetText);
}

TEST(PackageArchive, ReadsLongNames) {
  const std::string name = "package/" + std::string(120, 'v') + ".json";
  const std::string record = " path=" + name + "\n";
  const auto gnu = read(tar_entry("package/package.json", kManifestText) + tar_entry("././@LongLink", name + '\0', 'L') + tar_entry("cut", kSetText));
  ASSERT_TRUE(gnu.ok());
  EXPECT_EQ(gnu->resources.size(), 1U);
  const auto pax = read(tar_entry("package/package.json", kManifestText) + tar_entry("x", "140" + record, 'x') + tar_entry("cut", kSetText));
  ASSERT_TRUE(pax.ok());
  EXPECT_EQ(pax->resources.size(), 1U);
}

TEST(PackageArchive, RefusesWhatIsNoPackage) {
  const std::string manifest = tar_entry("package/package.json", kManifestText);
  for (const auto& [entries, words] : std::vector<std::pair<std::string, std::string>>{
           {manifest + tar_entry("../outside.json", "{}"), "points outside"},
           {manifest + tar_entry("package/../../x.json", "{}"), "points outside"},
           {manifest + tar_entry("/etc/x.json", "{}"), "points outside"},
           {manifest + tar_entry("package/link.json", "", '2'), "link"},
           {manifest + tar_entry("package/x.json", "{"), "package/x.json"},
           {manifest + tar_entry("package/x.json", R"({"resourceType":"ValueSet","id":"a"})"), "id and url"},
           {manifest + tar_entry("package/a.json", kSetText) + tar_entry("package/b.json", kSetText), "twice"},
           {tar_entry("package/a.json", kSetText), "manifest"},
           {tar_entry("package/package.json", R"({"name":"x","version":"1","fhirVersions":["5.0.0"]})"), "5.0.0"},
           {manifest + std::string(512, 'x'), "damaged"}}) {
    const auto package = read(entries);
    ASSERT_FALSE(package.ok()) << words;
    EXPECT_THAT(package.error().message, HasSubstr(words));
  }
  EXPECT_EQ(read_package("plain text", r4().names()).error().kind, ErrorKind::kInvalidInput);
  const std::string whole = gzipped(manifest + std::string(1024, '\0'));
  EXPECT_EQ(read_package(whole.substr(0, whole.size() / 2), r4().names()).error().kind, ErrorKind::kInvalidInput);
}

TEST(PackageArchive, HasLimits) {
  const std::string entries = tar_entry("package/package.json", kManifestText) + tar_entry("package/ValueSet-a.json", kSetText);
  EXPECT_EQ(read(entries, {.unpacked_bytes_max = 1000}).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(read(entries, {.tar = {.files_max = 1}}).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(read(entries, {.tar = {.file_bytes_max = 70}}).error().kind, ErrorKind::kTooLarge);
}

TEST(PackageArchive, ReadsThePublishedPackages) {
  const char* given = std::getenv("OSLER_SHARED");
  const std::filesystem::path shared = given != nullptr ? given : std::filesystem::path(OSLER_SOURCE_DIR).parent_path() / "shared";
  for (const auto& [file, resources] : {std::pair<std::string, std::size_t>{"hl7.fhir.us.core-311.tgz", 143}, {"hl7.fhir.us.core-610.tgz", 207}}) {
    std::ifstream stream(shared / "data" / file, std::ios::binary);
    if (!stream) GTEST_SKIP() << "\n*** SKIPPED: 2 packages need shared/data ***";
    const std::string archive{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    const auto package = read_package(archive, r4().names());
    ASSERT_TRUE(package.ok()) << package.error().message;
    EXPECT_EQ(package->name, "hl7.fhir.us.core");
    EXPECT_EQ(package->resources.size(), resources) << file;
  }
}

}  // namespace
}  // namespace osler::fhir::terms
