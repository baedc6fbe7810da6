#pragma once
// One-time passwords by the clock, as authenticator apps make them: RFC 6238 over SHA-1, six digits, steps of 30 seconds.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace osler::access {

inline constexpr std::size_t kTotpSecretBytes = 20;
inline constexpr std::size_t kTotpDigits = 6;

/// The password of one step (Unix seconds / 30). Spec: RFC 4226, section 5.3.
std::string totp_code(std::string_view secret, std::int64_t step);

/// The step whose password `code` is: that of `now_ms`, the one before or the one after, for clocks differ; none of them if it is not
/// later than `last_step`, so that no password is good twice. Takes as long for every wrong code.
std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, std::int64_t now_ms, std::int64_t last_step);

/// The secret as people type it: RFC 4648 base32 without padding.
std::string base32(std::string_view bytes);

/// What an authenticator app reads from a QR code: "otpauth://totp/Osler:ann%40example.org?secret=…".
std::string totp_uri(std::string_view secret, std::string_view account);

}  // namespace osler::access
