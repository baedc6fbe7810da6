#pragma once
// The terms of very many versions, brought in order outside of memory: sorted pieces on disk, then read together.

#include <functional>
#include <memory>
#include <vector>

#include "store/rocks/delta.h"
#include "store/rocks/scratch_file.h"
#include "store/rocks/terms.h"

namespace osler::store::rocks {

class TermSpool {
 public:
  /// Keeps about `memory_bytes` in memory.
  TermSpool(const Database& database, std::size_t memory_bytes) : database_(database), memory_bytes_(memory_bytes) {}

  /// Numbers must not fall. Errors: kStorageFull, kUnavailable.
  Status add(const TermList& terms, std::uint64_t number);
  /// Nothing is added any more. Errors: as add().
  Status seal();

  /// Every term once, in order, with its numbers, ascending. Any number of times, after seal(). Errors: kUnavailable,
  /// those of `visit`.
  using Visit = std::function<Status(std::string_view term, const Positions& numbers)>;
  Status for_each(const Visit& visit) const;

 private:
  struct Piece {
    std::uint64_t begin;
    std::uint64_t end;
  };
  class PieceReader;
  Status write_piece();

  const Database& database_;
  const std::size_t memory_bytes_;
  std::unique_ptr<Delta> delta_ = std::make_unique<Delta>();
  std::unique_ptr<ScratchFile> file_;
  std::vector<Piece> pieces_;
};

}  // namespace osler::store::rocks
