#pragma once
// What is kept in memory of one parameter of one type, so that searches need not go to the index's terms.

#include <cstddef>
#include <cstdint>

namespace osler::store::rocks {

/// Never changes: a later one takes its place. Any thread.
class KeptColumn {
 public:
  virtual ~KeptColumn() = default;
  /// Later versions are not in it.
  virtual std::uint64_t until() const = 0;
  virtual std::size_t bytes() const = 0;

 protected:
  KeptColumn() = default;
  KeptColumn(const KeptColumn&) = default;
  KeptColumn& operator=(const KeptColumn&) = delete;
};

}  // namespace osler::store::rocks
