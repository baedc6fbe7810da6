// ASCII, nearly all text there is, is folded by hand; everything else by ICU.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "fhir/search/search_parser.h"

namespace osler::fhir {
namespace {

// Puts single blanks between words, none at either end.
class Words {
 public:
  explicit Words(std::string& out) : out_(out) {}
  void separate() { pending_ = !out_.empty(); }
  std::string& word() {
    if (pending_) out_ += ' ';
    pending_ = false;
    return out_;
  }

 private:
  std::string& out_;
  bool pending_ = false;
};

std::string fold_ascii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  Words words(out);
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      words.word() += c;
    } else if (c >= 'A' && c <= 'Z') {
      words.word() += static_cast<char>(c + ('a' - 'A'));
    } else {
      words.separate();
    }
  }
  return out;
}

// What keeps two words together or makes one: letters and digits of any script. Marks are dropped, the rest separates.
std::string fold_unicode(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* decomposing = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status) != 0) return fold_ascii(text);
  icu::UnicodeString folded = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  folded.foldCase();
  const icu::UnicodeString decomposed = decomposing->normalize(folded, status);
  if (U_FAILURE(status) != 0) return fold_ascii(text);

  std::string out;
  out.reserve(text.size());
  Words words(out);
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    const std::uint32_t category = U_GET_GC_MASK(c);
    if ((category & U_GC_M_MASK) != 0) continue;
    if ((category & (U_GC_L_MASK | U_GC_N_MASK)) == 0) {
      words.separate();
      continue;
    }
    icu::UnicodeString(u_foldCase(c, U_FOLD_CASE_DEFAULT)).toUTF8String(words.word());
  }
  return out;
}

}  // namespace

std::string fold_text(std::string_view text) {
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0x80U) != 0) return fold_unicode(text);
  }
  return fold_ascii(text);
}

}  // namespace osler::fhir
