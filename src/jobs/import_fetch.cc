#include "jobs/import_fetch.h"

#include "jobs/ndjson_reader.h"

namespace osler::jobs {
namespace {

constexpr int kFirstServerFault = 500;
constexpr int kRequestTimeout = 408;
constexpr int kTooManyRequests = 429;

Error not_fetched(ErrorKind kind, std::string why) { return {kind, "the file could not be fetched: " + std::move(why), {}, {}}; }

Error refused_with(int status) {
  const bool may_pass = status >= kFirstServerFault || status == kRequestTimeout || status == kTooManyRequests;
  return not_fetched(may_pass ? ErrorKind::kUnavailable : ErrorKind::kUnprocessable, "the answer had status " + std::to_string(status) + ", expected 200");
}

}  // namespace

Result<std::uint64_t> fetch_import(JobRun& run, const BulkRoom& room, const std::string& url) {
  if (room.egress == nullptr) return internal_error("nothing is fetched here");
  OSLER_TRY(GrowingFile file, GrowingFile::open(room.files.path_of(run.job().id), 0));
  LineCounter lines;
  http::Headers headers;
  headers.add("Accept", "application/fhir+ndjson, application/ndjson, application/octet-stream;q=0.5, */*;q=0.1");
  const auto keep = [&](std::string_view piece) {
    lines.add(piece);
    return file.append(piece);
  };
  const Result<http::Response> answer = room.egress->fetch(url, headers, keep, [&run] { return run.should_stop(); });
  if (!answer.ok() && answer.error().kind == ErrorKind::kStorageFull) return answer.error();
  if (!answer.ok()) return not_fetched(answer.error().kind, answer.error().message);
  if (answer->status != 200) return refused_with(answer->status);
  OSLER_RETURN_IF_ERROR(file.sync());
  OSLER_RETURN_IF_ERROR(room.files.sync_names());
  return lines.count().lines;
}

}  // namespace osler::jobs
