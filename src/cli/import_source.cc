#include "cli/import_source.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <sstream>

namespace osler::cli {
namespace {

namespace fs = std::filesystem;

// "a.ndjson.gz" gives ".ndjson".
std::string content_extension(const fs::path& file) {
  const bool compressed = file.extension() == ".gz" || file.extension() == ".zst";
  return compressed ? file.stem().extension().string() : file.extension().string();
}

bool is_importable(const fs::path& file) {
  const std::string extension = content_extension(file);
  return extension == ".json" || extension == ".ndjson";
}

Error damaged(const fs::path& file) { return invalid_input(file.string() + " is damaged: it cannot be decompressed"); }
Error too_large(const fs::path& file) {
  return {ErrorKind::kTooLarge, file.string() + " is larger than an import file may be", {}, {}};
}

Result<std::string> inflate_gzip(const fs::path& file) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> stream(gzopen(file.c_str(), "rb"), gzclose);
  if (!stream) return not_found("cannot open " + file.string());
  std::string content;
  std::array<char, 1U << 16U> buffer{};
  for (;;) {
    const int got = gzread(stream.get(), buffer.data(), buffer.size());
    if (got < 0) return damaged(file);
    if (got == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(got));
    if (content.size() > kImportFileBytesMax) return too_large(file);
  }
}

Result<std::string> inflate_zstd(const fs::path& file, std::string_view packed) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::string content;
  std::array<char, 1U << 16U> buffer{};
  std::size_t hint = 1;
  while (in.pos < in.size) {
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    hint = ZSTD_decompressStream(stream.get(), &out, &in);
    if (ZSTD_isError(hint) != 0U) return damaged(file);
    content.append(buffer.data(), out.pos);
    if (content.size() > kImportFileBytesMax) return too_large(file);
  }
  if (hint != 0) return damaged(file);
  return content;
}

}  // namespace

Result<std::vector<fs::path>> import_files(const std::vector<std::string>& paths) {
  std::vector<fs::path> files;
  for (const std::string& path : paths) {
    std::error_code failure;
    if (fs::is_directory(path, failure)) {
      for (const auto& entry : fs::recursive_directory_iterator(path, failure)) {
        if (entry.is_regular_file() && is_importable(entry.path())) files.push_back(entry.path());
      }
    } else if (!fs::exists(path, failure)) {
      return not_found("there is no file or folder " + path);
    } else if (!is_importable(path)) {
      return invalid_input(path + ": expected .json or .ndjson, also with .gz or .zst");
    } else {
      files.emplace_back(path);
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool is_ndjson(const fs::path& file) { return content_extension(file) == ".ndjson"; }

Result<std::string> read_plain_file(const fs::path& file) {
  std::error_code failure;
  const std::uintmax_t bytes = fs::file_size(file, failure);
  if (failure) return not_found("cannot open " + file.string());
  if (bytes > kImportFileBytesMax) return too_large(file);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return not_found("cannot open " + file.string());
  std::ostringstream content;
  content << stream.rdbuf();
  return std::move(content).str();
}

Result<std::string> read_import_file(const fs::path& file) {
  if (file.extension() == ".gz") return inflate_gzip(file);
  OSLER_TRY(std::string content, read_plain_file(file));
  if (file.extension() == ".zst") return inflate_zstd(file, content);
  return content;
}

}  // namespace osler::cli
