#pragma once
// What a process has used up to now, as the kernel counts it.

#include <cstdint>

namespace osler::load {

struct ProcessUse {
  double cpu_us = 0;                              ///< User and system, all threads.
  std::uint64_t read_bytes = 0, write_bytes = 0;  ///< To and from the disk.
};

/// Zeros for a process that is not there or not ours.
ProcessUse use_of(int pid);
double own_cpu_us();

}  // namespace osler::load
