#include "jobs/bulk_export.h"

#include <algorithm>

#include "fhir/search/compartment.h"

namespace osler::jobs {
namespace {

constexpr std::int64_t kSaveEveryMs = 500;

constexpr std::string_view kPatient = "Patient";

Result<store::Query> page_query(const fhir::Definitions& definitions, TypeId type, const ExportRequest& request, const ExportCheckpoint& checkpoint, std::uint32_t count) {
  store::Query query;
  query.types = {type};
  store::All all;
  if (request.level == ExportLevel::kEveryPatient) all.parts.push_back(fhir::some_compartment_expr(definitions, kPatient, type));
  if (request.level == ExportLevel::kPatients) {
    OSLER_TRY(store::Expr members, fhir::compartments_expr(definitions, kPatient, request.patients, type));
    all.parts.push_back(std::move(members));
  }
  if (request.since_ms) all.parts.push_back({store::Updated{request.since_ms, std::nullopt}});
  query.where = {std::move(all)};
  query.sort = {{store::SortBy::kCreated, ParameterId::kNone, false}};
  query.page.count = count;
  query.page.cursor = checkpoint.cursor;
  query.totals = store::Totals::kNone;
  return query;
}

/// A line of FHIR. Stored texts keep the breaks their writer put between members.
void append_line(std::string_view text, std::string& out) {
  const std::size_t from = out.size();
  out += text;
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(from), out.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  out += '\n';
}

class Export {
 public:
  Export(JobRun& run, const BulkRoom& room, ExportRequest request)
      : run_(run),
        room_(room),
        request_(std::move(request)),
        caller_(request_.caller ? *request_.caller : caller_of(run.job(), request_.rights)),
        session_{caller_, run.loop(), parser_, "bulk", {}, {}} {}

  Result<JobEnd> work() {
    OSLER_TRY(checkpoint_, decode_checkpoint(run_.progress().checkpoint));
    OSLER_TRY(GrowingFile file, GrowingFile::open(room_.files.path_of(run_.job().id), checkpoint_.bytes()));
    file_.emplace(std::move(file));
    if (run_.progress().checkpoint.empty()) OSLER_RETURN_IF_ERROR(count_all());
    saved_ms_ = run_.clock().steady_ms();
    for (std::size_t i = first_type(); i < request_.types.size(); ++i) {
      OSLER_TRY(const JobEnd end, export_type(request_.types[i]));
      if (end == JobEnd::kStopped) return end;
    }
    OSLER_RETURN_IF_ERROR(save());
    return JobEnd::kDone;
  }

 private:
  /// The type to go on with; its segment is there if it was begun.
  std::size_t first_type() const {
    if (checkpoint_.segments.empty()) return 0;
    return checkpoint_.segments.size() - (checkpoint_.is_done ? 0U : 1U);
  }

  Status count_all() {
    run_.progress().total = 0;
    for (const std::string& name : request_.types) {
      OSLER_TRY(const TypeId type, type_of(name));
      OSLER_TRY(store::Query query, page_query(room_.engine.definitions(), type, request_, {}, 0));
      query.totals = store::Totals::kExact;
      OSLER_TRY(const engine::SearchAnswer counted, room_.engine.search(session_, {std::move(query), true, stored_only()}));
      run_.progress().total += counted.total.value_or(0);
    }
    return save();
  }

  Result<TypeId> type_of(const std::string& name) const {
    const auto type = room_.engine.definitions().resource_type(name);
    if (!type) return invalid_input("resourceTypes: this server knows no " + name + " any more");
    return *type;
  }

  Result<JobEnd> export_type(const std::string& name) {
    OSLER_TRY(const TypeId type, type_of(name));
    const bool is_new = checkpoint_.segments.empty() || checkpoint_.is_done;
    if (is_new) {
      checkpoint_.segments.push_back({name, 0, 0});
      checkpoint_.cursor.clear();
      checkpoint_.is_done = false;
    }
    while (!checkpoint_.is_done) {
      if (run_.should_stop()) return save_and_stop();
      OSLER_RETURN_IF_ERROR(export_page(type));
      if (run_.clock().steady_ms() - saved_ms_ >= kSaveEveryMs) OSLER_RETURN_IF_ERROR(save());
    }
    return JobEnd::kDone;
  }

  Status export_page(TypeId type) {
    OSLER_TRY(store::Query query, page_query(room_.engine.definitions(), type, request_, checkpoint_, room_.settings.page_records));
    OSLER_TRY(const engine::SearchAnswer page, room_.engine.search(session_, {std::move(query), false, stored_only()}));
    lines_.clear();
    std::uint64_t records = 0;
    for (const engine::Resource& resource : page.resources) {
      OSLER_TRY(const bool is_wanted, belongs(type, resource));
      if (!is_wanted) continue;
      ++records;
      if (request_.is_simplified) {
        OSLER_RETURN_IF_ERROR(room_.simplified.append(session_, resource, lines_));
        lines_ += '\n';
      } else {
        append_line(resource.text, lines_);
      }
    }
    OSLER_RETURN_IF_ERROR(file_->append(lines_));
    checkpoint_.segments.back().bytes += lines_.size();
    checkpoint_.segments.back().records += records;
    checkpoint_.cursor = page.next;
    checkpoint_.is_done = page.next.empty();
    run_.progress().processed += page.resources.size();
    return {};
  }

  // As in $everything and lists of several types: $export leaves the audit ledger out.
  bool stored_only() const { return request_.caller.has_value(); }

  // The query finds what has a parameter that leads to patients; of some it leads elsewhere.
  Result<bool> belongs(TypeId type, const engine::Resource& resource) {
    if (request_.level != ExportLevel::kEveryPatient || room_.engine.definitions().name_of(type) == kPatient) return true;
    OSLER_TRY(const json::Tree tree, parser_.parse(json::PaddedBytes(resource.text), room_.engine.definitions().names()));
    entries_.clear();
    room_.engine.extractor().extract(type, tree.root(), entries_);
    return fhir::is_member(room_.engine.definitions(), kPatient, type, entries_);
  }

  Status save() {
    OSLER_RETURN_IF_ERROR(file_->sync());
    run_.progress().checkpoint = encode(checkpoint_);
    saved_ms_ = run_.clock().steady_ms();
    return run_.save();
  }

  Result<JobEnd> save_and_stop() {
    OSLER_RETURN_IF_ERROR(save());
    return JobEnd::kStopped;
  }

  JobRun& run_;
  const BulkRoom& room_;
  const ExportRequest request_;
  const access::Caller caller_;
  json::Parser parser_;
  engine::Session session_;
  ExportCheckpoint checkpoint_;
  std::optional<GrowingFile> file_;
  std::string lines_;
  std::vector<store::IndexEntry> entries_;
  std::int64_t saved_ms_ = 0;
};

}  // namespace

Result<JobEnd> run_export(JobRun& run, const BulkRoom& room) {
  OSLER_TRY(ExportRequest request, decode_export(run.job().request));
  Export work(run, room, std::move(request));
  return work.work();
}

}  // namespace osler::jobs
