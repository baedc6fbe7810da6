#pragma once
// Many writes that are to happen together, handed over one by one and kept by the store in its own form: what a caller
// could not hold in memory as one write set. Nothing of it is seen by anybody before the write set that it belongs to
// is committed. Guards Unreferenced of other write sets do not see what a stage refers to: whoever uses them stages nothing.

#include <cstddef>

#include "base/result.h"
#include "store/write_set.h"

namespace osler::store {

/// Made by Store::stage(). One thread at a time; gone without a trace when it dies uncommitted.
class Stage {
 public:
  virtual ~Stage() = default;

  /// Adds a write. The expectation is judged by the commit. The version that the record will have, if nothing comes
  /// between. Errors: kInvalidInput (as commit(), and for a second write of one record), kInternal (damaged),
  /// kStorageFull, kUnavailable.
  virtual Result<Version> put(Put put) = 0;
  /// The same. 0: the record is not live, and will be left as it is.
  virtual Result<Version> remove(Remove remove) = 0;
  /// How many writes were added.
  virtual std::size_t size() const = 0;
};

}  // namespace osler::store
