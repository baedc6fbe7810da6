#pragma once
// Where an import stands: what of its files is settled, and what became of it. Written in the commit of each batch.
// Format: docs/formats/jobs.md.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace osler::jobs {

/// What became of the lines of one file.
struct ImportResult {
  std::map<std::string, std::uint64_t> written;  ///< By type.
  std::uint64_t errors = 0;       ///< Lines of its file of errors,
  std::uint64_t error_bytes = 0;  ///< and its length.
};

struct ImportCheckpoint {
  std::vector<ImportResult> results;  ///< Of each file so far; the last one is under way in the first pass.
  bool is_there = false;              ///< The file under way is on this disk, whole.
  std::uint32_t attempts = 0;         ///< To fetch it.
  std::uint64_t offset = 0;           ///< Behind the last line that is settled,
  std::uint64_t line = 0;             ///< and its number.
  std::uint64_t waiting_bytes = 0;    ///< Of lines that wait for what they refer to.
  std::uint32_t pass = 0;             ///< 0: over the files; else over what waited in the pass before.
  std::uint64_t written_before = 0;   ///< Lines, when the pass began.
  bool is_last = false;               ///< Nothing waits any longer.
  bool is_done = false;

  std::uint64_t written() const;
};

std::string encode(const ImportCheckpoint& checkpoint);
/// An empty text is a checkpoint before anything; "offset line" is that of an older server. Errors: kInternal.
Result<ImportCheckpoint> decode_import_checkpoint(std::string_view text);

}  // namespace osler::jobs
