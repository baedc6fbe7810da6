#include "http/response_reader.h"

#include <charconv>
#include <limits>

#include "base/ascii.h"
#include "http/gzip.h"
#include "http/response_head.h"

namespace osler::http {

namespace {

constexpr HeadLimits kHeadLimits{.first_line_bytes_max = 8 * 1024, .fields_bytes_max = 256 * 1024, .fields_max = 1'000};

}  // namespace

ResponseReader::ResponseReader(Method method, std::uint64_t body_bytes_max, LongBody long_body)
    : method_(method), body_bytes_max_(body_bytes_max), long_body_(long_body), scanner_(kHeadLimits) {}

std::size_t ResponseReader::feed(std::string_view bytes) {
  if (!bytes.empty()) begun_ = true;
  std::size_t taken = 0;
  while (taken < bytes.size() && !done() && problem_.empty()) {
    const std::string_view rest = bytes.substr(taken);
    taken += state_ == State::kHead ? feed_head(rest) : feed_body(rest);
  }
  return taken;
}

std::size_t ResponseReader::feed_head(std::string_view bytes) {
  const std::size_t taken = scanner_.scan(bytes);
  head_.append(bytes.substr(0, taken));
  if (scanner_.refusal()) {
    fail("the answer's header is malformed");
  } else if (scanner_.found_end()) {
    read_head();
  }
  return taken;
}

void ResponseReader::read_head() {
  std::string_view rest = std::string_view(head_).substr(scanner_.leading_bytes());
  const auto next_line = [&rest] {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    return line;
  };
  response_ = {};
  const std::string_view status_line = next_line();
  if (!read_status_line(status_line)) return fail("the answer is not HTTP/1.1");
  for (std::string_view line = next_line(); !line.empty(); line = next_line()) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return fail("the answer's header is malformed");
    response_.headers.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
  }
  if (response_.status >= 200) {
    const bool old_version = status_line.starts_with("HTTP/1.0");
    keep_alive_ = !response_.headers.has_token("connection", "close") &&
                  (!old_version || response_.headers.has_token("connection", "keep-alive"));
    begin_body();
  }
  head_.clear();
  scanner_ = HeadScanner(kHeadLimits);
}

bool ResponseReader::read_status_line(std::string_view line) {
  if (line.size() < 12 || !(line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 "))) return false;
  const std::string_view digits = line.substr(9, 3);
  const auto [end, failure] = std::from_chars(digits.begin(), digits.end(), response_.status);
  return failure == std::errc{} && end == digits.end() && response_.status >= 100;
}

void ResponseReader::begin_body() {
  const std::optional<std::string_view> length = response_.headers.get("content-length");
  const std::optional<std::string_view> coding = response_.headers.get("content-encoding");
  const bool is_long = long_body_ == LongBody::kCut || sink_;
  if (sink_ && response_.status != 200) {
    keep_alive_ = false;
    state_ = State::kDone;
    return;
  }
  if (sink_ && coding && !equals_ignoring_case(*coding, "identity")) return fail("the answer is encoded, which was not asked for");
  if (method_ == Method::kHead || !status_allows_body(response_.status)) {
    state_ = State::kDone;
  } else if (response_.headers.has_token("transfer-encoding", "chunked")) {
    chunks_.emplace(is_long ? std::numeric_limits<std::uint64_t>::max() : body_bytes_max_);
    state_ = State::kChunks;
  } else if (length) {
    const auto [end, failure] = std::from_chars(length->begin(), length->end(), length_left_);
    if (failure != std::errc{} || end != length->end()) return fail("the answer's Content-Length is malformed");
    state_ = State::kLength;
    if (length_left_ == 0) finish();
  } else {
    keep_alive_ = false;
    state_ = State::kUntilEnd;
  }
}

std::size_t ResponseReader::feed_body(std::string_view bytes) {
  if (state_ == State::kChunks) {
    const ChunkDecoder::Step step = chunks_->step(bytes);
    append(step.data);
    if (chunks_->refusal()) fail("the answer's chunks are malformed or too many");
    if (chunks_->done()) finish();
    return step.taken;
  }
  if (state_ == State::kUntilEnd) {
    append(bytes);
    return bytes.size();
  }
  const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), length_left_));
  append(bytes.substr(0, count));
  length_left_ -= count;
  if (length_left_ == 0) finish();
  return count;
}

void ResponseReader::append(std::string_view bytes) {
  if (sink_) {
    if (!sink_(bytes)) fail("the answer's body was not taken to its end");
    return;
  }
  const std::uint64_t room = body_bytes_max_ - response_.body.size();
  if (bytes.size() > room && long_body_ == LongBody::kRefused) return fail("the answer's body is too large");
  response_.body += bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), room)));
  if (bytes.size() <= room) return;
  keep_alive_ = false;
  state_ = State::kDone;
}

void ResponseReader::finish() {
  if (!problem_.empty()) return;
  state_ = State::kDone;
  if (long_body_ == LongBody::kCut || sink_) return;
  if (!response_.headers.has_token("content-encoding", "gzip")) return;
  GzipReader reader;
  std::string plain;
  const GzipReader::Outcome outcome = reader.add(response_.body, [&](std::string_view part) {
    if (plain.size() + part.size() > body_bytes_max_) return false;
    plain += part;
    return true;
  });
  if (outcome != GzipReader::Outcome::kOk || !reader.at_end())
    return fail("the answer's gzip is malformed or too large");
  response_.body = std::move(plain);
}

void ResponseReader::end() {
  if (state_ == State::kUntilEnd) {
    finish();
  } else if (!done() && problem_.empty()) {
    fail("the connection was closed before the answer's end");
  }
}

}  // namespace osler::http
