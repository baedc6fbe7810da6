#include "jobs/bulk_export.h"

#include <algorithm>
#include <map>

#include "engine/deletions.h"
#include "fhir/search/compartment.h"
#include "fhir/search/subset.h"
#include "jobs/associated.h"
#include "jobs/type_filter.h"
#include "json/writer.h"
#include "store/alone.h"

namespace osler::jobs {
namespace {

constexpr std::int64_t kSaveEveryMs = 500;

constexpr std::string_view kPatient = "Patient";

/// What of one type belongs to the patients that are asked for: not for ExportLevel::kAll.
Result<store::Expr> members_of(const fhir::Definitions& definitions, TypeId type, const ExportRequest& request) {
  if (request.level == ExportLevel::kEveryPatient) return fhir::some_compartment_expr(definitions, kPatient, type);
  return fhir::compartments_expr(definitions, kPatient, request.patients, type);
}

/// What of one type is exported.
Result<store::Expr> wanted_of(const fhir::Definitions& definitions, TypeId type, const ExportRequest& request, store::Expr filter) {
  store::All all{{std::move(filter)}};
  if (request.level != ExportLevel::kAll) {
    OSLER_TRY(store::Expr members, members_of(definitions, type, request));
    all.parts.push_back(std::move(members));
  }
  if (request.since_ms) all.parts.push_back({store::Updated{request.since_ms, std::nullopt}});
  return store::Expr{std::move(all)};
}

store::Query page_query(TypeId type, store::Expr wanted, const std::string& cursor, std::uint32_t count) {
  store::Query query;
  query.types = {type};
  query.where = std::move(wanted);
  query.sort = {{store::SortBy::kCreated, ParameterId::kNone, false}};
  query.page.count = count;
  query.page.cursor = cursor;
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

/// One line that takes back what was exported before. Spec: FHIR Bulk Data Access 2, Export, Response - Complete Status, `deleted`.
void append_deletions(const fhir::Definitions& definitions, const std::vector<store::RecordKey>& deleted, std::string& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "transaction");
  writer.key("entry");
  writer.begin_array();
  for (const store::RecordKey& key : deleted) {
    writer.begin_object();
    writer.key("request");
    writer.begin_object();
    writer.member("method", "DELETE");
    writer.member("url", std::string(definitions.name_of(key.type)) + "/" + key.id);
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  out += '\n';
}

class Export {
 public:
  Export(JobRun& run, const BulkRoom& room, ExportRequest request)
      : run_(run),
        room_(room),
        request_(std::move(request)),
        caller_(request_.caller ? *request_.caller : caller_of(run.job(), request_.rights)),
        session_{caller_, run.loop(), parser_, "bulk", request_.base_url, {}} {}

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
    if (request_.associated != Associated::kNone) {
      OSLER_TRY(const JobEnd end, export_associated());
      if (end == JobEnd::kStopped) return end;
    }
    if (request_.lists_deleted()) {
      OSLER_TRY(const JobEnd end, export_deleted());
      if (end == JobEnd::kStopped) return end;
    }
    OSLER_RETURN_IF_ERROR(save());
    return JobEnd::kDone;
  }

 private:
  const fhir::Definitions& definitions() const { return room_.engine.definitions(); }

  /// The type to go on with; its segment is there if it was begun.
  std::size_t first_type() const {
    if (checkpoint_.segments.empty()) return 0;
    return checkpoint_.segments.size() - (checkpoint_.is_done ? 0U : 1U);
  }

  Status count_all() {
    run_.progress().total = 0;
    for (const std::string& name : request_.types) {
      OSLER_TRY(const TypeId type, type_of(name));
      OSLER_TRY(store::Expr wanted, wanted_of_type(type));
      store::Query query = page_query(type, std::move(wanted), {}, 0);
      query.totals = store::Totals::kExact;
      OSLER_TRY(const engine::SearchAnswer counted, room_.engine.search(session_, {std::move(query), true, stored_only()}));
      run_.progress().total += counted.total.value_or(0);
    }
    return save();
  }

  Result<store::Expr> wanted_of_type(TypeId type) {
    OSLER_TRY(store::Expr filter, expr_of_filters(room_.engine, session_, request_.filters, type, run_.job().created_ms));
    return wanted_of(definitions(), type, request_, std::move(filter));
  }

  Result<TypeId> type_of(const std::string& name) const {
    const auto type = definitions().resource_type(name);
    if (!type) return invalid_input("resourceTypes: this server knows no " + name + " any more");
    return *type;
  }

  Result<JobEnd> export_type(const std::string& name) {
    OSLER_TRY(const TypeId type, type_of(name));
    OSLER_TRY(const store::Expr wanted, wanted_of_type(type));
    OSLER_TRY(subset_.elements, elements_of(type));
    const bool is_new = checkpoint_.segments.empty() || checkpoint_.is_done;
    if (is_new) begin_segment({name, 0, 0});
    return in_pages([&] { return export_page(type, wanted); });
  }

  void begin_segment(ExportCheckpoint::Segment segment) {
    checkpoint_.segments.push_back(std::move(segment));
    checkpoint_.cursor.clear();
    checkpoint_.is_done = false;
  }

  template <class Page>
  Result<JobEnd> in_pages(Page page) {
    while (!checkpoint_.is_done) {
      if (run_.should_stop()) return save_and_stop();
      OSLER_RETURN_IF_ERROR(page());
      if (run_.clock().steady_ms() - saved_ms_ >= kSaveEveryMs) OSLER_RETURN_IF_ERROR(save());
    }
    return JobEnd::kDone;
  }

  /// The lines of a page are `lines_`.
  Status page_is_made(std::uint64_t records, const std::string& next) {
    OSLER_RETURN_IF_ERROR(file_->append(lines_));
    checkpoint_.segments.back().bytes += lines_.size();
    checkpoint_.segments.back().records += records;
    checkpoint_.cursor = next;
    checkpoint_.is_done = next.empty();
    return {};
  }

  Status export_page(TypeId type, const store::Expr& wanted) {
    store::Query query = page_query(type, wanted, checkpoint_.cursor, room_.settings.page_records);
    OSLER_TRY(const engine::SearchAnswer page, room_.engine.search(session_, {std::move(query), false, stored_only()}));
    OSLER_RETURN_IF_ERROR(append_resources(page.resources));
    OSLER_RETURN_IF_ERROR(page_is_made(page.resources.size(), page.next));
    run_.progress().processed += page.resources.size();
    return {};
  }

  Status append_resources(const std::vector<engine::Resource>& resources) {
    lines_.clear();
    for (const engine::Resource& resource : resources) {
      if (request_.is_simplified) {
        OSLER_RETURN_IF_ERROR(room_.simplified.append(session_, resource, lines_));
        lines_ += '\n';
      } else {
        OSLER_RETURN_IF_ERROR(append_fhir(resource.text));
      }
    }
    return {};
  }

  Result<std::vector<fhir::ElementName>> elements_of(TypeId type) const {
    if (request_.elements.empty()) return std::vector<fhir::ElementName>();
    OSLER_TRY(std::vector<fhir::ElementName> elements, fhir::parse_elements(definitions(), definitions().resource_types(), request_.elements));
    std::erase_if(elements, [&](const fhir::ElementName& one) { return one.type != TypeId::kNone && one.type != type; });
    return elements;
  }

  Status append_fhir(const std::string& text) {
    if (subset_.is_whole()) {
      append_line(text, lines_);
      return {};
    }
    OSLER_TRY(const json::Tree tree, parser_.parse(json::PaddedBytes(text), definitions().names()));
    part_.clear();
    fhir::append_subset(definitions(), subset_, tree.root(), false, part_);
    append_line(part_, lines_);
    return {};
  }

  // After all types: looked for in every Provenance that the caller may see.
  Result<JobEnd> export_associated() {
    const std::size_t own = request_.types.size();
    if (checkpoint_.segments.size() > own + 1) return JobEnd::kDone;  // What was deleted is under way.
    if (checkpoint_.segments.size() == own) begin_segment({"Provenance", 0, 0});
    const TypeId provenance = provenance_type(definitions());
    OSLER_TRY(const store::Expr filter, expr_of_filters(room_.engine, session_, request_.filters, provenance, run_.job().created_ms));
    OSLER_TRY(subset_.elements, elements_of(provenance));
    OSLER_TRY(std::vector<TypeId> types, exported_types());
    AssociatedProvenance associated(room_.engine, session_, request_.associated, std::move(types), [this](TypeId type) { return wanted_of_type(type); });
    return in_pages([&] { return export_associated_page(provenance, filter, associated); });
  }

  Status export_associated_page(TypeId provenance, const store::Expr& filter, AssociatedProvenance& associated) {
    store::Query query = page_query(provenance, filter, checkpoint_.cursor, room_.settings.page_records);
    OSLER_TRY(engine::SearchAnswer page, room_.engine.search(session_, {std::move(query), false, stored_only()}));
    OSLER_TRY(const std::vector<engine::Resource> chosen, associated.of_exported(std::move(page.resources)));
    OSLER_RETURN_IF_ERROR(append_resources(chosen));
    return page_is_made(chosen.size(), page.next);
  }

  Result<std::vector<TypeId>> exported_types() const {
    std::vector<TypeId> types;
    for (const std::string& name : request_.types) {
      OSLER_TRY(const TypeId type, type_of(name));
      types.push_back(type);
    }
    return types;
  }

  // After all types: what is deleted then, and was so when the export was asked for, was in no page before.
  Result<JobEnd> export_deleted() {
    const bool is_begun = !checkpoint_.segments.empty() && checkpoint_.segments.back().is_of_deleted;
    if (!is_begun) begin_segment({"Bundle", 0, 0, true});
    OSLER_TRY(std::vector<TypeId> types, exported_types());
    if (request_.associated != Associated::kNone) types.push_back(provenance_type(definitions()));
    engine::DeletionQuery query{std::move(types), *request_.since_ms, run_.job().created_ms, room_.settings.page_records};
    return in_pages([&] { return export_deleted_page(query); });
  }

  // Whatever the filters: what met them when it was exported need not have met them in the end.
  Status export_deleted_page(engine::DeletionQuery& query) {
    query.cursor = checkpoint_.cursor;
    OSLER_TRY(const engine::DeletionPage page, engine::deletions(room_.engine, session_, query));
    std::vector<store::RecordKey> deleted;
    for (const engine::Deletion& deletion : page.deletions) {
      OSLER_TRY(const bool is_wanted, was_of_level(deletion));
      if (is_wanted) deleted.push_back(deletion.key);
    }
    lines_.clear();
    if (!deleted.empty()) append_deletions(definitions(), deleted, lines_);
    return page_is_made(deleted.empty() ? 0 : 1, page.next);
  }

  Result<bool> was_of_level(const engine::Deletion& deletion) {
    if (request_.level == ExportLevel::kAll) return true;
    const TypeId type = deletion.key.type;
    auto members = members_.find(type);
    if (members == members_.end()) {
      OSLER_TRY(store::Expr expr, members_of(definitions(), type, request_));
      members = members_.emplace(type, std::move(expr)).first;
    }
    return store::meets_alone(deletion.key.id, deletion.entries, members->second);
  }

  // As in $everything and lists of several types: $export leaves the audit ledger out.
  bool stored_only() const { return request_.caller.has_value(); }

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
  fhir::Subset subset_;              ///< Of the type that is exported.
  std::string lines_;
  std::string part_;
  std::map<TypeId, store::Expr> members_;
  std::int64_t saved_ms_ = 0;
};

}  // namespace

Result<JobEnd> run_export(JobRun& run, const BulkRoom& room) {
  OSLER_TRY(ExportRequest request, decode_export(run.job().request));
  Export work(run, room, std::move(request));
  return work.work();
}

}  // namespace osler::jobs
