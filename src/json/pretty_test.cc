#include "json/pretty.h"

#include <gtest/gtest.h>

namespace osler::json {
namespace {

TEST(PrettyText, PutsEachMemberOnItsLine) {
  EXPECT_EQ(pretty_text(R"({"a":1,"b":[true,{"c":null}],"d":{}})"),
            "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    {\n      \"c\": null\n    }\n  ],\n  \"d\": {}\n}\n");
}

TEST(PrettyText, LeavesStringsAndNumbersAsTheyAre) {
  EXPECT_EQ(pretty_text(R"({"a":"x,{\"y\\[","b":1.00})"), R"({
  "a": "x,{\"y\\[",
  "b": 1.00
}
)");
}

TEST(PrettyText, LaysOutAgainWhatWasLaidOut) {
  const std::string once = pretty_text(R"([ { "a" : [ ] } ,  2 ])");
  EXPECT_EQ(once, "[\n  {\n    \"a\": []\n  },\n  2\n]\n");
  EXPECT_EQ(pretty_text(once), once);
}

}  // namespace
}  // namespace osler::json
