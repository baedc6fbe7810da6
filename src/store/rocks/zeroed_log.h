#pragma once
// RocksDB's log, written over zeros that are there already: a sync then has blocks to write, but no new size and no new places to
// record, which takes the file system a third of its time. Included by database.cc and database_options.cc alone.

#include <rocksdb/env.h>

#include <filesystem>

#include "base/result.h"

namespace osler::store::rocks {

/// The machine's own files, but for files named *.log: these have zeros behind what was written, and lose them when they are closed.
/// Lives as long as the process.
rocksdb::Env* logs_over_zeros();

/// Cuts each log in the directory off where its records end in zeros. A sync covers all that was written before, so what stands behind
/// zeros was never synced, and RocksDB, which steps over zeros, must not find it: what came before it may be missing.
/// Before the database is opened, by whoever holds its lock. Errors: kUnavailable if a log cannot be read or cut.
Status cut_logs_at_zeros(const std::filesystem::path& directory);

}  // namespace osler::store::rocks
