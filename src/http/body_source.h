#pragma once
// A body that is read while it is sent, for answers that are too large to be held. Its size is known before.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/result.h"

namespace osler::http {

class BodySource {
 public:
  virtual ~BodySource() = default;
  /// Exactly what read() will give in all.
  virtual std::uint64_t bytes() const = 0;
  /// Fills `buffer` from the front; how many. 0 before the end: it cannot be read, and the connection is cut. Called on a
  /// server's thread, so it must not wait for anything but a disk.
  virtual std::size_t read(std::span<char> buffer) = 0;
};

/// Part of a file, as it is now; a file that is removed meanwhile can be read to its end. Errors: kNotFound if it cannot
/// be opened or is shorter.
Result<std::shared_ptr<BodySource>> file_source(const std::filesystem::path& file, std::uint64_t offset, std::uint64_t bytes);

}  // namespace osler::http
