#pragma once
// A caller as members of a job's own JSON: who asked, with the rights it had then, and never a credential.
// Format: docs/formats/jobs.md.

#include "access/caller.h"
#include "access/json_row.h"
#include "base/result.h"
#include "json/writer.h"

namespace osler::access {

/// Into the object that is being written.
void write_caller(json::Writer& writer, const Caller& caller);
/// Errors: kInternal for a damaged row.
Result<Caller> read_caller(const JsonRow& row);

}  // namespace osler::access
