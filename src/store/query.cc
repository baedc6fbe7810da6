#include "store/query.h"

namespace osler::store {
namespace {

Expr narrowed(Expr expr, const Visibility& visibility);

std::vector<Expr> narrowed_all(std::vector<Expr> parts, const Visibility& visibility) {
  for (Expr& part : parts) part = narrowed(std::move(part), visibility);
  return parts;
}

Expr narrowed(Expr expr, const Visibility& visibility) {
  if (auto* all = std::get_if<All>(&expr.node)) all->parts = narrowed_all(std::move(all->parts), visibility);
  if (auto* any = std::get_if<Any>(&expr.node)) any->parts = narrowed_all(std::move(any->parts), visibility);
  if (auto* negated = std::get_if<Not>(&expr.node)) negated->part = narrowed_all(std::move(negated->part), visibility);
  if (auto* points = std::get_if<Points>(&expr.node)) {
    points->where = narrowed_all(std::move(points->where), visibility);
    points->where.push_back(visibility.visible(points->target));
  }
  if (auto* pointed_at = std::get_if<PointedAt>(&expr.node)) {
    pointed_at->where = narrowed_all(std::move(pointed_at->where), visibility);
    pointed_at->where.push_back(visibility.visible(pointed_at->source));
  }
  if (auto* within = std::get_if<Within>(&expr.node)) {
    within->where = narrowed_all(std::move(within->where), visibility);
    within->where.push_back(visibility.visible(within->target));
  }
  return expr;
}

}  // namespace

AuthorizedQuery authorize(Query query, const Visibility& visibility) {
  query.where = narrowed(std::move(query.where), visibility);
  std::vector<Expr> by_type;
  by_type.reserve(query.types.size());
  for (const TypeId type : query.types) by_type.push_back(visibility.visible(type));
  return {std::move(query), std::move(by_type)};
}

}  // namespace osler::store
