#include "cli/import_source.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <fstream>

namespace osler::cli {
namespace {

class ImportSourceTest : public testing::Test {
 protected:
  ImportSourceTest() : folder_(std::filesystem::temp_directory_path() / ("osler_import_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_ / "inner");
  }
  ~ImportSourceTest() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path write(const std::string& name, std::string_view content) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }
  std::filesystem::path folder_;
};

TEST_F(ImportSourceTest, WalksFoldersAndKnowsItsKinds) {
  write("b.json", "{}");
  write("inner/a.ndjson", "{}");
  write("notes.txt", "x");
  const auto files = import_files({folder_.string()});
  ASSERT_TRUE(files.ok());
  ASSERT_EQ(files->size(), 2U);
  EXPECT_TRUE(is_ndjson(files->back()));
  EXPECT_TRUE(is_ndjson("a.ndjson.gz"));
  EXPECT_FALSE(is_ndjson("a.json.zst"));
  EXPECT_EQ(import_files({(folder_ / "notes.txt").string()}).error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(import_files({"/nowhere"}).error().kind, ErrorKind::kNotFound);
}

TEST_F(ImportSourceTest, InflatesWhatIsCompressed) {
  const std::string content = "{\"resourceType\":\"Patient\"}\n";
  const std::filesystem::path gz = folder_ / "a.ndjson.gz";
  gzFile stream = gzopen(gz.c_str(), "wb");
  gzwrite(stream, content.data(), static_cast<unsigned>(content.size()));
  gzclose(stream);
  EXPECT_EQ(*read_import_file(gz), content);
  std::string packed(ZSTD_compressBound(content.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), content.data(), content.size(), 1));
  EXPECT_EQ(*read_import_file(write("a.json.zst", packed)), content);
  EXPECT_EQ(read_import_file(write("cut.json.zst", packed.substr(0, packed.size() - 3))).error().kind, ErrorKind::kInvalidInput);
}

}  // namespace
}  // namespace osler::cli
