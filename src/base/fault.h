#pragma once
// Named failure points: OSLER_FAULT("commit.before_sync") does nothing in a release build. In a test build
// (OSLER_FAULTS) the environment variable OSLER_FAULT_AT="name:k" ends the process, as kill -9 would, the k-th time the
// point is passed (k from 1, default 1).

#ifdef OSLER_FAULTS
namespace osler {
/// Ends the process if this pass was chosen. Any thread.
void fault_point(const char* name);
}  // namespace osler
#define OSLER_FAULT(name) ::osler::fault_point(name)
#else
#define OSLER_FAULT(name) static_cast<void>(0)
#endif
