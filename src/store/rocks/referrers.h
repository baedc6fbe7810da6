#pragma once
// Who refers to a record, as the index has it.

#include "store/rocks/prepared.h"

namespace osler::store::rocks {

/// For each Unreferenced among the guards of a set that is looked up otherwise: `matches` becomes 1 if something that counts
/// refers to the record at the set's moment, or will by the set's own puts. Errors: kInternal (damage).
Status look_up_referrers(const Ground& ground, PreparedSet& set);

/// Keys of the records of which some version, visible or not, has one of the references. Errors: kInternal (damage).
Result<std::vector<RecordKey>> ever_referred(const Ground& ground, Partition partition, const ReferringType& by, const Reference& target);

}  // namespace osler::store::rocks
