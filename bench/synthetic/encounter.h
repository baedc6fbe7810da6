#pragma once
// One encounter and everything that came of it.

#include <string>
#include <vector>

#include "chart.h"

namespace osler::synthetic {

/// Adds the codes of its Observations to `codes`.
void make_encounter(Chart& chart, int day, std::vector<std::string>& codes);

}  // namespace osler::synthetic
