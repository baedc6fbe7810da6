#pragma once
// A claim for a prescription and the explanation of benefit that answers it: the large resources of the data.

#include "chart.h"

namespace osler::synthetic {

struct Billed {
  std::string_view encounter, prescription, organization, practitioner;
  std::string_view start, end;
};

void make_bill(Chart& chart, const Billed& billed);

}  // namespace osler::synthetic
