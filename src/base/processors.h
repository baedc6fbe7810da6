#pragma once
// How much of the machine this process may use.

namespace osler {

/// The processors that the calling thread may run on (its CPU affinity, as taskset and a container's cpuset set it), at
/// least 1. std::thread::hardware_concurrency() counts those of the whole machine: threads beyond the processors that
/// one may use wait for each other's time slices, milliseconds in each answer's tail.
unsigned usable_processors();

}  // namespace osler
