#pragma once
// Memory of coroutine frames. A request goes through a dozen coroutines whose frames have the same sizes each time, many of
// them too large for what malloc keeps at hand: each thread keeps those that ended for the next.

#include <cstddef>

namespace osler::frame_pool {

/// Any thread; what one took another may give back.
void* take(std::size_t bytes);
void give_back(void* frame, std::size_t bytes) noexcept;

}  // namespace osler::frame_pool
