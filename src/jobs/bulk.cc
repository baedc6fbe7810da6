#include "jobs/bulk.h"

#include "access/json_row.h"
#include "base/base64url.h"
#include "json/parser.h"
#include "json/writer.h"

namespace osler::jobs {

std::string encode(const ExportRequest& request) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("types");
  writer.begin_array();
  for (const std::string& type : request.types) writer.value(type);
  writer.end_array();
  if (request.since_ms) writer.member("since", *request.since_ms);
  writer.member("simplified", request.is_simplified);
  writer.member("restricted", request.rights.sees_restricted);
  writer.end_object();
  return text;
}

std::string encode(const ImportRequest& request) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("type", request.type);
  writer.member("lines", request.lines);
  writer.member("restricted", request.rights.sees_restricted);
  writer.end_object();
  return text;
}

Result<ExportRequest> decode_export(std::string_view text) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(text));
  ExportRequest request{{}, row.number("since"), row.flag("simplified"), {row.flag("restricted")}};
  json::Parser parser;
  OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(text), json::NameTable()));
  for (const json::View type : tree.root().member("types")) request.types.push_back(type.text());
  return request;
}

Result<ImportRequest> decode_import(std::string_view text) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(text));
  return ImportRequest{row.text("type"), static_cast<std::uint64_t>(row.number("lines").value_or(0)), {row.flag("restricted")}};
}

std::uint64_t ExportCheckpoint::bytes() const {
  std::uint64_t sum = 0;
  for (const Segment& segment : segments) sum += segment.bytes;
  return sum;
}

std::string encode(const ExportCheckpoint& checkpoint) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("segments");
  writer.begin_array();
  for (const ExportCheckpoint::Segment& segment : checkpoint.segments) {
    writer.begin_object();
    writer.member("type", segment.type);
    writer.member("bytes", segment.bytes);
    writer.member("records", segment.records);
    writer.end_object();
  }
  writer.end_array();
  writer.member("cursor", base64url(checkpoint.cursor));  // Bytes, which JSON has no place for.
  writer.member("done", checkpoint.is_done);
  writer.end_object();
  return text;
}

Result<ExportCheckpoint> decode_checkpoint(std::string_view text) {
  ExportCheckpoint checkpoint;
  if (text.empty()) return checkpoint;
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(text));
  std::optional<std::string> cursor = from_base64url(row.text("cursor"));
  if (!cursor) return internal_error("an export's checkpoint is damaged");
  checkpoint.cursor = *std::move(cursor);
  checkpoint.is_done = row.flag("done");
  json::Parser parser;
  OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(text), json::NameTable()));
  for (const json::View segment : tree.root().member("segments")) {
    const auto number = [&](std::string_view name) { return std::strtoull(segment.member(name).text().c_str(), nullptr, 10); };
    checkpoint.segments.push_back({segment.member("type").text(), number("bytes"), number("records")});
  }
  return checkpoint;
}

access::Caller caller_of(const Job& job, const BulkRights& rights) {
  access::Caller caller;
  caller.kind = access::CallerKind::kKey;
  caller.id = job.actor;
  caller.may_read = true;
  caller.may_write = true;
  caller.sees_restricted = rights.sees_restricted;
  caller.organization = {job.organization_number, job.organization, {}, {}};
  caller.environment = job.environment;
  return caller;
}

}  // namespace osler::jobs
