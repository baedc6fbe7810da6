#pragma once
// A staged run on its way into the store: its positions, its files, and the commit that makes it so. See docs/adr/0057.

#include "base/task.h"
#include "store/rocks/committer.h"
#include "store/rocks/staged_run.h"

namespace osler::store::rocks {

/// Hands a prepared set to the committer and sleeps until it is answered.
struct Submission {
  Committer& committer;
  PreparedSet& set;

  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> waiting) {
    set.waiting = waiting;
    // Once submitted the set may be answered, and this object gone, at any time.
    PreparedSet& submitted = set;
    if (committer.submit(submitted)) return true;
    submitted.outcome = unavailable("too much waits to be written: try again");
    return false;
  }
  void await_resume() const {}
};

/// `set` must be prepared, with the run as its stage. Keeps the calling thread for as long as files take to write. The
/// outcome is the set's. Errors: kStorageFull, kUnavailable, kInternal (damaged).
Task<Status> commit_run(const Ground& ground, Database& database, const Extractor* extractor, Committer& committer,
                        StagedRun& run, PreparedSet& set);

}  // namespace osler::store::rocks
