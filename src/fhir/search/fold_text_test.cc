#include <gtest/gtest.h>

#include "fhir/search/search_parser.h"

namespace osler::fhir {
namespace {

TEST(FoldText, FoldsCaseAccentsAndPunctuation) {
  const std::pair<const char*, const char*> cases[] = {
      {"Smith", "smith"},
      {"  van   der  Berg ", "van der berg"},
      {"O'Brien-Jones, MD.", "o brien jones md"},
      {"Müller-Lüdenscheidt", "muller ludenscheidt"},
      {"Straße", "strasse"},
      {"STRASSE", "strasse"},
      {"Ångström", "angstrom"},
      {"naïve café", "naive cafe"},
      {"ﬁne", "fine"},
      {"ΑΘΉΝΑ", "αθηνα"},
      {"Иванов Ёлкин", "иванов елкин"},
      {"山田 太郎", "山田 太郎"},
      {"ＡＢＣ１２", "abc12"},
      {"12 mg/L", "12 mg l"},
      {"…", ""},
      {"", ""},
  };
  for (const auto& [written, folded] : cases) EXPECT_EQ(fold_text(written), folded) << written;
}

TEST(FoldText, ComposedAndDecomposedFormsAgree) { EXPECT_EQ(fold_text("e\u0301te\u0301"), fold_text("été")); }

TEST(FoldText, IsItsOwnFoldedForm) {
  for (const char* text : {"Müller-Lüdenscheidt", "İstanbul", "ﬁ ß Σς", "１２ µg/㎖", "Ǆ ŉ ΐ"}) {
    EXPECT_EQ(fold_text(fold_text(text)), fold_text(text)) << text;
  }
}

TEST(FoldText, SurvivesTextThatIsNotUtf8) {
  EXPECT_NO_FATAL_FAILURE(fold_text("\xff\xfe\xc3"));
}

}  // namespace
}  // namespace osler::fhir
