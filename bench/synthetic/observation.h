#pragma once
// Measurements: quantities, blood pressure with its two components, coded findings.

#include "chart.h"

namespace osler::synthetic {

/// Where and when something was measured.
struct Occasion {
  std::string_view encounter, practitioner;
  std::string_view moment;
};

struct Measured {
  std::string reference;
  std::string_view code;
};

Measured make_observation(Chart& chart, const Occasion& occasion);

}  // namespace osler::synthetic
