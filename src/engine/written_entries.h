#pragma once
// What became of the entries of a transaction, told one by one: of very many nothing is held but where each one stands.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/text_pieces.h"
#include "engine/engine.h"
#include "engine/transaction_plan.h"

namespace osler::engine {

/// What few entries have.
struct EntryDetails {
  store::VersionHeader found;  ///< Of what stays as it is.
  std::string stored;          ///< Text to show.
  std::vector<Issue> warnings;
};

inline constexpr std::size_t kNotWritten = ~std::size_t{0};
inline constexpr std::size_t kStaged = kNotWritten - 1;

/// What became of one entry.
struct EntryWrite {
  std::size_t header = kNotWritten;  ///< Where its version will stand among the headers of puts, or of removes for a delete.
  Version version;                   ///< Of what is staged.
  std::uint32_t splice_at = 0;       ///< The same.
  WriteEffect effect = WriteEffect::kUnchanged;
  std::unique_ptr<EntryDetails> details;

  EntryDetails& detailed() {
    if (!details) details = std::make_unique<EntryDetails>();
    return *details;
  }
};

/// Needs nothing that the transaction was made of, nor the engine.
class WrittenEntries {
 public:
  /// How texts are shown to the caller; without it none are.
  struct Shown {
    std::string tenant_system;
    std::string organization;
  };
  struct Parts {
    TextPieces texts;                   ///< What `planned` points into.
    std::vector<PlannedEntry> planned;
    std::vector<EntryWrite> each;       ///< One for each planned one.
    store::Committed committed;         ///< Headers of puts come first, then of removes.
    std::size_t puts = 0;
    std::optional<Shown> shown;
  };
  explicit WrittenEntries(Parts parts) : parts_(std::move(parts)) {}

  std::size_t size() const { return parts_.each.size(); }
  /// Made anew each time.
  Written operator[](std::size_t i) const;
  std::vector<Written> all() const;

 private:
  Parts parts_;
};

}  // namespace osler::engine
