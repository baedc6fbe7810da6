#include "process_use.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace osler::load {

ProcessUse use_of(int pid) {
  ProcessUse use;
  if (pid <= 0) return use;
  const std::string folder = "/proc/" + std::to_string(pid);
  std::string line;
  std::ifstream stat(folder + "/stat");
  std::getline(stat, line);
  if (const std::size_t name_end = line.rfind(')'); name_end != std::string::npos) {
    std::istringstream fields(line.substr(name_end + 2));
    std::string skipped;
    for (int n = 0; n < 11; ++n) fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    use.cpu_us = (user + system) * 1e6 / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  std::ifstream io(folder + "/io");
  while (std::getline(io, line)) {
    if (line.starts_with("read_bytes: ")) use.read_bytes = std::stoull(line.substr(12));
    if (line.starts_with("write_bytes: ")) use.write_bytes = std::stoull(line.substr(13));
  }
  return use;
}

double own_cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

}  // namespace osler::load
