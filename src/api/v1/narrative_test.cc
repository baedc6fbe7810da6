#include "api/v1/narrative.h"

#include <gtest/gtest.h>

namespace osler::api::v1 {
namespace {

TEST(Narrative, EscapesTextIntoADiv) {
  EXPECT_EQ(narrative_div("a < b & c\nd"), "<div xmlns=\"http://www.w3.org/1999/xhtml\">a &lt; b &amp; c<br/>d</div>");
}

TEST(Narrative, ComesBackByteForByte) {
  for (const std::string_view text :
       {"", "plain", "a < b && c > d", "line\nline\n\nline", "tab\tand\r\nreturn", "&lt; &amp; &#38; &nbsp;",
        "<b>no markup</b>", "größer — 5 µg 😀", "\"quotes\" 'too'", " spaces  kept "}) {
    EXPECT_EQ(narrative_text(narrative_div(text)), text);
  }
}

TEST(Narrative, KeepsTheWordsOfForeignMarkup) {
  EXPECT_EQ(narrative_text("<div><p>One</p><p>Two <b>bold</b><br />three</p></div>"), "One\nTwo bold\nthree\n");
  EXPECT_EQ(narrative_text("<div>5 &#181;g &#xB5; &nbsp;x &unknown; &</div>"), "5 µg µ \u00A0x &unknown; &");
  EXPECT_EQ(narrative_text("<div>cut <b"), "cut ");
}

TEST(Narrative, RefusesEntitiesThatAreNoCharacters) {
  for (const std::string_view entity : {"&#0;", "&#xD800;", "&#x110000;", "&#;", "&#x;", "&#12a;"})
    EXPECT_EQ(narrative_text(entity), entity);
}

}  // namespace
}  // namespace osler::api::v1
