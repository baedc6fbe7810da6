#include "answer_reader.h"

#include <strings.h>

#include <algorithm>
#include <charconv>

namespace osler::load {
namespace {

constexpr std::size_t kHeadBytesMax = 65'536;

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

void AnswerReader::begin(bool keep_body, bool to_head) {
  state_ = State::kHead;
  keep_body_ = keep_body;
  to_head_ = to_head;
  gzip_ = closes_ = chunked_ = has_length_ = false;
  status_ = 0;
  left_ = body_bytes_ = 0;
  head_.clear();
  line_.clear();
  location_.clear();
  body_.clear();
}

std::size_t AnswerReader::take(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && !done() && !broken()) {
    const std::string_view rest = bytes.substr(used);
    switch (state_) {
      case State::kHead: used += take_head(rest); break;
      case State::kLength:
      case State::kChunk:
      case State::kUntilClose: used += take_body(rest); break;
      default: used += take_line(rest); break;
    }
  }
  return used;
}

bool AnswerReader::end_of_connection() {
  if (state_ == State::kUntilClose) state_ = State::kDone;
  closes_ = true;
  return done();
}

std::size_t AnswerReader::take_head(std::string_view bytes) {
  const std::size_t before = head_.size();
  head_.append(bytes.substr(0, kHeadBytesMax));
  const std::size_t end = head_.find("\r\n\r\n", before < 3 ? 0 : before - 3);
  if (end == std::string::npos) {
    if (head_.size() > kHeadBytesMax) state_ = State::kBroken;
    return head_.size() - before;
  }
  head_.resize(end + 4);
  const std::size_t used = head_.size() - before;
  read_head();
  return used;
}

void AnswerReader::read_head() {
  std::string_view rest = head_;
  std::string_view first = rest.substr(0, rest.find("\r\n"));
  rest.remove_prefix(first.size() + 2);
  if (first.size() < 12 || !first.starts_with("HTTP/1.")) {
    state_ = State::kBroken;
    return;
  }
  closes_ = first[7] == '0';
  std::from_chars(first.data() + 9, first.data() + 12, status_);
  while (rest.size() > 2) {
    const std::string_view field = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(field.size() + 2);
    const std::size_t colon = field.find(':');
    if (colon != std::string_view::npos) read_field(field.substr(0, colon), trimmed(field.substr(colon + 1)));
  }
  // What a refusal says is wanted for the report.
  if (status_ >= 400) keep_body_ = true;
  if (status_ >= 100 && status_ < 200) {
    begin(keep_body_, to_head_);
  } else if (to_head_ || status_ == 204 || status_ == 304) {
    state_ = State::kDone;
  } else if (chunked_) {
    state_ = State::kChunkSize;
  } else if (has_length_) {
    state_ = left_ == 0 ? State::kDone : State::kLength;
  } else {
    state_ = State::kUntilClose;
  }
}

void AnswerReader::read_field(std::string_view name, std::string_view value) {
  if (same_word(name, "content-length")) {
    has_length_ = std::from_chars(value.data(), value.data() + value.size(), left_).ec == std::errc{};
  } else if (same_word(name, "transfer-encoding")) {
    chunked_ = same_word(value, "chunked");
  } else if (same_word(name, "content-encoding")) {
    gzip_ = same_word(value, "gzip");
  } else if (same_word(name, "connection")) {
    closes_ = same_word(value, "close");
  } else if (same_word(name, "location")) {
    location_ = value;
  }
}

std::size_t AnswerReader::take_body(std::string_view bytes) {
  const std::size_t used = state_ == State::kUntilClose
                               ? bytes.size()
                               : static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_));
  body_bytes_ += used;
  if (keep_body_) body_.append(bytes.substr(0, used));
  if (state_ == State::kUntilClose) return used;
  left_ -= used;
  if (left_ == 0) state_ = state_ == State::kChunk ? State::kChunkEnd : State::kDone;
  return used;
}

std::size_t AnswerReader::take_line(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  line_.append(bytes.substr(0, end));
  if (line_.size() > kHeadBytesMax) state_ = State::kBroken;
  if (end == std::string_view::npos) return bytes.size();
  line_ended();
  line_.clear();
  return end + 1;
}

void AnswerReader::line_ended() {
  const std::string_view line = trimmed(line_);
  if (state_ == State::kChunkEnd) {
    state_ = line.empty() ? State::kChunkSize : State::kBroken;
  } else if (state_ == State::kTrailer) {
    if (line.empty()) state_ = State::kDone;
  } else {
    const bool number = std::from_chars(line.data(), line.data() + line.size(), left_, 16).ec == std::errc{};
    state_ = !number ? State::kBroken : left_ == 0 ? State::kTrailer : State::kChunk;
  }
}

}  // namespace osler::load
