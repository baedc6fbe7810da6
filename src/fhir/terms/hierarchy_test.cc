#include "fhir/terms/hierarchy.h"

#include <gmock/gmock.h>

#include <random>
#include <set>

namespace osler::fhir::terms {
namespace {

using testing::ElementsAre;

TEST(Hierarchy, KnowsATree) {
  // 0 ─ 1 ─ 2, 3    4
  const Hierarchy tree(5, {{1, 0}, {2, 1}, {3, 1}});
  EXPECT_TRUE(tree.is_a(3, 0));
  EXPECT_TRUE(tree.is_a(1, 1));
  EXPECT_FALSE(tree.is_a(0, 1));
  EXPECT_FALSE(tree.is_a(4, 0));
  EXPECT_THAT(tree.self_and_descendants(0), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(tree.children(1), ElementsAre(2, 3));
  EXPECT_THAT(tree.parents(2), ElementsAre(1));
}

TEST(Hierarchy, NamesAConceptWithTwoParentsOnceBelowTheirCommonParent) {
  // 0 ─ 1 ─ 3 ─ 4
  //   └ 2 ─ 3
  const Hierarchy diamond(5, {{1, 0}, {2, 0}, {3, 1}, {3, 2}, {4, 3}});
  EXPECT_TRUE(diamond.is_a(4, 1));
  EXPECT_TRUE(diamond.is_a(4, 2));
  EXPECT_FALSE(diamond.is_a(1, 2));
  EXPECT_EQ(diamond.self_and_descendants(0).size(), 5U);
  EXPECT_THAT(diamond.self_and_descendants(2), testing::UnorderedElementsAre(2, 3, 4));
}

TEST(Hierarchy, EndsInACircle) {
  const Hierarchy circle(3, {{0, 1}, {1, 2}, {2, 0}, {1, 1}});
  EXPECT_EQ(circle.self_and_descendants(0).front(), 0U);
  EXPECT_TRUE(circle.is_a(2, 2));
}

// The intervals must say what a plain walk says, over random graphs in which a parent has a smaller number.
TEST(Hierarchy, AgreesWithAWalk) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    const std::uint32_t count = 60;
    std::vector<Hierarchy::Edge> edges;
    std::vector<std::set<std::uint32_t>> above(count);
    for (std::uint32_t child = 0; child < count; ++child) {
      above[child].insert(child);
      for (unsigned n = child == 0 ? 0 : random() % 4; n > 0; --n) {
        const auto parent = static_cast<std::uint32_t>(random() % child);
        edges.push_back({child, parent});
        above[child].insert(above[parent].begin(), above[parent].end());
      }
    }
    std::shuffle(edges.begin(), edges.end(), random);
    const Hierarchy hierarchy(count, edges);
    for (std::uint32_t a = 0; a < count; ++a) {
      std::size_t below = 0;
      for (std::uint32_t b = 0; b < count; ++b) {
        EXPECT_EQ(hierarchy.is_a(b, a), above[b].contains(a)) << b << " below " << a << " in round " << round;
        below += above[b].contains(a) ? 1U : 0U;
      }
      EXPECT_EQ(hierarchy.self_and_descendants(a).size(), below);
    }
  }
}

}  // namespace
}  // namespace osler::fhir::terms
