#pragma once
// What an import reads: files and folders of FHIR JSON and NDJSON, plain or compressed.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace osler::cli {

inline constexpr std::size_t kImportFileBytesMax = 4ULL << 30U;  ///< After decompression.

/// The importable files at `paths`, folders walked, sorted. Errors: kNotFound for a path that is not there; kInvalidInput for a
/// named file of another kind.
Result<std::vector<std::filesystem::path>> import_files(const std::vector<std::string>& paths);

/// Whether each line is a resource of its own (.ndjson), else the file is one Bundle or resource.
bool is_ndjson(const std::filesystem::path& file);

/// The bytes as they are. Errors: kNotFound, kTooLarge.
Result<std::string> read_plain_file(const std::filesystem::path& file);

/// The whole content, inflated if its name ends in .gz or .zst. Errors: kNotFound, kInvalidInput (damaged), kTooLarge.
Result<std::string> read_import_file(const std::filesystem::path& file);

}  // namespace osler::cli
