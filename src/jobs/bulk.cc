#include "jobs/bulk.h"

#include <algorithm>
#include <array>

#include "access/caller_row.h"
#include "base/base64url.h"
#include "json/parser.h"
#include "json/writer.h"

namespace osler::jobs {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::array<std::string_view, 3> kLevels{"all", "patient", "patients"};

void write_texts(json::Writer& writer, std::string_view name, const std::vector<std::string>& texts) {
  writer.key(name);
  writer.begin_array();
  for (const std::string& text : texts) writer.value(text);
  writer.end_array();
}

void read_texts(json::View row, std::string_view name, std::vector<std::string>& texts) {
  for (const json::View text : row.member(name)) texts.push_back(text.text());
}

// Rows of older servers name no level: all.
ExportLevel level_for(std::string_view word) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels.at(i) == word) return static_cast<ExportLevel>(i);
  }
  return ExportLevel::kAll;
}

constexpr std::array<std::string_view, 3> kAssociated{"", "latest", "relevant"};

}  // namespace

std::string encode(const ExportRequest& request) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  write_texts(writer, "types", request.types);
  if (request.since_ms) writer.member("since", *request.since_ms);
  writer.member("simplified", request.is_simplified);
  writer.member("restricted", request.rights.sees_restricted);
  if (request.caller) {
    writer.member("level", kLevels.at(static_cast<std::size_t>(request.level)));
    if (!request.patients.empty()) write_texts(writer, "patients", request.patients);
    writer.member("question", request.question);
    writer.member("base", request.base_url);
    if (!request.filters.empty()) write_texts(writer, "filters", request.filters);
    if (!request.elements.empty()) writer.member("elements", request.elements);
    if (request.associated != Associated::kNone) writer.member("associated", kAssociated.at(static_cast<std::size_t>(request.associated)));
    if (!request.remarks.empty()) write_texts(writer, "remarks", request.remarks);
    access::write_caller(writer, *request.caller);
  }
  writer.end_object();
  return text;
}

std::string encode(const ImportRequest& request) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  if (!request.caller) writer.member("type", request.inputs.front().type);
  writer.member("lines", request.lines);
  writer.member("restricted", request.rights.sees_restricted);
  if (request.caller) {
    writer.key("inputs");
    writer.begin_array();
    for (const ImportInput& input : request.inputs) {
      writer.begin_object();
      writer.member("type", input.type);
      writer.member("url", input.url);
      writer.end_object();
    }
    writer.end_array();
    writer.member("question", request.question);
    writer.member("base", request.base_url);
    access::write_caller(writer, *request.caller);
  }
  writer.end_object();
  return text;
}

Result<ExportRequest> decode_export(std::string_view text) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(text));
  ExportRequest request{{}, row.number("since"), row.flag("simplified"), {row.flag("restricted")}, level_for(row.text("level")), {}, {}, row.text("question")};
  request.base_url = row.text("base");
  request.elements = row.text("elements");
  const auto associated = std::ranges::find(kAssociated, row.text("associated"));
  if (associated != kAssociated.end()) request.associated = static_cast<Associated>(associated - kAssociated.begin());
  if (!row.text("callerKind").empty()) {
    OSLER_TRY(request.caller, access::read_caller(row));
  }
  json::Parser parser;
  OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(text), json::NameTable()));
  read_texts(tree.root(), "types", request.types);
  read_texts(tree.root(), "patients", request.patients);
  read_texts(tree.root(), "filters", request.filters);
  read_texts(tree.root(), "remarks", request.remarks);
  return request;
}

Result<ImportRequest> decode_import(std::string_view text) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(text));
  ImportRequest request{{}, static_cast<std::uint64_t>(row.number("lines").value_or(0)), {row.flag("restricted")}, {}, row.text("question"), row.text("base")};
  if (row.text("callerKind").empty()) {
    request.inputs.push_back({row.text("type"), {}});
    return request;
  }
  OSLER_TRY(request.caller, access::read_caller(row));
  json::Parser parser;
  OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(text), json::NameTable()));
  for (const json::View input : tree.root().member("inputs")) request.inputs.push_back({input.member("type").text(), input.member("url").text()});
  return request;
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
    if (segment.is_of_deleted) writer.member("deleted", true);
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
    checkpoint.segments.push_back({segment.member("type").text(), number("bytes"), number("records"), segment.member("deleted").is_true()});
  }
  return checkpoint;
}

Status admit_bulk_job(const Jobs& jobs, const std::string& organization, const BulkSettings& settings) {
  const std::uint32_t limit = settings.jobs_per_hour;
  if (limit == 0) return {};
  const std::int64_t since_ms = jobs.clock().now_ms() - kHourMs;
  OSLER_TRY(const std::uint64_t asked, jobs.count_since(organization, since_ms, {kExportKind, kImportKind, kFhirExportKind, kFhirImportKind}));
  if (asked < limit) return {};
  return Error{ErrorKind::kThrottled, "at most " + std::to_string(limit) + " bulk jobs an hour (bulk.jobs_per_hour)", "RATE_LIMITED", {}};
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
