#include "http/head_scanner.h"

#include "base/ascii.h"


namespace osler::http {

std::size_t HeadScanner::scan(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && !found_end_ && !refusal_) {
    if (line_bytes_ == 0 && lines_ > 0 && is_blank(bytes[at])) {
      refusal_ = {400, "Header fields must not be folded over several lines."};
      break;
    }
    const std::size_t line_end = bytes.find('\n', at);
    const bool ended = line_end != std::string_view::npos;
    const std::size_t stop = ended ? line_end : bytes.size();
    const std::size_t taken = stop - at;
    if (taken > 0) last_ = bytes[stop - 1];
    line_bytes_ += taken;
    if (lines_ > 0) fields_bytes_ += taken;
    check_size();
    at = stop;
    if (ended && !refusal_) {
      ++at;
      end_line(line_bytes_ > 0 && last_ == '\r');
    }
  }
  return at;
}

void HeadScanner::check_size() {
  if (lines_ == 0 && line_bytes_ > limits_.first_line_bytes_max + 1) {
    refusal_ = {414, "The request line is too long."};
  } else if (fields_bytes_ > limits_.fields_bytes_max + 1) {  // The CR of the empty line is none of a field.
    refusal_ = {431, "The header fields are too large."};
  }
}

void HeadScanner::end_line(bool has_cr) {
  const bool empty = line_bytes_ == 1;
  line_bytes_ = 0;
  if (!has_cr) {
    refusal_ = {400, "Lines must end with CR LF."};
  } else if (!empty) {
    if (lines_ > 0) ++fields_bytes_;
    if (lines_ > limits_.fields_max) refusal_ = {431, "There are too many header fields."};
    ++lines_;
  } else if (lines_ > 0) {
    found_end_ = true;
  } else if (leading_bytes_ == 0) {
    // One empty line before a request is let pass. Spec: RFC 9112, section 2.2.
    leading_bytes_ = 2;
  } else {
    refusal_ = {400, "Expected a request line."};
  }
}

}  // namespace osler::http
