#include "base/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace osler {
namespace {

constexpr std::array<std::string_view, 4> kWords{"reasonCode", "status", "class", "period"};

TEST(Nearest, FindsTheWordThatWasMeant) {
  EXPECT_EQ(nearest("reasoncode", kWords), "reasonCode");
  EXPECT_EQ(nearest("sttaus", kWords), "status");
  EXPECT_EQ(nearest("clas", kWords), "class");
}

TEST(Nearest, StaysSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest("xylophone", kWords), std::nullopt);
  EXPECT_EQ(nearest("", kWords), std::nullopt);
  EXPECT_EQ(nearest(std::string(65, 'a'), kWords), std::nullopt);
}

}  // namespace
}  // namespace osler
