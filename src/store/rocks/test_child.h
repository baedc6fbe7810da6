#pragma once
// For tests: another life of this program, which may be killed.

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace osler::store {

/// What a forked child does to run the disabled tests that `filter` names, silently, whichever part of all tests its parent runs.
[[noreturn]] inline void become_test(const std::string& filter) {
  unsetenv("GTEST_TOTAL_SHARDS");
  unsetenv("GTEST_SHARD_INDEX");
  dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
  execl("/proc/self/exe", "store_rocks_test", ("--gtest_filter=" + filter).c_str(), "--gtest_also_run_disabled_tests", nullptr);
  _exit(127);
}

}  // namespace osler::store
