#include "access/email_address.h"

namespace osler::access {

std::optional<std::string> canonical_email(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return std::nullopt;
  text = text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
  if (text.size() > kEmailBytesMax) return std::nullopt;

  std::string email;
  email.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f) return std::nullopt;
    email += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const std::size_t at = email.find('@');
  const bool two_sides = at != std::string::npos && at > 0 && at + 1 < email.size();
  if (!two_sides || email.find('@', at + 1) != std::string::npos) return std::nullopt;
  return email;
}

}  // namespace osler::access
