#include "json/splitter.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "json/white_space.h"

namespace osler::json {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// What ends a number or a word. A quote does too: the grammar then refuses it as what comes after a value.
bool ends_scalar(char c) { return is_white_space(c) || std::string_view(",:[]{}\"").find(c) != std::string_view::npos; }

}  // namespace

Splitter::Splitter(std::string list, const NameTable& names, const SplitLimits& limits)
    : list_(std::move(list)), names_(names), limits_(limits) {
  OSLER_ASSERT(limits.depth_max >= 3 && limits.depth_max <= 64);
}

Status Splitter::feed(std::string_view chunk) {
  if (failure_) return *failure_;
  chunk_ = chunk;
  at_ = 0;
  while (at_ < chunk_.size()) {
    Status status = step();
    if (!status.ok()) {
      failure_ = std::move(status).error();
      return *failure_;
    }
  }
  here();  // Counts the lines of what is about to go.
  chunk_begin_ += chunk_.size();
  chunk_ = {};
  at_ = 0;
  return {};
}

Status Splitter::finish() {
  if (!failure_ && state_ != State::kEnd) {
    const bool inside_string = state_ == State::kInName || state_ == State::kInString;
    failure_ = expected(state_ == State::kStart ? "an object" : inside_string ? "the closing quote" : "the rest of the text");
  }
  return failure_ ? Status(*failure_) : Status();
}

std::optional<SplitElement> Splitter::next() {
  if (elements_.empty()) return std::nullopt;
  SplitElement element = std::move(elements_.front());
  elements_.pop_front();
  return element;
}

View Splitter::member(std::string_view name) const {
  for (const Member& member : members_) {
    if (member.name == name) return member.value.root();
  }
  return {};
}

/// Does something with the bytes from at_ on: takes at least one, or goes on to another state.
Status Splitter::step() {
  switch (state_) {
    case State::kInName: case State::kInString: return in_string();
    case State::kInScalar: return in_scalar();
    case State::kInContainer: case State::kInElement: return in_container();
    default: break;
  }
  const char c = chunk_[at_];
  if (is_white_space(c)) {
    ++at_;
    return {};
  }
  switch (state_) {
    case State::kStart:
      if (skip_byte_order_mark(c)) return {};
      if (c != '{' || (mark_bytes_ != 0 && mark_bytes_ != kByteOrderMark.size())) return expected("an object");
      state_ = State::kFirstName;
      ++at_;
      return {};
    case State::kFirstName: case State::kName: return begin_name(c);
    case State::kColon:
      if (c != ':') return expected("':' after the member name");
      state_ = State::kValue;
      ++at_;
      return {};
    case State::kValue: return begin_value(c);
    case State::kFirstElement: case State::kElement: return begin_element(c);
    case State::kAfterValue: case State::kAfterElement: return after_value(c);
    default: return expected("the end of the text");
  }
}

bool Splitter::skip_byte_order_mark(char c) {
  if (chunk_begin_ + at_ != mark_bytes_ || mark_bytes_ == kByteOrderMark.size() || c != kByteOrderMark[mark_bytes_]) {
    return false;
  }
  ++mark_bytes_;
  ++at_;
  line_begin_ = lines_counted_to_ = mark_bytes_;  // The parser does not count it either.
  return true;
}

Status Splitter::begin_name(char c) {
  if (c == '}' && state_ == State::kFirstName) {
    state_ = State::kEnd;
    ++at_;
    return {};
  }
  if (c != '"') return expected("a member name in double quotes");
  if (members_.size() >= limits_.members_max) {
    return Error{ErrorKind::kTooLarge, "expected at most " + std::to_string(limits_.members_max) + " members", {}, {}};
  }
  start_collecting();
  state_ = State::kInName;
  return collect(1);
}

Status Splitter::begin_value(char c) {
  if (name_ == list_) {
    if (c != '[') return expected("an array");
    state_ = State::kFirstElement;
    ++at_;
    return {};
  }
  if (c == ',' || c == ':' || c == ']' || c == '}') return expected("a JSON value");
  start_collecting();
  if (c == '"') {
    state_ = State::kInString;
    return collect(1);
  }
  if (c == '{' || c == '[') {
    scan_ = ContainerScan(c == '{', limits_.depth_max - 1);
    state_ = State::kInContainer;
    return collect(1);
  }
  state_ = State::kInScalar;
  return {};
}

Status Splitter::begin_element(char c) {
  if (c == ']' && state_ == State::kFirstElement) {
    state_ = State::kAfterValue;
    ++at_;
    return {};
  }
  if (c != '{') return expected("an object");
  start_collecting();
  scan_ = ContainerScan(true, limits_.depth_max - 2);
  state_ = State::kInElement;
  return collect(1);
}

Status Splitter::after_value(char c) {
  const bool in_list = state_ == State::kAfterElement;
  if (c == ',') {
    state_ = in_list ? State::kElement : State::kName;
  } else if (c == (in_list ? ']' : '}')) {
    state_ = in_list ? State::kAfterValue : State::kEnd;
  } else {
    return expected(in_list ? "',' or ']'" : "',' or '}'");
  }
  ++at_;
  return {};
}

Status Splitter::in_string() {
  std::size_t i = at_;
  for (; i < chunk_.size(); ++i) {
    if (escaped_) {
      escaped_ = false;
    } else if (chunk_[i] == '\\') {
      escaped_ = true;
    } else if (chunk_[i] == '"') {
      OSLER_RETURN_IF_ERROR(collect(i + 1 - at_));
      return state_ == State::kInName ? end_name() : end_value();
    }
  }
  return collect(i - at_);
}

Status Splitter::in_scalar() {
  const auto end = std::find_if(chunk_.begin() + static_cast<std::ptrdiff_t>(at_), chunk_.end(), ends_scalar);
  OSLER_RETURN_IF_ERROR(collect(static_cast<std::size_t>(end - chunk_.begin()) - at_));
  return end == chunk_.end() ? Status() : end_value();
}

Status Splitter::in_container() {
  std::size_t bytes = 0;
  const ContainerScan::Outcome outcome = scan_.advance(chunk_.substr(at_), bytes);
  OSLER_RETURN_IF_ERROR(collect(bytes));
  switch (outcome) {
    case ContainerScan::Outcome::kMore: return {};
    case ContainerScan::Outcome::kClosed: return end_container();
    case ContainerScan::Outcome::kTooDeep: return expected("no deeper nesting");
    case ContainerScan::Outcome::kMismatch: return expected("the bracket that closes what is open");
  }
  return {};
}

Status Splitter::end_name() {
  OSLER_TRY(const Tree name, parser_.parse(std::move(collected_), names_, {}, collected_from_));
  name_ = name.root().text();
  const bool known = name_ == list_ ? list_seen_ : member(name_).exists();
  if (known) return expected_at(collected_from_, "each member name once in an object");
  list_seen_ = list_seen_ || name_ == list_;
  state_ = State::kColon;
  return {};
}

Status Splitter::end_value() {
  OSLER_TRY(Tree value, parser_.parse(std::move(collected_), names_, {}, collected_from_));
  members_.push_back({std::move(name_), std::move(value)});
  state_ = State::kAfterValue;
  return {};
}

Status Splitter::end_container() {
  if (state_ == State::kInContainer) return end_value();
  elements_.push_back({std::move(collected_), collected_from_});
  state_ = State::kAfterElement;
  return {};
}

/// Adds the next bytes to what is under way. Errors: kTooLarge.
Status Splitter::collect(std::size_t bytes) {
  if (state_ == State::kInElement) {
    if (collected_.size() + bytes > limits_.element_bytes_max) {
      return Error{ErrorKind::kTooLarge,
                   "expected elements of at most " + std::to_string(limits_.element_bytes_max) + " bytes", {}, {}};
    }
  } else {
    others_bytes_ += bytes;
    if (others_bytes_ > limits_.others_bytes_max) {
      return Error{ErrorKind::kTooLarge,
                   "expected at most " + std::to_string(limits_.others_bytes_max) + " bytes beside " + list_, {}, {}};
    }
  }
  collected_.append(chunk_.substr(at_, bytes));
  at_ += bytes;
  return {};
}

void Splitter::start_collecting() {
  collected_ = PaddedBytes();
  collected_from_ = here();
  escaped_ = false;
}

/// Line and column of at_. Looks at each byte once.
SourcePosition Splitter::here() {
  const std::uint64_t offset = chunk_begin_ + at_;
  while (lines_counted_to_ < offset) {
    const auto from = static_cast<std::size_t>(lines_counted_to_ - chunk_begin_);
    const void* found = std::memchr(chunk_.data() + from, '\n', at_ - from);
    if (found == nullptr) {
      lines_counted_to_ = offset;
      break;
    }
    lines_counted_to_ = chunk_begin_ + static_cast<std::uint64_t>(static_cast<const char*>(found) - chunk_.data()) + 1;
    line_begin_ = lines_counted_to_;
    ++line_;
  }
  return {line_, static_cast<std::uint32_t>(offset - line_begin_ + 1)};
}

Error Splitter::expected(std::string_view what) { return expected_at(here(), what); }

Error Splitter::expected_at(SourcePosition place, std::string_view what) {
  return invalid_input("line " + std::to_string(place.line) + ", column " + std::to_string(place.column) +
                       ": expected " + std::string(what));
}

}  // namespace osler::json
