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

LineCount count_lines(std::string_view text) {
  LineCount count;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(kBlanks) != std::string_view::npos) ++count.lines;
    count.longest_bytes = std::max<std::uint64_t>(count.longest_bytes, line.size());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return count;
}

}  // namespace osler::jobs
