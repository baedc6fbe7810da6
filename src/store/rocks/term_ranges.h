#pragma once
// Which ranges of index keys hold the values that meet a test, and whether every key in them does.

#include <string>
#include <vector>

#include "store/query.h"
#include "store/rocks/terms.h"

namespace osler::store::rocks {

/// Keys from `begin` to before `end`, positions apart.
struct TermRange {
  std::string begin;
  std::string end;
};

/// One way to find everything that meets a Where: the union of ranges. With `to_check` each key's values must be read
/// and compared, for the ranges hold others too.
struct TermPlan {
  std::vector<TermRange> ranges;
  bool to_check = false;
};

/// All ways to answer; each alone is enough. At least one. `units` are those that the parameter's intervals have,
/// needed for a test on intervals of any unit (asks_for_units()); nothing: too many to list.
std::vector<TermPlan> term_plans(const Scope& scope, const Where& where,
                                 const std::optional<std::vector<std::string>>& units);
bool asks_for_units(const Where& where);

/// Every primary key of the parameter.
TermRange primary_range(const Scope& scope, ParameterId parameter);

}  // namespace osler::store::rocks
