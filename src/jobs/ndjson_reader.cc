#include "jobs/ndjson_reader.h"

#include <algorithm>

namespace osler::jobs {
namespace {

constexpr std::string_view kBlanks = " \t\r";

}  // namespace

Result<NdjsonReader> NdjsonReader::open(const std::filesystem::path& file, std::uint64_t offset, std::uint64_t line_bytes_max) {
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  if (!stream) return not_found("the data of this job is not there any more");
  return NdjsonReader(std::move(stream), offset, line_bytes_max);
}

std::optional<NdjsonReader::Line> NdjsonReader::next() {
  Line line;
  char c = 0;
  std::uint64_t bytes = 0;
  bool any = false;
  while (file_.get(c)) {
    any = true;
    ++offset_;
    if (c == '\n') break;
    if (++bytes <= line_bytes_max_) line.text += c;
  }
  if (!any) return std::nullopt;
  line.end = offset_;
  line.is_too_long = bytes > line_bytes_max_;
  if (line.is_too_long) line.text.clear();
  line.is_blank = !line.is_too_long && line.text.find_first_not_of(kBlanks) == std::string::npos;
  return line;
}

void LineCounter::add(std::string_view piece) {
  while (true) {
    const std::size_t end = piece.find('\n');
    const std::string_view part = piece.substr(0, end);
    holds_anything_ = holds_anything_ || part.find_first_not_of(kBlanks) != std::string_view::npos;
    bytes_ += part.size();
    if (end == std::string_view::npos) return;
    whole_ = count();
    holds_anything_ = false;
    bytes_ = 0;
    piece.remove_prefix(end + 1);
  }
}

LineCount LineCounter::count() const { return {whole_.lines + (holds_anything_ ? 1 : 0), std::max(whole_.longest_bytes, bytes_)}; }

LineCount count_lines(std::string_view text) {
  LineCounter counter;
  counter.add(text);
  return counter.count();
}

}  // namespace osler::jobs
