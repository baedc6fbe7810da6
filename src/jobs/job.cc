#include "jobs/job.h"

#include <array>

#include "access/caller.h"
#include "access/json_row.h"
#include "json/parser.h"
#include "json/writer.h"

namespace osler::jobs {
namespace {

constexpr std::array<std::string_view, 5> kWords = {"pending", "processing", "completed", "failed", "cancelled"};

std::optional<JobStatus> status_for(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) return static_cast<JobStatus>(i);
  }
  return std::nullopt;
}

std::uint64_t count_of(const access::JsonRow& row, std::string_view name) {
  return static_cast<std::uint64_t>(row.number(name).value_or(0));
}

}  // namespace

std::string_view word_for(JobStatus status) { return kWords[static_cast<std::size_t>(status)]; }

void JobProgress::add_error(std::string text, std::size_t kept_max) {
  ++error_count;
  if (errors.size() < kept_max) errors.push_back(std::move(text));
}

std::string encode(const Job& job) {
  std::string bytes;
  json::Writer writer(bytes);
  writer.begin_object();
  writer.member("kind", job.kind);
  writer.member("number", std::uint64_t{job.organization_number});
  writer.member("environment", access::word_for(job.environment));
  writer.member("actor", job.actor);
  writer.member("request", job.request);
  writer.member("status", word_for(job.status));
  writer.member("created", job.created_ms);
  if (job.finished_ms) writer.member("finished", *job.finished_ms);
  if (!job.failure.empty()) writer.member("failure", job.failure);
  if (job.cancel_asked) writer.member("cancel", true);
  writer.end_object();
  return bytes;
}

std::string encode(const JobProgress& progress) {
  std::string bytes;
  json::Writer writer(bytes);
  writer.begin_object();
  writer.member("total", progress.total);
  writer.member("processed", progress.processed);
  writer.member("checkpoint", progress.checkpoint);
  writer.member("errorCount", progress.error_count);
  writer.key("errors");
  writer.begin_array();
  for (const std::string& error : progress.errors) writer.value(error);
  writer.end_array();
  writer.end_object();
  return bytes;
}

Result<Job> decode_job(std::string_view key, std::string_view bytes) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(bytes));
  const std::size_t slash = key.find('/');
  const auto environment = access::environment_for(row.text("environment"));
  const auto status = status_for(row.text("status"));
  if (slash == std::string_view::npos || !environment || !status) return internal_error("a job's row is damaged");
  return Job{.id = std::string(key.substr(slash + 1)),
             .kind = row.text("kind"),
             .organization = std::string(key.substr(0, slash)),
             .organization_number = static_cast<std::uint32_t>(count_of(row, "number")),
             .environment = *environment,
             .actor = row.text("actor"),
             .request = row.text("request"),
             .status = *status,
             .created_ms = row.number("created").value_or(0),
             .finished_ms = row.number("finished"),
             .failure = row.text("failure"),
             .cancel_asked = row.flag("cancel")};
}

Result<JobProgress> decode_progress(std::string_view bytes) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(bytes));
  JobProgress progress{.total = count_of(row, "total"),
                       .processed = count_of(row, "processed"),
                       .checkpoint = row.text("checkpoint"),
                       .errors = {},
                       .error_count = count_of(row, "errorCount")};
  json::Parser parser;
  OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(bytes), json::NameTable()));
  for (const json::View error : tree.root().member("errors")) progress.errors.push_back(error.text());
  return progress;
}

}  // namespace osler::jobs
