#pragma once
// A body that is read while it is sent, for answers that are too large to be held.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "base/result.h"

namespace osler::http {

class BodySource {
 public:
  virtual ~BodySource() = default;
  /// Exactly what read() will give in all; nothing if that is not known before.
  virtual std::optional<std::uint64_t> bytes() const = 0;
  /// Fills `buffer` from the front; how many. 0: the end, or it cannot be read: see failed(). Called on a server's thread, so it must not
  /// wait for anything but a disk.
  virtual std::size_t read(std::span<char> buffer) = 0;
  /// Whether read() stopped before the end. The connection is then cut, so that nobody takes a part for the whole.
  virtual bool failed() const { return false; }
};

/// Part of a file, as it is now; a file that is removed meanwhile can be read to its end. Errors: kNotFound if it cannot
/// be opened or is shorter.
Result<std::shared_ptr<BodySource>> file_source(const std::filesystem::path& file, std::uint64_t offset, std::uint64_t bytes);

}  // namespace osler::http
