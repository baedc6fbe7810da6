#include "http/request_reader.h"

#include <utility>

#include "base/assert.h"
#include "http/request_head.h"
#include "http/request_target.h"

namespace osler::http {

namespace {

// Method, version and blanks around the target; a longer method is refused as a long line.
constexpr std::size_t kRequestLineExtra = 64;

HeadLimits head_limits(const RequestLimits& limits) {
  return {.first_line_bytes_max = limits.target_bytes_max + kRequestLineExtra,
          .fields_bytes_max = limits.header_bytes_max,
          .fields_max = limits.header_count_max};
}

}  // namespace

RequestReader::RequestReader(const RequestLimits& limits, BodyLimit body_limit)
    : limits_(limits), body_limit_(std::move(body_limit)), scanner_(head_limits(limits)) {}

std::size_t RequestReader::feed(std::string_view bytes) {
  std::size_t taken = 0;
  if (!bytes.empty() && state_ <= State::kHead) {
    taken = feed_head(bytes);
    if (state_ != State::kBody || expectation_) return taken;
  }
  if (state_ == State::kBody) {
    if (taken == bytes.size()) return taken;
    taken += body_->feed(bytes.substr(taken));
    if (body_->refusal()) {
      refuse(*body_->refusal());
    } else if (body_->done()) {
      request_.body = body_->take();
      state_ = State::kComplete;
    }
  }
  return taken;
}

std::size_t RequestReader::feed_head(std::string_view bytes) {
  state_ = State::kHead;
  const std::size_t taken = scanner_.scan(bytes);
  if (scanner_.refusal()) {
    refuse(*scanner_.refusal());
  } else if (!scanner_.found_end()) {
    pending_.append(bytes);
  } else if (pending_.empty()) {
    read_head(bytes.substr(0, taken));
  } else {
    pending_.append(bytes.substr(0, taken));
    read_head(pending_);
    pending_ = {};
  }
  return taken;
}

void RequestReader::read_head(std::string_view head) {
  head.remove_prefix(scanner_.leading_bytes());
  if (const auto refusal = parse_request_head(head, request_, http_minor_)) return refuse(*refusal);
  if (request_.target.size() > limits_.target_bytes_max) return refuse({414, "The request target is too long."});
  framing_ = {};
  // A content coding we do not have is told only about a request that is right in all else.
  const std::optional<Refusal> framing_refusal = read_framing(request_, http_minor_, framing_);
  if (framing_refusal && framing_refusal->status == 400) return refuse(*framing_refusal);
  if (request_.method == Method::kOther) return refuse({501, "The method is not known here."});
  if (const auto refusal = resolve_target(request_)) return refuse(*refusal);
  if (framing_refusal) return refuse(*framing_refusal);

  if (!framing_.has_body()) {
    state_ = State::kComplete;
    return;
  }
  body_.emplace(framing_, body_limit_(request_.method, request_.path));
  if (body_->refusal()) return refuse(*body_->refusal());
  expectation_ = framing_.expects_continue;
  state_ = State::kBody;
}

void RequestReader::refuse(const Refusal& refusal) {
  refusal_ = refusal;
  state_ = State::kRefused;
  body_.reset();
}

bool RequestReader::take_expectation() { return std::exchange(expectation_, false); }

Request RequestReader::take() {
  OSLER_ASSERT(state_ == State::kComplete);
  state_ = State::kIdle;
  scanner_ = HeadScanner(head_limits(limits_));
  expectation_ = false;
  body_.reset();
  return std::exchange(request_, Request{});
}

}  // namespace osler::http
