#include "jobs/bulk_import.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "jobs/import_batch.h"
#include "jobs/import_checkpoint.h"
#include "jobs/import_fetch.h"
#include "jobs/ndjson_reader.h"

namespace osler::jobs {
namespace {

constexpr std::uint64_t kWaitingPrefixBytes = 64;  ///< Of a waiting line: its file and number.

std::string text_of(const Error& error) {
  if (error.issues.empty()) return error.message;
  const Issue& first = error.issues.front();
  std::string text = first.diagnostics;
  // Findings of simplified lines name their field already.
  if (!first.expression.empty() && !text.starts_with(first.expression)) text = first.expression + ": " + text;
  return text;
}

std::vector<Issue> issues_of(const Error& error) {
  if (!error.issues.empty()) return error.issues;
  return {{Severity::kError, default_issue_type(error.kind), error.message}};
}

bool may_pass(const Error& error) {
  return error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kStorageFull || error.kind == ErrorKind::kConflict;
}

/// Lines that wait in one pass are read in the next, while others begin to wait in a second file.
std::string waiting_part(std::uint32_t pass) { return pass % 2 == 0 ? "waiting-0" : "waiting-1"; }

/// "2 17 {…}": the 17th line of the third file.
std::string waiting_text(const ImportLine& line) {
  std::string text = std::to_string(line.input) + " " + std::to_string(line.number) + " ";
  text += line.fhir;
  text += '\n';
  return text;
}
bool read_waiting(std::string& text, ImportLine& line) {
  const char* const end = text.data() + text.size();
  const auto [blank, no_input] = std::from_chars(text.data(), end, line.input);
  if (no_input != std::errc{} || blank == end) return false;
  const auto [after, no_number] = std::from_chars(blank + 1, end, line.number);
  if (no_number != std::errc{} || after == end) return false;
  text.erase(0, static_cast<std::size_t>(after + 1 - text.data()));
  return true;
}

/// "/api/fhir/$import" of an absolute URL.
std::string path_of_url(const std::string& url) {
  const std::size_t slash = url.find('/', url.find("://") + 3);
  return slash == std::string::npos ? std::string() : url.substr(slash);
}

class Import {
 public:
  Import(JobRun& run, const BulkRoom& room, ImportRequest request)
      : run_(run),
        room_(room),
        request_(std::move(request)),
        caller_(request_.caller ? *request_.caller : caller_of(run.job(), request_.rights)),
        session_{caller_, run.loop(), parser_, "import", request_.base_url, {}},
        reader_(room, request_, session_) {}

  Result<JobEnd> work() {
    OSLER_TRY(at_, decode_import_checkpoint(run_.progress().checkpoint));
    if (run_.progress().checkpoint.empty()) run_.progress().total = request_.lines;
    while (!at_.is_done) {
      OSLER_TRY(const JobEnd end, at_.pass == 0 ? go_on_with_files() : go_on_with_pass());
      if (end == JobEnd::kStopped) return end;
    }
    remove_files();
    return JobEnd::kDone;
  }

 private:
  // The errors stay, to be fetched.
  void remove_files() {
    room_.files.remove(run_.job().id);
    std::error_code ignored;
    for (const std::uint32_t pass : {0U, 1U}) std::filesystem::remove(path_of_part(waiting_part(pass)), ignored);
  }

  std::filesystem::path path_of_part(std::string_view part) const { return room_.files.path_of(run_.job().id, part); }

  // --- where it stands

  Status save() {
    run_.progress().checkpoint = encode(at_);
    return run_.save();
  }

  std::size_t input() const { return at_.results.size() - 1; }

  Result<JobEnd> go_on_with_files() {
    if (at_.results.empty()) at_.results.emplace_back();
    const std::string& url = request_.inputs[input()].url;
    if (url.empty()) at_.is_there = true;
    if (!at_.is_there) {
      OSLER_TRY(const JobEnd end, fetch(url));
      if (end == JobEnd::kStopped) return end;
    }
    if (at_.is_there) {
      OSLER_TRY(const JobEnd end, read_lines(room_.files.path_of(run_.job().id)));
      if (end == JobEnd::kStopped) return end;
    }
    return end_file();
  }

  Result<JobEnd> end_file() {
    if (input() + 1 == request_.inputs.size()) return end_pass();
    at_.results.emplace_back();
    at_.is_there = false;
    at_.attempts = 0;
    at_.offset = 0;
    at_.line = 0;
    OSLER_RETURN_IF_ERROR(save());
    return JobEnd::kDone;
  }

  Result<JobEnd> go_on_with_pass() {
    OSLER_TRY(const JobEnd end, read_lines(path_of_part(waiting_part(at_.pass - 1))));
    if (end == JobEnd::kStopped) return end;
    return end_pass();
  }

  // Another pass over what waits, as long as passes help; a last one in which nothing may wait.
  Result<JobEnd> end_pass() {
    if (at_.waiting_bytes == 0 || at_.is_last) {
      at_.is_done = true;
    } else {
      // What a crash left behind the lines that are known of goes.
      OSLER_RETURN_IF_ERROR(GrowingFile::open(path_of_part(waiting_part(at_.pass)), at_.waiting_bytes));
      const bool helped = at_.pass == 0 || at_.written() > at_.written_before;
      ++at_.pass;
      at_.is_last = !helped || at_.pass >= room_.settings.import_passes_max;
      at_.written_before = at_.written();
      at_.waiting_bytes = 0;
      at_.offset = 0;
      at_.line = 0;
    }
    OSLER_RETURN_IF_ERROR(save());
    return JobEnd::kDone;
  }

  // --- fetching

  Result<JobEnd> fetch(const std::string& url) {
    const Result<std::uint64_t> lines = fetch_import(run_, room_, url);
    if (run_.should_stop()) return JobEnd::kStopped;
    if (!lines.ok()) return not_fetched(lines.error());
    const bool is_counted = caller_.kind == access::CallerKind::kKey && room_.admit_records;
    if (is_counted) {
      const Status admitted = room_.admit_records(caller_, *lines);
      if (!admitted.ok()) return leave_file_out(admitted.error());
    }
    at_.is_there = true;
    run_.progress().total += *lines;
    OSLER_RETURN_IF_ERROR(save());
    return JobEnd::kDone;
  }

  Result<JobEnd> not_fetched(const Error& error) {
    if (error.kind == ErrorKind::kStorageFull) return error;
    const bool is_tried_again = error.kind == ErrorKind::kUnavailable && at_.attempts + 1 < room_.settings.fetch_attempts_max;
    if (!is_tried_again) return leave_file_out(error);
    ++at_.attempts;
    OSLER_RETURN_IF_ERROR(save());
    return error;  // The runner waits, then goes on here.
  }

  Result<JobEnd> leave_file_out(const Error& error) {
    batch_ = {};
    read_ = {at_.offset, at_.line};
    batch_.add_fault(input(), 0, error);
    OSLER_RETURN_IF_ERROR(write_batch());
    return JobEnd::kDone;
  }

  // --- lines

  Result<JobEnd> read_lines(const std::filesystem::path& file) {
    batch_ = {};
    read_ = {at_.offset, at_.line};
    const std::uint64_t line_bytes_max = room_.settings.line_bytes_max + (at_.pass == 0 ? 0 : kWaitingPrefixBytes);
    OSLER_TRY(NdjsonReader reader, NdjsonReader::open(file, at_.offset, line_bytes_max));
    while (std::optional<NdjsonReader::Line> line = reader.next()) {
      if (run_.should_stop()) return JobEnd::kStopped;  // What was read beyond the last batch is read again.
      OSLER_RETURN_IF_ERROR(take(*std::move(line)));
      if (is_full()) OSLER_RETURN_IF_ERROR(write_batch());
    }
    OSLER_RETURN_IF_ERROR(write_batch());
    return JobEnd::kDone;
  }

  // In the last pass there are those that refer to each other in circles.
  bool is_full() const {
    const std::uint32_t lines_max = at_.is_last ? room_.settings.circle_lines_max : room_.settings.batch_lines_max;
    return batch_.seen >= lines_max || batch_.bytes >= room_.settings.batch_bytes_max;
  }

  Status take(NdjsonReader::Line read) {
    const Read behind{read.end, read_.line + 1};
    if (!read.is_blank) {
      ImportLine line{input(), behind.line};
      Status prepared = prepare(std::move(read), line);
      if (prepared.ok() && batch_.has(line)) OSLER_RETURN_IF_ERROR(write_batch());
      ++batch_.seen;
      if (prepared.ok()) {
        batch_.add(std::move(line));
      } else {
        batch_.add_fault(line.input, line.number, prepared.error());
      }
    }
    read_ = behind;
    return {};
  }

  Status prepare(NdjsonReader::Line read, ImportLine& line) {
    if (read.is_too_long) return invalid_input("longer than " + std::to_string(room_.settings.line_bytes_max) + " bytes (bulk.line_bytes)");
    if (at_.pass > 0 && !read_waiting(read.text, line)) return internal_error("a waiting line of an import is damaged");
    return reader_.read(std::move(read.text), line);
  }

  // --- writing

  /// Writes what can be written, with the progress in the same commit.
  Status write_batch() {
    while (!batch_.lines.empty()) {
      OSLER_RETURN_IF_ERROR(count_batch());
      session_.rows_beside = {run_.saved_row()};
      session_.audited = false;
      session_.audit = audit_record();
      const auto written = run_.loop().run(room_.engine.transaction(session_, batch_.transaction()));
      if (written.ok()) return session_.audited ? batch_is_written() : saved();
      run_.progress() = before_;
      if (may_pass(written.error())) return unavailable(written.error().message);
      batch_.leave_out(written.error(), may_wait(), room_.engine.definitions(), [this](const ImportLine& line, Error error) {
        return line.is_simplified ? room_.simplified.explained(session_, line.type, line.fhir, std::move(error)) : std::move(error);
      });
    }
    if (batch_.seen == 0 && batch_.faults.empty()) return {};
    OSLER_RETURN_IF_ERROR(count_batch());
    return saved();
  }

  // At /v1 an import is of one type, and says at once what is wrong.
  bool may_wait() const { return request_.caller.has_value() && !at_.is_last; }

  Status saved() {
    OSLER_RETURN_IF_ERROR(run_.save());
    return batch_is_written();
  }

  Status batch_is_written() {
    at_ = next_;
    batch_ = {};
    return {};
  }

  /// Progress as it will be when the batch is written. Files grow before it; what a refused batch added to them is cut off again.
  Status count_batch() {
    before_ = run_.progress();
    next_ = at_;
    next_.offset = read_.offset;
    next_.line = read_.line;
    for (const ImportLine& line : batch_.lines) ++next_.results[line.input].written[std::string(room_.engine.definitions().name_of(line.type))];
    std::sort(batch_.faults.begin(), batch_.faults.end(),
              [](const ImportFault& a, const ImportFault& b) { return std::tie(a.input, a.number) < std::tie(b.input, b.number); });
    OSLER_RETURN_IF_ERROR(add_faults());
    OSLER_RETURN_IF_ERROR(add_waiting());
    if (at_.pass == 0) run_.progress().processed += batch_.seen;
    run_.progress().checkpoint = encode(next_);
    return {};
  }

  Status add_faults() {
    std::map<std::size_t, std::string> texts;
    for (const ImportFault& fault : batch_.faults) {
      if (!request_.caller) {
        run_.add_error("line " + std::to_string(fault.number) + ": " + text_of(fault.error));
        continue;
      }
      ++run_.progress().error_count;
      ++next_.results[fault.input].errors;
      texts[fault.input] += room_.outcome(issues_of(fault.error), fault.number) + "\n";
    }
    for (const auto& [of_input, text] : texts) {
      ImportResult& result = next_.results[of_input];
      OSLER_RETURN_IF_ERROR(grow(import_errors_file(room_.files, run_.job().id, of_input), text, result.error_bytes));
    }
    return {};
  }

  Status add_waiting() {
    if (batch_.waiting.empty()) return {};
    std::string text;
    for (const ImportLine& line : batch_.waiting) text += waiting_text(line);
    return grow(path_of_part(waiting_part(at_.pass)), text, next_.waiting_bytes);
  }

  Status grow(const std::filesystem::path& path, std::string_view text, std::uint64_t& bytes) const {
    const bool is_new = bytes == 0;
    OSLER_TRY(GrowingFile file, GrowingFile::open(path, bytes));
    OSLER_RETURN_IF_ERROR(file.append(text));
    OSLER_RETURN_IF_ERROR(file.sync());
    bytes = file.bytes();
    return is_new ? room_.files.sync_names() : Status();
  }

  access::AuditRecord audit_record() const {
    access::AuditRecord record;
    record.actor_id = run_.job().actor;
    record.actor_email = caller_.email;
    record.actor_role = caller_.kind == access::CallerKind::kUser ? access::word_for(caller_.role) : "key";
    record.method = "JOB";
    record.path = request_.caller ? path_of_url(request_.question) : "/v1/bulk/import";
    record.request_id = run_.job().id;
    return record;
  }

  struct Read {
    std::uint64_t offset = 0;
    std::uint64_t line = 0;
  };

  JobRun& run_;
  const BulkRoom& room_;
  const ImportRequest request_;
  const access::Caller caller_;
  json::Parser parser_;
  engine::Session session_;
  const ImportLineReader reader_;

  ImportCheckpoint at_;    ///< What is settled.
  ImportCheckpoint next_;  ///< With the batch.
  Read read_;              ///< Behind the last line that was taken.
  ImportBatch batch_;
  JobProgress before_;
};

}  // namespace

Result<JobEnd> run_import(JobRun& run, const BulkRoom& room) {
  OSLER_TRY(ImportRequest request, decode_import(run.job().request));
  for (const ImportInput& input : request.inputs) {
    const bool is_known = input.type.empty() || room.engine.definitions().resource_type(input.type);
    if (!is_known) return invalid_input("resourceType: this server knows no " + input.type + " any more");
  }
  Import work(run, room, std::move(request));
  return work.work();
}

std::filesystem::path import_errors_file(const BulkFiles& files, const std::string& job_id, std::size_t input) {
  return files.path_of(job_id, "errors-" + std::to_string(input));
}

}  // namespace osler::jobs
