// What does one request cost before any work of ours? A server that gives a fixed answer of 2.4 KB to everything;
// prints its port and runs until SIGTERM or SIGINT, then the CPU time it used. Usage: http_floor [threads [port]]
// Drive it with any load generator: bench/load, or wrk -t1 -c64 -d10s http://127.0.0.1:PORT/

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "http/server.h"

namespace {

using namespace osler;  // NOLINT(google-build-using-namespace): a program of one file.

class FixedAnswer final : public http::Handler {
 public:
  FixedAnswer() : body_("{\"text\":\"" + std::string(2'388, 'x') + "\"}") {}
  Task<http::Response> handle(http::Request& /*request*/, Loop& /*loop*/) override {
    requests_.fetch_add(1, std::memory_order_relaxed);
    http::Response response;
    response.headers.add("Content-Type", "application/fhir+json");
    response.body = body_;
    co_return response;
  }
  std::uint64_t body_bytes_max(http::Method /*method*/, std::string_view /*path*/) const override { return 1U << 20U; }
  http::Response refuse(int status, std::string_view what, std::string_view /*path*/,
                        std::string_view /*id*/) override {
    return {.status = status, .headers = {}, .body = std::string(what), .close = true};
  }
  std::uint64_t requests() const { return requests_.load(); }

 private:
  std::string body_;
  std::atomic<std::uint64_t> requests_ = 0;
};

double cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  FixedAnswer handler;
  SystemClock clock;
  SystemRng rng;
  http::ServerOptions options;
  options.threads = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 1;
  options.port = argc > 2 ? static_cast<std::uint16_t>(std::atoi(argv[2])) : std::uint16_t{0};
  Result<std::unique_ptr<http::Server>> server = http::Server::start(options, handler, clock, rng);
  if (!server.ok()) {
    std::fprintf(stderr, "%s\n", server.error().message.c_str());
    return 1;
  }
  std::printf("%u\n", static_cast<unsigned>((*server)->port()));
  std::fflush(stdout);
  const double before_us = cpu_us();
  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->stop();
  const double used_us = cpu_us() - before_us;
  const auto requests = static_cast<double>(handler.requests());
  std::printf("%.0f requests, %.2f CPU-us each\n", requests, requests > 0 ? used_us / requests : 0.0);
  return 0;
}
