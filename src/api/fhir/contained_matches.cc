#include "api/fhir/contained_matches.h"

#include "store/alone.h"

namespace osler::fhir_api {
namespace {

constexpr std::uint32_t kRecordsAtOnce = 1'000;

class InsideReader {
 public:
  InsideReader(const Exchange& exchange, const osler::fhir::ParsedSearch& search, TypeId type) : exchange_(exchange), search_(search), type_(type) {}

  Status read(const engine::Resource& record, std::vector<Match>& out) {
    const osler::fhir::Definitions& definitions = exchange_.engine.definitions();
    const osler::fhir::ResourceExtractor& extractor = exchange_.engine.extractor();
    const store::Partition partition = exchange_.session.caller.partition();
    const std::string url = resource_url(exchange_, record.key);
    if (search_.contained == osler::fhir::ContainedMatches::kBoth && record.key.type == type_) {
      std::vector<store::IndexEntry> entries;
      OSLER_RETURN_IF_ERROR(extractor.extract(partition, type_, record.text, entries));
      if (store::meets_alone(record.key.id, entries, search_.of_one)) out.push_back({url, record.text});
    }
    OSLER_RETURN_IF_ERROR(extractor.contained(partition, record.key.type, record.text, contained_));
    OSLER_TRY(const json::Tree tree, exchange_.session.parser.parse(json::PaddedBytes(record.text), definitions.names()));
    std::size_t at = 0;
    std::string scratch;
    for (const json::View inside : tree.root().member("contained")) {
      if (!definitions.resource_type(inside.member("resourceType").text(scratch))) continue;  // The extractor leaves it out too.
      const store::Contained& one = contained_[at++];
      const bool matches = one.type == type_ && store::meets_alone(one.id, one.entries, search_.of_one);
      if (matches) out.push_back({url + "#" + one.id, std::string(inside.raw())});
    }
    return {};
  }

 private:
  const Exchange& exchange_;
  const osler::fhir::ParsedSearch& search_;
  TypeId type_;
  std::vector<store::Contained> contained_;
};

Error too_many_containers(std::uint32_t max) {
  const std::string what = "search parameter '_containedType': contained resources are counted in at most " + std::to_string(max) +
                           " records (limits.operation_answer); ask for containers, or with _total=none";
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kTooCostly, what}}};
}

}  // namespace

Result<std::vector<Match>> matches_inside(const Exchange& exchange, const osler::fhir::ParsedSearch& search, const std::vector<engine::Resource>& records) {
  std::vector<Match> matches;
  InsideReader reader(exchange, search, exchange.target.type);
  for (const engine::Resource& record : records) OSLER_RETURN_IF_ERROR(reader.read(record, matches));
  return matches;
}

Result<std::uint64_t> count_inside(const Exchange& exchange, const osler::fhir::ParsedSearch& search) {
  const std::uint32_t max = exchange.engine.settings().operation_answer_max;
  std::uint64_t count = 0;
  std::uint64_t records = 0;
  store::Query query = search.query;
  query.page = {};
  query.page.count = kRecordsAtOnce;
  query.totals = store::Totals::kNone;
  query.explain = false;
  do {
    OSLER_TRY(engine::SearchAnswer page, exchange.engine.search(exchange.session, {query, false}));
    records += page.resources.size();
    if (records > max) return too_many_containers(max);
    OSLER_TRY(const std::vector<Match> matches, matches_inside(exchange, search, page.resources));
    count += matches.size();
    query.page.cursor = std::move(page.next);
  } while (!query.page.cursor.empty());
  return count;
}

}  // namespace osler::fhir_api
