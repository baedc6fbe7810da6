#pragma once
// When a delivery that failed is tried again. Spec: the /v1 contract, section 10.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/rng.h"

namespace osler::events {

/// The wait after the n-th failure of a round (n from 1), in milliseconds, with up to `jitter_percent_max` added; nothing
/// when the schedule is at its end.
std::optional<std::int64_t> wait_after(std::span<const std::uint32_t> retry_s, std::uint32_t failures,
                                       std::uint32_t jitter_percent_max, Rng& rng);

/// What Retry-After asks for, from now, in milliseconds, at most a day: seconds or a date. Nothing for anything else.
/// Spec: RFC 9110, section 10.2.3.
std::optional<std::int64_t> retry_after_ms(std::string_view header, std::int64_t now_ms);

}  // namespace osler::events
