#include "http/body_reader.h"

#include <algorithm>

namespace osler::http {

namespace {

constexpr std::uint64_t kFirstReserve = 64 * 1024;
constexpr Refusal kTooLarge{413, "The body is too large."};

}  // namespace

BodyReader::BodyReader(const RequestFraming& framing, std::uint64_t body_bytes_max)
    : body_bytes_max_(body_bytes_max),
      wire_left_(framing.content_length),
      growth_max_(framing.chunked || framing.gzip ? body_bytes_max : framing.content_length) {
  if (framing.chunked) chunks_.emplace(body_bytes_max);
  if (framing.gzip) gzip_.emplace();
  if (framing.content_length > body_bytes_max) refusal_ = kTooLarge;
}

std::size_t BodyReader::feed(std::string_view bytes) {
  if (!chunks_) {
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), wire_left_));
    wire_left_ -= count;
    keep(bytes.substr(0, count));
    if (wire_left_ == 0) finish();
    return count;
  }
  std::size_t taken = 0;
  while (taken < bytes.size() && !done_ && !refusal_) {
    const ChunkDecoder::Step step = chunks_->step(bytes.substr(taken));
    taken += step.taken;
    keep(step.data);
    if (chunks_->refusal() && !refusal_) refusal_ = chunks_->refusal();
    if (chunks_->done()) finish();
  }
  return taken;
}

void BodyReader::keep(std::string_view coded) {
  if (coded.empty() || refusal_) return;
  if (!gzip_) {
    if (!append(coded)) refusal_ = kTooLarge;
    return;
  }
  switch (gzip_->add(coded, [this](std::string_view plain) { return append(plain); })) {
    case GzipReader::Outcome::kOk: return;
    case GzipReader::Outcome::kStopped: refusal_ = kTooLarge; return;
    case GzipReader::Outcome::kMalformed: refusal_ = Refusal{400, "The body is not valid gzip."}; return;
  }
}

bool BodyReader::append(std::string_view plain) {
  const std::uint64_t needed = body_.size() + plain.size();
  if (needed > body_bytes_max_) return false;
  if (needed > reserved_) {
    // Grow in steps, whatever length was declared: memory follows what really came.
    reserved_ = std::max(needed, std::min(growth_max_, std::max(kFirstReserve, needed * 2)));
    body_.reserve(static_cast<std::size_t>(std::min(reserved_, growth_max_)));
  }
  body_.append(plain);
  return true;
}

void BodyReader::finish() {
  if (refusal_) return;
  if (gzip_ && !gzip_->at_end()) {
    refusal_ = Refusal{400, "The gzip body ends too early."};
    return;
  }
  done_ = true;
}

}  // namespace osler::http
