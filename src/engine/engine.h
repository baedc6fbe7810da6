#pragma once
// The rooms behind every door: one method for each interaction. What must hold for every write — authorization,
// structure, references, index entries, audit, change feed — happens here and nowhere else. Knows neither HTTP nor the
// backend. Spec: FHIR R4, http.html.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "access/policy.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/rng.h"
#include "base/task.h"
#include "engine/conformance.h"
#include "engine/resource.h"
#include "engine/session.h"
#include "engine/write_effect.h"
#include "fhir/terms/closure.h"
#include "fhir/model/definitions.h"
#include "fhir/search/resource_extractor.h"
#include "fhir/search/search_parser.h"
#include "fhir/validate/findings.h"
#include "json/tree.h"
#include "store/store.h"

namespace osler::engine {

class WrittenEntries;

/// Which references must exist when a resource is written. The patient always must.
enum class Integrity : std::uint8_t { kAll, kPatient, kNone };

using access::ProfilePolicy;

struct Settings {
  Integrity integrity = Integrity::kAll;
  bool restrict_deletes = false;                               ///< `integrity.delete`: what something live refers to stays.
  bool refuse_overlap = true;                                  ///< Of a practitioner's appointments.
  bool encounter_needs_subject = true;                         ///< Rule "encounter.subject".
  std::string tenant_system = "https://clinikapi.com/tenant";  ///< System of the tag that names the organization.
  std::uint32_t commit_attempts_max = 8;                       ///< Then 409.
  std::uint32_t bundle_entries_max = 100'000;
  std::uint32_t transaction_staged_from = 501;                 ///< Entries from which on a transaction is staged (store/stage.h).
  std::uint32_t transaction_answer_held_max = 2'000;           ///< Entries of an answer that is made before it is sent; else while it is.
  bool conditional_delete_multiple = false;                    ///< Else several matches are 412.
  std::uint32_t conditional_delete_max = 1'000;                ///< Matches that one request may delete.
  std::uint32_t purge_max = 10'000;                            ///< Resources that one purge may remove.
  ProfilePolicy profiles = ProfilePolicy::kWarn;               ///< Of organizations that do not say otherwise.
  std::uint32_t operation_answer_max = 10'000;                 ///< Resources in one answer of $everything and $document; as many referred to.
  std::uint32_t operation_reads_max = 100'000;                 ///< Resources that $lastn and $meta look through.
  std::uint32_t transactions_waiting_max = 8;                  ///< Large ones, behind the one that runs; then 503.
  std::uint32_t expansion_max = 10'000;                        ///< Codes of one expansion, all pages together.
  std::uint32_t closures_max = 100;                            ///< Closure tables of one environment.
  std::uint32_t closure_concepts_max = 10'000;                 ///< Concepts of one of them.
  std::int64_t idempotency_kept_ms = 24LL * 60 * 60 * 1000;    ///< How long an Idempotency-Key is remembered.
  std::uint32_t text_searches_waiting_max = 64;                ///< Searches for texts, behind the one that runs; then 503.
  std::uint32_t text_candidates_max = 1'000'000;               ///< Records that `_text` or `_content` may read in one search.
  std::uint32_t audit_candidates_max = 1'000'000;              ///< Entries of the audit ledger that one search may look at.
  std::uint32_t search_ms_max = 30'000;                        ///< That one search may take; beyond: too costly.
  std::int16_t search_zone_minutes = 0;                        ///< `time_zone`: of searched dates without one.
  std::uint32_t include_max = 10'000;  ///< Included resources of one page; beyond: too costly.
  std::uint32_t search_parameters_max = 256;           ///< Active ones beside R4's, in one environment.
  std::uint32_t search_expression_bytes_max = 4'096;   ///< Of one of them, components included.
};

/// What a write must meet, beside the rules of the resource.
struct WriteConditions {
  std::vector<Version> if_match;       ///< Live and one of these versions; empty: not asked. Else kPreconditionFailed.
  bool if_match_any = false;           ///< If-Match: *: live, any version.
  bool if_none_match_any = false;      ///< If-None-Match: *: must not be live.
  /// What the record must meet, of one type, instead of an id. A create happens only if nothing matches, and answers the
  /// one match else (kUnchanged). An update, modify or remove goes to the one match; an update creates if there is none.
  /// Several matches are kPreconditionFailed. Judged again by the commit. Spec: FHIR R4, http.html#cond-update.
  std::shared_ptr<const store::Query> criteria = {};
};

struct Written {
  WriteEffect effect = WriteEffect::kCreated;
  Resource resource;           ///< As stored now (for a deletion: key and header only).
  std::vector<Issue> warnings; ///< Findings below error.
};

/// Makes the whole new text of a resource from its current one; text without meta.versionId is fine.
/// Errors are handed to the caller as they are.
using Edit = std::function<Result<json::PaddedBytes>(const Resource& current)>;

struct SearchRequest {
  store::Query query;
  bool count_only = false;
  bool stored_only = false;  ///< Without the server's own audit entries.
  std::vector<fhir::Include> includes = {};  ///< That will be asked for with it: looked at before anything is searched.
};

/// Called after a commit that made indexes which older versions are missing in, before it is answered: what fills them in.
using NewIndexes = std::function<Task<Status>(const access::Caller& caller, Loop& loop)>;

struct SearchAnswer {
  std::vector<Resource> resources;
  std::optional<std::uint64_t> total;
  std::string next;      ///< Store cursor; the API signs it.
  std::string previous;
  std::vector<store::PlanStep> plan;  ///< If the query asked to be explained.
};

enum class EntryKind : std::uint8_t { kCreate, kUpdate, kPatch, kDelete };

/// What few entries come with.
struct EntryConditions {
  WriteConditions asked;
  std::string criteria_text = {};  ///< The criteria as sent: equal creates of one transaction are one.
};

/// One write of a transaction, of which there may be very many: texts stay where they are until the task is done.
struct TransactionEntry {
  EntryKind kind = EntryKind::kCreate;
  TypeId type = TypeId::kNone;
  std::string id;             ///< Of what is updated, patched or deleted; of a conditional update the body's, if it has one.
  std::string_view full_url = {};  ///< May be empty.
  std::string_view resource = {};  ///< Of a create or update: JSON text.
  std::shared_ptr<const Edit> edit = {};                   ///< Of a patch.
  std::shared_ptr<const EntryConditions> conditions = {};  ///< Null: none.
  std::uint32_t index = 0;         ///< Place in the Bundle, for messages.

  /// Null: none.
  const store::Query* criteria() const { return conditions ? conditions->asked.criteria.get() : nullptr; }
};

/// A reference in a transaction's resources that names its target by criteria: "Practitioner?identifier=x|1".
struct ConditionalReference {
  std::string text;        ///< As it stands between its quotes, JSON escapes and all.
  store::Query criteria;   ///< Of one type.
  std::size_t entry = 0;   ///< The first entry that has it,
  std::string expression;  ///< and where: "Encounter.participant[0].individual".
};

struct Transaction {
  std::vector<TransactionEntry> entries;
  std::vector<ConditionalReference> references = {};
  bool shows_resources = true;  ///< Whether answers have texts: of large transactions they cost much.
  std::vector<store::RowChange> rows = {};  ///< Of the partition, in the same commit.
  bool keeps_unusable = false;  ///< A SearchParameter that cannot be searched by is stored without effect, with a warning.
};

/// What a resource is validated for. Spec: FHIR R4, resource-operation-validate.html.
enum class ValidationMode : std::uint8_t {
  kContent,  ///< The resource alone.
  kCreate,   ///< And that what it refers to exists, as if it were created;
  kUpdate,   ///< or stored under its id.
};

struct ValidationRequest {
  TypeId type = TypeId::kNone;
  ValidationMode mode = ValidationMode::kContent;
  std::vector<std::string> profiles = {};  ///< Canonicals, beside those the resource declares.
};

/// What is to be removed as if it had never been.
struct PurgeRequest {
  store::RecordKey key;
  bool with_compartment = false;  ///< Of a patient: everything in its compartment too, deleted resources included.
  bool cascades = false;          ///< What refers to any of it is removed as well, and what refers to that.
  /// Changes of the system partition's rows that belong into the same commit, for the ids of what is to be removed; asked anew for each
  /// attempt. May be empty.
  std::function<Result<std::vector<store::RowChange>>(const std::set<std::string, std::less<>>& ids)> system_rows = {};
};
struct Purged {
  std::map<TypeId, std::uint64_t> resources;  ///< How many of each type.
  std::uint64_t versions = 0;
  std::uint64_t answers = 0;     ///< Kept for an Idempotency-Key.
  std::vector<std::string> ids;  ///< Of the resources.
  bool is_off_disk = false;      ///< Else that goes on, if need be after the next start.
};

class Engine {
 public:
  /// All references must outlive the engine.
  Engine(const fhir::Definitions& definitions, const fhir::ResourceExtractor& extractor, const access::Policy& policy,
         store::Store& store, Clock& clock, Rng& rng, Settings settings);
  ~Engine();

  /// Errors: kNotFound, kGone (with the deletion's time and version in the message), kForbidden.
  Result<Resource> read(Session& session, TypeId type, const std::string& id) const;
  /// Errors: as read; kGone for the version that is a deletion.
  Result<Resource> vread(Session& session, TypeId type, const std::string& id, Version version) const;
  /// Headers of a live record without its text: for conditional reads.
  Result<store::VersionHeader> header(Session& session, TypeId type, const std::string& id) const;

  /// Gives a new id, whatever the body says. `resource` stays with the caller until the task is done.
  /// Errors: kInvalidInput with all findings of the structure; kUnprocessable for references to nothing; kForbidden.
  Task<Result<Written>> create(Session& session, TypeId type, const json::Tree& resource, WriteConditions conditions = {});
  /// Creates under that id if it is not live. With criteria `id` may be empty: a new one is made if nothing matches.
  /// References that the version before has already are not looked up again. Errors: as create; kPreconditionFailed;
  /// kConflict if nothing matches criteria and `id` is another live record.
  Task<Result<Written>> update(Session& session, TypeId type, std::string id, const json::Tree& resource,
                               WriteConditions conditions = {});
  /// Reads, edits and writes; tries again when another write came between, unless conditions name a version.
  /// Errors: as update; kNotFound, kGone.
  Task<Result<Written>> modify(Session& session, TypeId type, std::string id, Edit edit, WriteConditions conditions = {});
  /// A record that is not live is no error here: Written with effect kUnchanged. Errors: kForbidden,
  /// kPreconditionFailed; with settings.restrict_deletes kConflict, naming who refers to it.
  Task<Result<Written>> remove(Session& session, TypeId type, std::string id, WriteConditions conditions = {});
  /// Deletes all that meet `criteria` in one commit, at most settings.conditional_delete_max; how many there were.
  /// Errors: kForbidden; kPreconditionFailed for more; kConflict as remove(): then none was deleted.
  Task<Result<std::size_t>> remove_matching(Session& session, TypeId type, store::Query criteria);

  /// Removes all versions, index entries and kept answers in one commit, and waits until nothing is left on disk. For admins.
  /// Errors: kForbidden; kNotFound; kConflict, naming who refers to it, unless it cascades, and for what takes effect while it is
  /// live (SearchParameters, terminology, profiles); kTooLarge beyond settings().purge_max. Spec: fhir.md, section 10.
  Task<Result<Purged>> purge(Session& session, PurgeRequest request);

  /// Everything that is found in a resource, recommendations and information included; nothing is written. Errors:
  /// kForbidden (for kContent: the caller may not read the type, else may not write it), kInvalidInput for another type.
  Result<fhir::Findings> validate(Session& session, json::View resource, const ValidationRequest& request) const;

  /// Narrowed to what the caller may see. Errors: kForbidden, kInvalidInput for a cursor; kUnavailable with
  /// fhir::kParameterBuilding while a parameter it asks by is not ready.
  Result<SearchAnswer> search(Session& session, SearchRequest request) const;
  /// What the includes reach from these resources, those of `:iterate` to a fixed point: each once, none of `matches`, none
  /// that the caller may not see. Errors: kInvalidInput, code TOO_COSTLY, beyond settings().include_max.
  /// Spec: FHIR R4, search.html#include.
  Result<std::vector<Resource>> included(Session& session, const std::vector<Resource>& matches,
                                         const std::vector<fhir::Include>& includes) const;
  Result<store::HistoryPage> history(Session& session, store::HistoryQuery query) const;

  /// All entries or none, in one commit: deletes, creates, then updates and patches. New ids are given to creates;
  /// references between entries (by full URL) and conditional references are replaced. Criteria are judged in the state
  /// before, those of references among the entries too, and again by the commit. Answers stand in the order of the
  /// entries. Errors: those of every refused entry, at most 100, with expressions that begin "Bundle.entry[n]";
  /// kInvalidInput for two entries that write one resource or share a full URL; kPreconditionFailed for criteria that
  /// several meet. One of settings.transaction_staged_from entries keeps the calling thread for long: not for event loops.
  /// Spec: FHIR R4, http.html#transaction.
  Task<Result<std::vector<Written>>> transaction(Session& session, Transaction transaction);
  /// The same for very many: what became of an entry is made when it is asked for.
  Task<Result<std::shared_ptr<const WrittenEntries>>> large_transaction(Session& session, Transaction transaction);

  /// Begins a request that came with an Idempotency-Key. Point Session::idempotent to it, and keep it until the answer is
  /// made. Errors: kConflict with IDEMPOTENCY_IN_PROGRESS; kUnprocessable with IDEMPOTENCY_KEY_REUSED.
  Result<std::unique_ptr<IdempotentRequest>> begin_idempotent(const Session& session, std::string_view key,
                                                              std::string fingerprint) const;
  /// The versions that a kept answer speaks of, as they were then. Errors: kForbidden for a caller who may not write;
  /// kNotFound for what the caller may not see, or was purged since.
  Result<std::vector<Written>> written_before(Session& session, const AnswerRecord& answer) const;
  /// Remembers an answer for which nothing was written: the version it speaks of, else its text (kAnswerTextBytesMax).
  Task<Status> keep_answer(Session& session, int status, std::string text);

  /// The closure table of that name, of the caller's partition. Errors: kNotFound for one that was not begun; kForbidden for a caller
  /// who may not read maps.
  Result<fhir::terms::Closure> closure(Session& session, const std::string& name) const;
  /// Begins it, empty, whatever it held. Errors: kForbidden for a caller who may not write maps; kConflict beyond Settings::closures_max.
  Task<Result<fhir::terms::Closure>> begin_closure(Session& session, std::string name);
  struct ExtendedClosure {
    fhir::terms::Closure closure;
    std::uint64_t version_before = 0;
  };
  /// What it is with these concepts, and durably so. Errors: kForbidden; kNotFound if it was not begun; those of terms::add_concepts().
  Task<Result<ExtendedClosure>> extend_closure(Session& session, std::string name, std::vector<fhir::terms::Coding> concepts);

  /// Set before the first write, if at all.
  void on_new_indexes(NewIndexes call);

  /// The text to send for a stored record of the caller's partition.
  Resource present(const Session& session, store::Record record) const;
  /// The same as a history shows it: meta.source tells who wrote the version. Spec: FHIR R4, resource.html#Meta.
  Resource present_version(const Session& session, store::Record record) const;

  const fhir::Definitions& definitions() const;
  const fhir::ResourceExtractor& extractor() const;
  const access::Policy& policy() const;
  store::Store& store() const;
  Clock& clock() const;
  /// Code systems, value sets, maps and profiles of each partition.
  const Conformance& conformance() const;
  /// What the caller's partition searches by now: for reading queries. Errors: those of Store::rows.
  Result<std::shared_ptr<const fhir::OwnParameters>> parameters(const Session& session) const;
  const Settings& settings() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::engine
