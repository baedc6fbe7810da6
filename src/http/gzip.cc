#include "http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/assert.h"

namespace osler::http {

namespace {

constexpr int kGzipWindowBits = 15 + 16;  // zlib's way to ask for the gzip format alone.
constexpr int kFastLevel = 1;
constexpr int kMemoryLevel = 8;

void set_input(z_stream& stream, std::string_view bytes) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there.
  stream.avail_in = static_cast<uInt>(bytes.size());
}

}  // namespace

struct GzipReader::Impl {
  z_stream stream{};
  bool at_end = false;
  bool usable = inflateInit2(&stream, kGzipWindowBits) == Z_OK;
  ~Impl() { inflateEnd(&stream); }
};

GzipReader::GzipReader() : impl_(std::make_unique<Impl>()) {}
GzipReader::GzipReader(GzipReader&&) noexcept = default;
GzipReader& GzipReader::operator=(GzipReader&&) noexcept = default;
GzipReader::~GzipReader() = default;

bool GzipReader::at_end() const { return impl_->at_end; }

GzipReader::Outcome GzipReader::add(std::string_view compressed, const Sink& sink) {
  if (!impl_->usable) return Outcome::kMalformed;
  z_stream& stream = impl_->stream;
  std::array<char, 16 * 1024> buffer;
  while (!compressed.empty()) {
    const std::string_view portion = compressed.substr(0, std::numeric_limits<int>::max());
    compressed.remove_prefix(portion.size());
    set_input(stream, portion);
    do {
      if (impl_->at_end && stream.avail_in > 0) {
        inflateReset(&stream);
        impl_->at_end = false;
      }
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      const int outcome = inflate(&stream, Z_NO_FLUSH);
      const std::size_t count = buffer.size() - stream.avail_out;
      // What was inflated counts before what went wrong, so that portions of any size end alike.
      if (count > 0 && !sink({buffer.data(), count})) return Outcome::kStopped;
      if (outcome == Z_STREAM_END) {
        impl_->at_end = true;
      } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
        return Outcome::kMalformed;
      }
    } while (stream.avail_in > 0 || (stream.avail_out == 0 && !impl_->at_end));
  }
  return Outcome::kOk;
}

struct GzipWriter::Impl {
  z_stream stream{};
  bool usable =
      deflateInit2(&stream, kFastLevel, Z_DEFLATED, kGzipWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY) == Z_OK;
  ~Impl() { deflateEnd(&stream); }
};

GzipWriter::GzipWriter() = default;
GzipWriter::~GzipWriter() = default;

std::optional<std::string> GzipWriter::compress(std::string_view text) {
  if (text.size() > std::numeric_limits<int>::max()) return std::nullopt;
  if (!impl_) impl_ = std::make_unique<Impl>();
  if (!impl_->usable) return std::nullopt;
  z_stream& stream = impl_->stream;
  deflateReset(&stream);
  std::string compressed(text.size(), '\0');
  set_input(stream, text);
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return std::nullopt;
  compressed.resize(compressed.size() - stream.avail_out);
  return compressed;
}

}  // namespace osler::http
