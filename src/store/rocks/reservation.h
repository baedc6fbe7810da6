#pragma once
// Positions kept free for a run while its files are written, above those that other writers get meanwhile. See
// docs/adr/0057.

#include <atomic>
#include <cstdint>
#include <vector>

#include "store/rocks/terms.h"

namespace osler::store::rocks {

struct Reservation {
  /// kWriting: others may still take the positions. kTaking: files are on their way into the database, kTaken: they are
  /// there. kLost: somebody else's, or given up.
  enum class State : std::uint8_t { kWriting, kTaking, kTaken, kLost };

  std::uint64_t base = 0;
  std::uint64_t count = 0;
  std::vector<Scope> scopes;  ///< Whose lists the run is in.
  std::atomic<State> state{State::kWriting};
  bool beside_purge = false;  ///< The committer's: a purge was collected meanwhile.

  /// From kWriting to `to`. False: it has left that already.
  bool leave_writing(State to) {
    State expected = State::kWriting;
    return state.compare_exchange_strong(expected, to);
  }
};

}  // namespace osler::store::rocks
