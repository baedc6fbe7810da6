#include "store/query.h"

#include <gtest/gtest.h>

namespace osler::store {
namespace {

/// Narrows type n to the id "n".
struct ByType final : Visibility {
  Expr visible(TypeId type) const override { return {Ids{{std::to_string(number_of(type))}}}; }
};

const Ids& narrowing_at_end(const std::vector<Expr>& where) { return std::get<Ids>(where.back().node); }

TEST(Authorize, NarrowsEachTypeAtTheRoot) {
  const AuthorizedQuery query = authorize({{TypeId{1}, TypeId{2}}, {All{}}, {}, {}, Totals::kNone}, ByType());
  ASSERT_EQ(query.by_type().size(), 2U);
  EXPECT_EQ(std::get<Ids>(query.by_type()[0].node).ids.front(), "1");
  EXPECT_EQ(std::get<Ids>(query.by_type()[1].node).ids.front(), "2");
}

TEST(Authorize, NarrowsTargetsAndSourcesHoweverDeep) {
  const Points inner{ParameterId{1}, TypeId{3}, {}};
  const PointedAt outer{TypeId{2}, ParameterId{1}, {Expr{inner}}};
  Not negated;
  negated.part.push_back({Any{{Expr{All{{Expr{outer}}}}}}});
  const AuthorizedQuery query = authorize({{TypeId{1}}, {negated}, {}, {}, Totals::kNone}, ByType());
  const auto& any = std::get<Any>(std::get<Not>(query.query().where.node).part.front().node);
  const auto& narrowed_outer = std::get<PointedAt>(std::get<All>(any.parts.front().node).parts.front().node);
  EXPECT_EQ(narrowing_at_end(narrowed_outer.where).ids.front(), "2");
  const auto& narrowed_inner = std::get<Points>(narrowed_outer.where.front().node);
  EXPECT_EQ(narrowing_at_end(narrowed_inner.where).ids.front(), "3");
}

}  // namespace
}  // namespace osler::store
