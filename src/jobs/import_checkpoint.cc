#include "jobs/import_checkpoint.h"

#include <charconv>

#include "json/parser.h"
#include "json/writer.h"

namespace osler::jobs {
namespace {

std::uint64_t number(json::View row, std::string_view name) {
  const std::string digits = row.member(name).text();
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

ImportCheckpoint of_older_server(std::string_view text) {
  ImportCheckpoint checkpoint;
  checkpoint.results.emplace_back();
  checkpoint.is_there = true;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, checkpoint.offset);
  if (failure == std::errc{} && rest != end) std::from_chars(rest + 1, end, checkpoint.line);
  return checkpoint;
}

void write_result(json::Writer& writer, const ImportResult& result) {
  writer.begin_object();
  writer.key("written");
  writer.begin_object();
  for (const auto& [type, lines] : result.written) writer.member(type, lines);
  writer.end_object();
  if (result.errors > 0) {
    writer.member("errors", result.errors);
    writer.member("errorBytes", result.error_bytes);
  }
  writer.end_object();
}

ImportResult read_result(json::View row) {
  ImportResult result{{}, number(row, "errors"), number(row, "errorBytes")};
  const json::View written = row.member("written");
  for (const json::View lines : written) result.written.emplace(lines.key(), number(written, lines.key()));
  return result;
}

}  // namespace

std::uint64_t ImportCheckpoint::written() const {
  std::uint64_t sum = 0;
  for (const ImportResult& result : results) {
    for (const auto& [type, lines] : result.written) sum += lines;
  }
  return sum;
}

std::string encode(const ImportCheckpoint& checkpoint) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("results");
  writer.begin_array();
  for (const ImportResult& result : checkpoint.results) write_result(writer, result);
  writer.end_array();
  writer.member("there", checkpoint.is_there);
  writer.member("attempts", std::uint64_t{checkpoint.attempts});
  writer.member("offset", checkpoint.offset);
  writer.member("line", checkpoint.line);
  writer.member("waitingBytes", checkpoint.waiting_bytes);
  writer.member("pass", std::uint64_t{checkpoint.pass});
  writer.member("writtenBefore", checkpoint.written_before);
  writer.member("last", checkpoint.is_last);
  writer.member("done", checkpoint.is_done);
  writer.end_object();
  return text;
}

Result<ImportCheckpoint> decode_import_checkpoint(std::string_view text) {
  if (text.empty()) return ImportCheckpoint();
  if (!text.starts_with('{')) return of_older_server(text);
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(text), json::NameTable());
  if (!tree.ok()) return internal_error("an import's checkpoint is damaged");
  const json::View row = tree->root();
  ImportCheckpoint checkpoint;
  for (const json::View result : row.member("results")) checkpoint.results.push_back(read_result(result));
  checkpoint.is_there = row.member("there").is_true();
  checkpoint.attempts = static_cast<std::uint32_t>(number(row, "attempts"));
  checkpoint.offset = number(row, "offset");
  checkpoint.line = number(row, "line");
  checkpoint.waiting_bytes = number(row, "waitingBytes");
  checkpoint.pass = static_cast<std::uint32_t>(number(row, "pass"));
  checkpoint.written_before = number(row, "writtenBefore");
  checkpoint.is_last = row.member("last").is_true();
  checkpoint.is_done = row.member("done").is_true();
  return checkpoint;
}

}  // namespace osler::jobs
