#include "base/processors.h"

#include <sched.h>

#include <algorithm>
#include <thread>

namespace osler {

unsigned usable_processors() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  // Machines of more than 1,024 processors are refused here.
  if (sched_getaffinity(0, sizeof usable, &usable) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&usable)));
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace osler
