#include "jobs/bulk_import.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "fhir/model/resource_id.h"
#include "jobs/ndjson_reader.h"
#include "json/writer.h"

namespace osler::jobs {
namespace {

/// One line on its way. Its text must stay where it is until the batch is written.
struct Line {
  std::uint64_t number = 0;
  std::string id;
  std::string fhir;
  bool is_simplified = false;
};

/// Where an import stands.
struct Place {
  std::uint64_t offset = 0;
  std::uint64_t line = 0;
};

std::string encode(Place place) { return std::to_string(place.offset) + " " + std::to_string(place.line); }

Place decode_place(const std::string& text) {
  Place place;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), place.offset);
  if (failure == std::errc{} && rest != text.data() + text.size()) {
    std::from_chars(rest + 1, text.data() + text.size(), place.line);
  }
  return place;
}

/// "Bundle.entry[12].resource.name" is about entry 12.
std::optional<std::size_t> entry_of(std::string_view expression) {
  constexpr std::string_view kBefore = "Bundle.entry[";
  if (!expression.starts_with(kBefore)) return std::nullopt;
  std::size_t index = 0;
  const char* const digits = expression.data() + kBefore.size();
  const auto [rest, failure] = std::from_chars(digits, expression.data() + expression.size(), index);
  return failure == std::errc{} ? std::optional(index) : std::nullopt;
}

/// The same issue as if the resource had been sent alone.
Issue alone(Issue issue, const std::string& type) {
  constexpr std::string_view kResource = "].resource";
  const std::size_t at = issue.expression.find(kResource);
  issue.expression = type + (at == std::string::npos ? std::string() : issue.expression.substr(at + kResource.size()));
  return issue;
}

std::string text_of(const Error& error) {
  if (error.issues.empty()) return error.message;
  const Issue& first = error.issues.front();
  std::string text = first.diagnostics;
  // Findings of simplified lines name their field already.
  if (!first.expression.empty() && !text.starts_with(first.expression)) text = first.expression + ": " + text;
  return text;
}

bool may_pass(const Error& error) {
  return error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kStorageFull || error.kind == ErrorKind::kConflict;
}

class Import {
 public:
  Import(JobRun& run, const BulkRoom& room, ImportRequest request, TypeId type)
      : run_(run),
        room_(room),
        request_(std::move(request)),
        type_(type),
        caller_(caller_of(run.job(), request_.rights)),
        session_{caller_, run.loop(), parser_, "import", {}, {}} {}

  Result<JobEnd> work() {
    run_.progress().total = request_.lines;
    // The file goes before the job is over: whatever ended the process between the two, nothing is left to read.
    const bool is_written = run_.progress().processed >= request_.lines;
    if (is_written) return finished();
    place_ = decode_place(run_.progress().checkpoint);
    read_line_ = place_.line;
    OSLER_TRY(NdjsonReader reader,
              NdjsonReader::open(room_.files.path_of(run_.job().id), place_.offset, room_.settings.line_bytes_max));
    while (std::optional<NdjsonReader::Line> line = reader.next()) {
      if (run_.should_stop()) return JobEnd::kStopped;  // What was read beyond the last batch is read again.
      OSLER_RETURN_IF_ERROR(take(*std::move(line)));
      if (is_full()) OSLER_RETURN_IF_ERROR(write_batch());
    }
    OSLER_RETURN_IF_ERROR(write_batch());
    return finished();
  }

 private:
  JobEnd finished() {
    room_.files.remove(run_.job().id);
    return JobEnd::kDone;
  }

  bool is_full() const {
    return seen_ >= room_.settings.batch_lines_max || batch_bytes_ >= room_.settings.batch_bytes_max;
  }

  /// Adds a line to the batch. Two lines of one id belong into two batches.
  Status take(NdjsonReader::Line read) {
    Line line;
    line.number = ++read_line_;
    const Place behind{read.end, line.number};
    if (!read.is_blank) {
      Status prepared = read.is_too_long ? Status(invalid_input(too_long())) : prepare(read.text, line);
      if (prepared.ok() && !line.id.empty() && ids_.contains(line.id)) OSLER_RETURN_IF_ERROR(write_batch());
      ++seen_;
      if (prepared.ok()) {
        if (!line.id.empty()) ids_.insert(line.id);
        batch_bytes_ += line.fhir.size();
        batch_.push_back(std::move(line));
      } else {
        faults_.push_back({line.number, text_of(prepared.error())});
      }
    }
    place_ = behind;
    return {};
  }

  std::string too_long() const {
    return "longer than " + std::to_string(room_.settings.line_bytes_max) + " bytes (bulk.line_bytes)";
  }

  /// Reads a line in either form. Errors: what is wrong with it.
  Status prepare(std::string& text, Line& line) {
    OSLER_TRY(const json::Tree tree, parser_.parse(json::PaddedBytes(text), room_.engine.definitions().names()));
    const json::View root = tree.root();
    if (!root.is_object()) return invalid_input("expected a JSON object");
    const json::View named = root.member("resourceType");
    if (!named) {
      line.is_simplified = true;
      if (!room_.simplified.knows(type_)) return invalid_input("resourceType: Required (" + request_.type + " has no simplified form)");
      OSLER_TRY(FhirLine fhir, room_.simplified.to_fhir(session_, type_, text));
      line.id = std::move(fhir.id);
      line.fhir = std::move(fhir.text);
      return {};
    }
    if (!named.equals(request_.type)) return invalid_input("resourceType: expected " + request_.type);
    line.id = root.member("id").text();
    if (!line.id.empty() && !fhir::is_resource_id(line.id)) return invalid_input("id: expected 1 to 64 letters, digits, '-' and '.'");
    line.fhir = std::move(text);
    return {};
  }

  engine::Transaction transaction() const {
    engine::Transaction all;
    all.shows_resources = false;
    for (const Line& line : batch_) {
      engine::TransactionEntry entry;
      entry.kind = line.id.empty() ? engine::EntryKind::kCreate : engine::EntryKind::kUpdate;
      entry.type = type_;
      entry.id = line.id;
      entry.resource = line.fhir;
      entry.index = static_cast<std::uint32_t>(all.entries.size());
      all.entries.push_back(std::move(entry));
    }
    return all;
  }

  /// Writes what can be written, with the progress in the same commit.
  Status write_batch() {
    while (!batch_.empty()) {
      count_batch();
      session_.rows_beside = {run_.saved_row()};
      session_.audited = false;
      session_.audit = audit_record();
      const auto written = run_.loop().run(room_.engine.transaction(session_, transaction()));
      if (written.ok()) return session_.audited ? begin_batch() : saved();
      uncount_batch();
      if (may_pass(written.error())) return unavailable(written.error().message);
      leave_out(written.error());
    }
    if (seen_ == 0) return {};
    count_batch();
    return saved();
  }

  Status saved() {
    OSLER_RETURN_IF_ERROR(run_.save());
    return begin_batch();
  }

  Status begin_batch() {
    batch_.clear();
    faults_.clear();
    ids_.clear();
    batch_bytes_ = 0;
    seen_ = 0;
    return {};
  }

  /// Progress as it will be when the batch is written.
  void count_batch() {
    before_ = run_.progress();
    std::sort(faults_.begin(), faults_.end());
    for (const auto& [number, text] : faults_) run_.add_error("line " + std::to_string(number) + ": " + text);
    run_.progress().processed += seen_;
    run_.progress().checkpoint = encode(place_);
  }
  void uncount_batch() { run_.progress() = before_; }

  /// Takes the lines out of the batch that the engine refused.
  void leave_out(const Error& error) {
    std::set<std::size_t> bad;
    for (const Issue& issue : error.issues) {
      const std::optional<std::size_t> entry = entry_of(issue.expression);
      if (!entry || *entry >= batch_.size() || !bad.insert(*entry).second) continue;
      const Line& line = batch_[*entry];
      Error own{error.kind, issue.diagnostics, {}, {alone(issue, request_.type)}};
      if (line.is_simplified) own = room_.simplified.explained(session_, type_, line.fhir, std::move(own));
      faults_.push_back({line.number, text_of(own)});
    }
    // An error about no line in particular is about all of them.
    if (bad.empty()) {
      for (const Line& line : batch_) faults_.push_back({line.number, text_of(error)});
      batch_.clear();
    }
    for (auto entry = bad.rbegin(); entry != bad.rend(); ++entry) {
      batch_.erase(batch_.begin() + static_cast<std::ptrdiff_t>(*entry));
    }
  }

  access::AuditRecord audit_record() const {
    access::AuditRecord record;
    record.actor_id = run_.job().actor;
    record.actor_role = "key";
    record.method = "JOB";
    record.path = "/v1/bulk/import";
    record.request_id = run_.job().id;
    return record;
  }

  JobRun& run_;
  const BulkRoom& room_;
  const ImportRequest request_;
  const TypeId type_;
  const access::Caller caller_;
  json::Parser parser_;
  engine::Session session_;

  Place place_;                  ///< Behind the last line that was taken.
  std::uint64_t read_line_ = 0;
  std::vector<Line> batch_;
  std::vector<std::pair<std::uint64_t, std::string>> faults_;  ///< Of the batch: line and what is wrong.
  std::set<std::string> ids_;
  std::uint64_t batch_bytes_ = 0;
  std::uint64_t seen_ = 0;       ///< Lines of the batch, bad ones too.
  JobProgress before_;
};

}  // namespace

Result<JobEnd> run_import(JobRun& run, const BulkRoom& room) {
  OSLER_TRY(ImportRequest request, decode_import(run.job().request));
  const auto type = room.engine.definitions().resource_type(request.type);
  if (!type) return invalid_input("resourceType: this server knows no " + request.type + " any more");
  Import work(run, room, std::move(request), *type);
  return work.work();
}

}  // namespace osler::jobs
