// POST [base] with a transaction: from its entries to the engine's, and back. Spec: FHIR R4, http.html#transaction.

#include <algorithm>
#include <deque>
#include <functional>
#include <set>

#include "api/fhir/bundle_answer.h"
#include "api/fhir/bundle_reader.h"
#include "api/fhir/criteria.h"
#include "api/fhir/fhir_api.h"
#include "api/fhir/idempotent.h"
#include "api/fhir/patch_body.h"
#include "api/fhir/route.h"
#include "api/fhir/shape.h"
#include "api/fhir/transaction_text.h"
#include "fhir/model/resource_id.h"
#include "fhir/search/references.h"

namespace osler::fhir_api {
namespace {

constexpr std::size_t kAnswerBytesAssumed = 280;  ///< Of one entry without its resource.

std::string_view under(std::string_view url, std::string_view base) {
  if (url.starts_with(base)) url.remove_prefix(base.size());
  return url;
}

bool is_read(const BundleEntry& entry) { return entry.method == http::Method::kGet || entry.method == http::Method::kHead; }

Error in_entry(Error error, std::size_t index, const std::string& member) {
  const std::string expression = "Bundle.entry[" + std::to_string(index) + "]" + member;
  if (error.issues.empty()) error.issues.push_back({Severity::kError, default_issue_type(error.kind), error.message});
  for (Issue& issue : error.issues) issue.expression = expression;
  error.message = expression + ": " + error.message;
  return error;
}

/// Makes the engine's transaction of the entries that write.
class TransactionReader {
 public:
  TransactionReader(const Exchange& exchange, std::deque<json::Tree>& patches) : exchange_(exchange), patches_(patches) {}

  Status add(const BundleEntry& entry) {
    if (!entry.has_request) return entry_error(entry.index, ".request", "every entry needs a request", IssueType::kRequired);
    if (!entry.method) return entry_error(entry.index, ".request.method", "expected GET, HEAD, POST, PUT, PATCH or DELETE");
    if (is_read(entry)) return {};
    const std::string_view relative = under(entry.url, exchange_.base_url);
    const std::size_t question = relative.find('?');
    Result<Route> route = find_route(exchange_.engine.definitions(), *entry.method, relative.substr(0, question));
    if (!route.ok()) return entry_error(entry.index, ".request.url", route.error().message, IssueType::kNotSupported);
    engine::TransactionEntry write;
    write.index = entry.index;
    write.type = route->target.type;
    write.id = route->target.id;
    write.full_url = entry.full_url;
    write.resource = entry.resource;
    switch (route->interaction) {
      case Interaction::kCreate: write.kind = engine::EntryKind::kCreate; break;
      case Interaction::kUpdate: write.kind = engine::EntryKind::kUpdate; break;
      case Interaction::kPatch: write.kind = engine::EntryKind::kPatch; break;
      case Interaction::kDelete: write.kind = engine::EntryKind::kDelete; break;
      default: return entry_error(entry.index, ".request", "a transaction takes create, update, patch, delete, read and search", IssueType::kNotSupported);
    }
    OSLER_RETURN_IF_ERROR(read_conditions(entry, question == std::string_view::npos ? std::string_view() : relative.substr(question), write));
    OSLER_RETURN_IF_ERROR(read_content(entry, write));
    transaction_.entries.push_back(std::move(write));
    return {};
  }
  /// So many are to come, at most.
  void reserve(std::size_t entries) { transaction_.entries.reserve(entries); }
  engine::Transaction take() { return std::move(transaction_); }

 private:
  Status read_conditions(const BundleEntry& entry, std::string_view query, engine::TransactionEntry& write) {
    Result<engine::WriteConditions> conditions = write_conditions(entry.conditions);
    if (!conditions.ok()) return entry_error(entry.index, ".request", conditions.error().message);
    engine::EntryConditions all{std::move(*conditions)};
    OSLER_RETURN_IF_ERROR(read_criteria(entry, query, write, all));
    const engine::WriteConditions& asked = all.asked;
    const bool has_some = asked.criteria || asked.if_match_any || asked.if_none_match_any || !asked.if_match.empty();
    if (has_some) write.conditions = std::make_shared<const engine::EntryConditions>(std::move(all));
    return {};
  }

  Status read_criteria(const BundleEntry& entry, std::string_view query, const engine::TransactionEntry& write, engine::EntryConditions& conditions) {
    const auto none_exists = entry.conditions.get("If-None-Exist");
    const bool creates = write.kind == engine::EntryKind::kCreate;
    if (none_exists && !creates) return entry_error(entry.index, ".request.ifNoneExist", "belongs to POST entries only");
    if (creates && !none_exists) return {};
    if (!creates && !write.id.empty()) return {};
    conditions.criteria_text = creates ? std::string(*none_exists) : std::string(query);
    Result<store::Query> criteria = criteria_of(exchange_, write.type, conditions.criteria_text);
    if (!criteria.ok()) return in_entry(std::move(criteria).error(), entry.index, creates ? ".request.ifNoneExist" : ".request.url");
    conditions.asked.criteria = std::make_shared<const store::Query>(std::move(*criteria));
    return {};
  }

  Status read_content(const BundleEntry& entry, engine::TransactionEntry& write) {
    if (write.kind == engine::EntryKind::kDelete) return {};
    if (!entry.resource.starts_with('{')) return entry_error(entry.index, ".resource", "this entry needs a resource", IssueType::kRequired);
    if (write.kind == engine::EntryKind::kPatch) return read_patch(entry, write);
    if (write.kind == engine::EntryKind::kUpdate) {
      if (!write.id.empty() && entry.resource_id != write.id) {
        return entry_error(entry.index, ".resource.id", "the id in the resource must equal the id in the url");
      }
      if (!entry.resource_id.empty() && !osler::fhir::is_resource_id(entry.resource_id)) {
        return entry_error(entry.index, ".resource.id", "ids are 1 to 64 of A-Z a-z 0-9 - .", IssueType::kValue);
      }
      write.id = std::string(entry.resource_id);
    }
    // Few resources hold a '?': only those are looked through.
    if (entry.resource.find('?') != std::string_view::npos) return read_conditional_references(entry);
    return {};
  }

  Status read_patch(const BundleEntry& entry, engine::TransactionEntry& write) {
    OSLER_TRY(json::Tree tree, parse(entry));
    patches_.push_back(std::move(tree));
    Result<engine::Edit> edit = edit_of(exchange_.engine, patches_.back().root());
    if (!edit.ok()) return in_entry(std::move(edit).error(), entry.index, ".resource");
    write.edit = std::make_shared<const engine::Edit>(std::move(*edit));
    return {};
  }

  Status read_conditional_references(const BundleEntry& entry) {
    OSLER_TRY(const json::Tree tree, parse(entry));
    Status failure;
    const osler::fhir::Definitions& definitions = exchange_.engine.definitions();
    osler::fhir::visit_references(definitions, tree.root(), [&](json::View reference, const auto*, const auto& expression) {
      const std::string text = reference.text();
      const std::size_t question = text.find('?');
      const auto type = definitions.resource_type(std::string_view(text).substr(0, question));
      if (!failure.ok() || question == std::string::npos || !type) return;
      const std::string raw(reference.raw().substr(1, reference.raw().size() - 2));
      if (!references_.insert(raw).second) return;
      Result<store::Query> criteria = criteria_of(exchange_, *type, std::string_view(text));
      if (!criteria.ok()) {
        const std::string place = expression();
        failure = in_entry(std::move(criteria).error(), entry.index, ".resource" + place.substr(std::min(place.find('.'), place.size())));
        return;
      }
      transaction_.references.push_back({raw, std::move(*criteria), entry.index, expression()});
    });
    return failure;
  }

  Result<json::Tree> parse(const BundleEntry& entry) const {
    return exchange_.session.parser.parse(json::PaddedBytes(entry.resource), exchange_.engine.definitions().names());
  }

  const Exchange& exchange_;
  std::deque<json::Tree>& patches_;  ///< Edits point into these.
  engine::Transaction transaction_;
  std::set<std::string> references_;
};

}  // namespace

namespace {

Error too_many_for_a_key() {
  return invalid_input("Idempotency-Key: can stand for at most " + std::to_string(engine::kAnswerVersionsMax) +
                           " writing entries; send the transaction without it, or in parts",
                       "INVALID_HEADER");
}

/// What the writes did the first time.
Result<std::vector<engine::Written>> written_before(Exchange& exchange, const engine::AnswerRecord& kept, std::size_t writes) {
  OSLER_TRY(std::vector<engine::Written> written, exchange.engine.written_before(exchange.session, kept));
  if (written.size() != writes) return internal_error("a kept answer is of another transaction");
  if (exchange.prefers_representation) return written;
  for (engine::Written& one : written) one.resource.text.clear();
  return written;
}

/// What is needed of the entries once the engine has them: little, for there may be very many.
struct AskedEntries {
  std::vector<bool> deletes;         ///< Of each that writes.
  std::vector<bool> is_read;         ///< Of each.
  std::vector<BundleEntry> reads;

  void add(BundleEntry entry) {
    is_read.push_back(osler::fhir_api::is_read(entry));
    if (is_read.back()) reads.push_back(std::move(entry));
    else deletes.push_back(entry.method == http::Method::kDelete);
  }
};

/// "Type/id" of what the transaction gives content, where it says the id.
std::set<std::string> written_targets(const osler::fhir::Definitions& definitions, const engine::Transaction& transaction, bool has_reads) {
  std::set<std::string> targets;
  for (const engine::TransactionEntry& entry : transaction.entries) {
    if (!has_reads) break;
    if (entry.kind == engine::EntryKind::kUpdate && !entry.id.empty()) targets.insert(std::string(definitions.name_of(entry.type)) + "/" + entry.id);
  }
  return targets;
}

using WrittenOf = std::function<engine::Written(std::size_t)>;

http::Response whole_answer(const Exchange& exchange, const AskedEntries& asked, const WrittenOf& written, const std::vector<http::Response>& reads) {
  BundleAnswer answer("transaction-response");
  answer.reserve(asked.is_read.size() * kAnswerBytesAssumed);
  const EntryForm form = form_of(exchange);
  std::size_t writes_done = 0;
  std::size_t reads_done = 0;
  for (const bool is_read : asked.is_read) {
    if (is_read) {
      write_response_entry(answer.writer(), exchange, reads[reads_done++]);
    } else {
      write_written_entry(answer.writer(), form, written(writes_done), asked.deletes[writes_done]);
      ++writes_done;
    }
  }
  return answer.finish();
}

/// Whether the answer can be made while it is sent: nothing else has to see its text.
bool comes_in_portions(const Exchange& exchange, const AskedEntries& asked) {
  if (asked.deletes.size() <= exchange.engine.settings().transaction_answer_held_max || !asked.reads.empty()) return false;
  const Result<Shape> shape = read_shape(exchange, Interaction::kBundle);
  return exchange.idempotent == nullptr && shape.ok() && shape->subset.is_whole() && !shape->is_pretty;
}

}  // namespace

Task<Result<http::Response>> FhirApi::handle_transaction(Exchange& exchange, BundleRequest bundle) {
  std::deque<json::Tree> patches;
  TransactionReader reader(exchange, patches);
  reader.reserve(bundle.entries.size());
  AskedEntries asked;
  for (; !bundle.entries.empty(); bundle.entries.pop_front()) {
    OSLER_CO_RETURN_IF_ERROR(reader.add(bundle.entries.front()));
    asked.add(std::move(bundle.entries.front()));
  }
  engine::Transaction transaction = reader.take();
  transaction.shows_resources = exchange.prefers_representation;
  OSLER_CO_RETURN_IF_ERROR(begin_idempotent(exchange, exchange.request.body.view()));
  const engine::AnswerRecord* kept = kept_answer(exchange);
  if (kept != nullptr && kept->versions.empty()) co_return replayed(exchange, *kept);
  const std::size_t writes = transaction.entries.size();
  if (exchange.idempotent != nullptr && writes > engine::kAnswerVersionsMax) co_return too_many_for_a_key();
  if (kept != nullptr) {
    OSLER_CO_TRY(const std::vector<engine::Written> written, written_before(exchange, *kept, writes));
    const std::vector<http::Response> reads = co_await run_reads(exchange, asked.reads);
    http::Response response = whole_answer(exchange, asked, [&](std::size_t i) { return written[i]; }, reads);
    response.headers.add("Idempotent-Replayed", "true");
    co_return response;
  }
  const std::set<std::string> targets = written_targets(engine_.definitions(), transaction, !asked.reads.empty());
  OSLER_CO_RETURN_IF_ERROR(co_await check_reads(exchange, asked.reads, targets));
  OSLER_CO_TRY(const auto written, co_await engine_.large_transaction(exchange.session, std::move(transaction)));
  if (asked.reads.empty()) exchange.request.body = json::PaddedBytes();  // Nothing points into it any more, and it may be large.
  if (comes_in_portions(exchange, asked)) {
    http::Response response;
    response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
    response.source = std::make_shared<TransactionText>(form_of(exchange), std::move(asked.deletes), written);
    co_return response;
  }
  const std::vector<http::Response> reads = co_await run_reads(exchange, asked.reads);
  co_return whole_answer(exchange, asked, [&](std::size_t i) { return (*written)[i]; }, reads);
}

namespace {

/// Whether asking twice does no more than asking once.
bool only_looks(Interaction interaction) {
  switch (interaction) {
    case Interaction::kRead:
    case Interaction::kVread:
    case Interaction::kSearch:
    case Interaction::kSystemSearch:
    case Interaction::kCompartment:
    case Interaction::kInstanceHistory:
    case Interaction::kTypeHistory:
    case Interaction::kSystemHistory: return true;
    default: return false;
  }
}

}  // namespace

/// A transaction whose reads would fail is refused as a whole, so they are tried before anything is written. What it writes
/// itself need not be there yet. Spec: FHIR R4, http.html#transaction-response: each entry with 2xx or 3xx, or none.
Task<Status> FhirApi::check_reads(Exchange& exchange, const std::vector<BundleEntry>& entries, const std::set<std::string>& written) {
  for (const BundleEntry& entry : entries) {
    std::string_view relative = under(entry.url, exchange.base_url);
    if (relative.starts_with('/')) relative.remove_prefix(1);
    relative = relative.substr(0, relative.find('?'));
    const Result<Route> route = find_route(engine_.definitions(), *entry.method, relative);
    if (!route.ok()) co_return in_entry(route.error(), entry.index, ".request.url");
    if (!only_looks(route->interaction)) continue;
    Result<http::Response> tried = co_await try_entry(exchange, entry);
    if (tried.ok()) continue;
    const ErrorKind kind = tried.error().kind;
    const std::string target = std::string(engine_.definitions().name_of(route->target.type)) + "/" + route->target.id;
    const bool comes_to_be = (kind == ErrorKind::kNotFound || kind == ErrorKind::kGone) && written.contains(target);
    if (!comes_to_be) co_return in_entry(std::move(tried).error(), entry.index, ".request.url");
  }
  co_return Status();
}

/// What a transaction reads is read once all is written.
Task<std::vector<http::Response>> FhirApi::run_reads(Exchange& exchange, const std::vector<BundleEntry>& entries) {
  std::vector<http::Response> responses;
  for (const BundleEntry& entry : entries) responses.push_back(co_await run_entry(exchange, entry));
  co_return responses;
}

}  // namespace osler::fhir_api
