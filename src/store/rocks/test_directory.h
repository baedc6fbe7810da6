#pragma once
// For tests: a directory of its own, gone with the object.

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/assert.h"

namespace osler::store {

class TestDirectory {
 public:
  TestDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "osler-store-XXXXXX").string();
    OSLER_ASSERT(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  ~TestDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace osler::store
