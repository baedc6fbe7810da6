#pragma once

namespace osler {

/// What tools (`top -H`, `perf`, a debugger) call the calling thread: at most 15 bytes, what is longer has no effect.
void name_this_thread(const char* name);

}  // namespace osler
