#include "fhir/path/xhtml_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace osler::fhir {
namespace {

TEST(Xhtml, AcceptsFormatting) {
  for (const std::string_view text :
       {"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>", "<div>x</div>",
        " <div>\n<p class='a'>x<br/>y</p>\n</div>\n",
        "<div><table border=\"1\"><tbody><tr><td colspan=\"2\">x</td></tr></tbody></table></div>",
        "<div><a href=\"https://x.org/a?b=c\">x</a> <a href=\"#n\">y</a> <a name=\"n\"> </a> <a "
        "href=\"Patient/1\">z</a></div>",
        "<div><img src=\"data:image/png;base64,AA==\" alt=\"x\"/></div>", "<div><img src='a.png'/></div>",
        "<div>&lt; &#169; &#xA9; &amp;&gt;&quot;&apos;</div>", "<div><!-- a comment -->x</div>",
        "<div style=\"color: red\" xml:lang=\"en\">x</div>", "<div style=\"background: white url(line.png) repeat-y\">x</div>",
        "<div style=\"background: url('data:image/png;base64,AA==')\">x</div>", "<div>a > b</div>", "<div ><p >x</p ></div >",
        "<div><a href=\"mailto:a@x.org\">x</a></div>", "<div><a href=\" https://x.org\">x</a></div>"}) {
    EXPECT_EQ(check_xhtml(text), XhtmlFault::kNone) << text;
  }
}

TEST(Xhtml, RefusesEverythingElse) {
  struct Row {
    XhtmlFault fault;
    std::vector<std::string_view> texts;
  };
  const std::vector<Row> rows{
      {XhtmlFault::kNoDiv,
       {"", "x", "<p>x</p>", "<divx>x</divx>", "<div>x</div><div>y</div>", "<div>x</div> y", "<DIV>x</DIV>"}},
      {XhtmlFault::kMalformed,
       {"<div>", "<div>x", "<div><p>x</div></p>", "<div><p>x</div>", "<div>a < b</div>", "<div>a & b</div>",
        "<div>&;</div>", "<div>&#xZZ</div>", "<div>&nbsp;</div>", "<div>&reg;</div>", "<div>&LT;</div>", "<div>&lt</div>", "<div a>x</div>", "<div class=x>x</div>", "<div class='x\">x</div>",
        "<div class='a'id='b'>x</div>", "<div><!-- -- -->x</div>", "<div><![CDATA[x]]></div>", "<div><?php x ?></div>",
        "<div><!DOCTYPE x>x</div>", "<div title='<'>x</div>", "<div><p/ >x</div>"}},
      {XhtmlFault::kElement,
       {"<div><script>x</script></div>", "<div><iframe src='a'/>x</div>", "<div><object>x</object></div>",
        "<div><form>x</form></div>", "<div><style>x</style></div>", "<div><svg>x</svg></div>",
        "<div><ins>x</ins></div>", "<div><SCRIPT>x</SCRIPT></div>", "<div><link/>x</div>", "<div><base/>x</div>",
        "<div><input/>x</div>", "<div><video/>x</div>"}},
      {XhtmlFault::kAttribute,
       {"<div onclick='x'>x</div>", "<div onload=\"x\">x</div>", "<div><img src='a' onerror='x'/></div>",
        "<div xlink:href='a'>x</div>", "<div data-x='a'>x</div>", "<div><a target='_top'>x</a></div>"}},
      {XhtmlFault::kLink,
       {"<div><a href='javascript:x'>x</a></div>", "<div><a href=' JavaScript:x'>x</a></div>",
        "<div><a href='java&#115;cript:x'>x</a></div>", "<div><a href='java\tscript:x'>x</a></div>",
        "<div><a href='javascript&colon;x'>x</a></div>", "<div><a href='vbscript:x'>x</a></div>",
        "<div><a href='data:text/html,x'>x</a></div>", "<div><img src='data:image/svg+xml,x'/></div>",
        "<div><a href='\x01javascript:x'>x</a></div>", "<div style='width: expression(x)'>x</div>",
        "<div style='background: url(javascript:x)'>x</div>", "<div style='\\65xpression(x)'>x</div>",
        "<div style='&#101;xpression(x)'>x</div>", "<div style='background: URL(\"http://x\")'>x</div>",
        "<div style='background: url(//x.org/a.png)'>x</div>",
        "<div style='background: url(a.png), url( https://x.org/a.png )'>x</div>", "<div style='background: url(data:image/svg+xml,x)'>x</div>",
        "<div style='background: image-set(\"a.png\" 1x)'>x</div>"}},
      {XhtmlFault::kNamespace, {"<div xmlns=\"http://x.org\">x</div>"}},
      {XhtmlFault::kEmpty,
       {"<div/>", "<div></div>", "<div> \n </div>", "<div><p> </p><br/></div>", "<div><!-- x --></div>"}}};
  for (const Row& row : rows) {
    for (const std::string_view text : row.texts) EXPECT_EQ(check_xhtml(text), row.fault) << text;
  }
}

TEST(Xhtml, BoundsItsDepth) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "<div>";
    text += 'x';
    for (std::size_t i = 0; i < depth; ++i) text += "</div>";
    return text;
  };
  EXPECT_EQ(check_xhtml(nested(kXhtmlDepthMax)), XhtmlFault::kNone);
  EXPECT_EQ(check_xhtml(nested(kXhtmlDepthMax + 1)), XhtmlFault::kDepth);
}

TEST(Xhtml, EveryCutOffTextIsRefused) {
  const std::string whole =
      "<div xmlns=\"http://www.w3.org/1999/xhtml\" class='a'><p>x &amp; <a href=\"#n\">y</a><!-- c --></p><br/></div>";
  ASSERT_EQ(check_xhtml(whole), XhtmlFault::kNone);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(check_xhtml(whole.substr(0, size)), XhtmlFault::kNone) << size;
  }
}

TEST(Xhtml, EveryFaultSaysWhatWasExpected) {
  for (const XhtmlFault fault :
       {XhtmlFault::kNoDiv, XhtmlFault::kMalformed, XhtmlFault::kElement, XhtmlFault::kAttribute, XhtmlFault::kLink,
        XhtmlFault::kNamespace, XhtmlFault::kDepth, XhtmlFault::kEmpty}) {
    EXPECT_TRUE(expected_form(fault).starts_with("expected "));
  }
}

}  // namespace
}  // namespace osler::fhir
