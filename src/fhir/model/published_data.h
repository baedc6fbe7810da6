#pragma once
// For tests: finds the material that others published (OSLER_SHARED, or ../shared beside the repository) and unpacks it
// beside the running test. Where it is missing, the tests that need it are skipped loudly.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace osler::fhir {

/// The folder an archive of shared/data was unpacked into, or nothing if the archive is not there. Unpacks once for
/// each working directory; a half-unpacked folder is never used.
inline std::optional<std::filesystem::path> published_data(const std::string& archive) {
  namespace fs = std::filesystem;
  const char* given = std::getenv("OSLER_SHARED");
  const fs::path shared = given != nullptr ? fs::path(given) : fs::path(OSLER_SOURCE_DIR).parent_path() / "shared";
  const fs::path file = shared / "data" / archive;
  if (!fs::exists(file)) return std::nullopt;
  const fs::path folder = fs::current_path() / "published" / archive;
  if (fs::exists(folder)) return folder;
  const fs::path partial = folder.string() + ".partial";
  fs::remove_all(partial);
  fs::create_directories(partial);
  const std::string command = "tar -xf '" + file.string() + "' -C '" + partial.string() + "'";
  if (std::system(command.c_str()) != 0) return std::nullopt;
  fs::rename(partial, folder);
  return folder;
}

}  // namespace osler::fhir

/// Ends the test as skipped, with the count of cases that were not run.
#define OSLER_SKIP_WITHOUT(folder, archive, cases) \
  if (!(folder)) GTEST_SKIP() << "\n*** SKIPPED: " << (cases) << " cases need shared/data/" << (archive) << " ***"
