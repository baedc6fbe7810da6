#pragma once
// The gzip coding in both directions. zlib stays in gzip.cc.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace osler::http {

/// Inflates one gzip body that arrives in portions. Several members in a row are one body. Spec: RFC 1952.
class GzipReader {
 public:
  GzipReader();
  GzipReader(GzipReader&&) noexcept;
  GzipReader& operator=(GzipReader&&) noexcept;
  ~GzipReader();

  /// Takes inflated bytes; false stops the reading (a limit was reached).
  using Sink = std::function<bool(std::string_view)>;
  enum class Outcome : std::uint8_t { kOk, kStopped, kMalformed };
  /// Inflates the next bytes into `sink`. Not to be called again after anything but kOk.
  Outcome add(std::string_view compressed, const Sink& sink);
  /// Whether the body is whole: at the end of a member.
  bool at_end() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Compresses whole texts, quickly rather than tightly. Keeps its working memory (about 260 KB). One thread.
class GzipWriter {
 public:
  GzipWriter();
  ~GzipWriter();
  GzipWriter(const GzipWriter&) = delete;
  GzipWriter& operator=(const GzipWriter&) = delete;

  /// The compressed text; nothing if that is no shorter.
  std::optional<std::string> compress(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::http
