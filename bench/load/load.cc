// The load generator: carries out a plan against any HTTP server and prints figures as JSON. One thread; what it costs
// itself is in the figures. Usage: load PLAN.json

#include <csignal>
#include <cstdio>
#include <memory>

#include "driver.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: load PLAN.json    (bench/README.md lists the plan's members)\n", stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  osler::load::Plan plan = osler::load::read_plan(argv[1]);
  const std::vector<std::string> kinds = plan.kinds;
  const auto driver = std::make_unique<osler::load::Driver>(std::move(plan));
  std::fputs(osler::load::json_of(driver->run(), kinds).c_str(), stdout);
  return 0;
}
