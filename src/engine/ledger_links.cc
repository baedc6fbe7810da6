#include "engine/ledger_links.h"

namespace osler::engine {
namespace {

constexpr std::uint32_t kPageCount = 1'000;

Status find_targets(const Parts& parts, store::Partition partition, const store::Points& points, std::set<store::RecordKey>& out) {
  store::Query query;
  query.types = {points.target};
  query.where = {store::All{points.where}};
  query.page.count = kPageCount;
  query.totals = store::Totals::kNone;
  while (true) {
    OSLER_TRY(store::SearchResult found, parts.store.search(partition, store::authorize(query, store::SeesAll())));
    for (store::Record& record : found.records) out.insert(std::move(record.key));
    if (const std::uint32_t max = parts.settings.operation_reads_max; out.size() > max) {
      return too_costly("more than " + std::to_string(max) + " resources are at the end of a chain (limits.operation_reads): narrow it");
    }
    if (found.next.empty()) return {};
    query.page.cursor = std::move(found.next);
  }
}

Status find_in_all(const Parts& parts, store::Partition partition, const std::vector<store::Expr>& exprs, LinkedTargets& out) {
  for (const store::Expr& expr : exprs) OSLER_RETURN_IF_ERROR(find_linked(parts, partition, expr, out));
  return {};
}

}  // namespace

Status find_linked(const Parts& parts, store::Partition partition, const store::Expr& expr, LinkedTargets& out) {
  if (const auto* all = std::get_if<store::All>(&expr.node)) return find_in_all(parts, partition, all->parts, out);
  if (const auto* any = std::get_if<store::Any>(&expr.node)) return find_in_all(parts, partition, any->parts, out);
  if (const auto* negated = std::get_if<store::Not>(&expr.node)) return find_in_all(parts, partition, negated->part, out);
  if (const auto* points = std::get_if<store::Points>(&expr.node)) return find_targets(parts, partition, *points, out[&expr]);
  if (std::holds_alternative<store::Within>(expr.node)) {
    return invalid_input("AuditEvent takes no :above and :below of references", "INVALID_PARAMETER");
  }
  return {};
}

}  // namespace osler::engine
