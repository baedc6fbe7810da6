// What the machine can do at best, so that each figure can be told as a ratio.
//   floors answer [BYTES]   serves a fixed answer of BYTES (2400) to every request: recv, send and epoll, nothing else;
//                           prints its port, runs until it is ended
//   floors sync FOLDER      4 KiB appended and synced, 4 KiB written over and synced, on that folder's disk
//   floors copy             copying memory, in pieces of 1 KiB, 60 KiB and 1 MiB
// The last two print JSON.

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBlockBytes = 4096;
constexpr std::size_t kFileBlocks = 1024;
constexpr auto kSyncTime = std::chrono::seconds(2);
constexpr auto kCopyTime = std::chrono::milliseconds(300);

double seconds_since(Clock::time_point began) { return std::chrono::duration<double>(Clock::now() - began).count(); }

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

int listening_socket() {
  const int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(door, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(door, 1024) != 0)
    fail("listen");
  socklen_t length = sizeof address;
  getsockname(door, reinterpret_cast<sockaddr*>(&address), &length);
  std::printf("%u\n", static_cast<unsigned>(ntohs(address.sin_port)));
  std::fflush(stdout);
  return door;
}

void accept_one(int door, int epoll) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = accept4(door, nullptr, nullptr, SOCK_CLOEXEC);
  const int on = 1;
  setsockopt(event.data.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
}

/// One request in one segment is assumed: this is a floor, not a server.
int serve_answer(std::size_t bytes) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: " + std::to_string(bytes) +
      "\r\n\r\n" + std::string(bytes, 'x');
  const int door = listening_socket();
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = door;
  epoll_ctl(epoll, EPOLL_CTL_ADD, door, &event);
  std::array<epoll_event, 128> events{};
  std::array<char, 65536> buffer{};
  for (;;) {
    const int ready = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int at = 0; at < ready; ++at) {
      const int peer = events[static_cast<std::size_t>(at)].data.fd;
      if (peer == door) {
        accept_one(door, epoll);
      } else if (recv(peer, buffer.data(), buffer.size(), 0) <= 0 ||
                 send(peer, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) {
        close(peer);
      }
    }
  }
}

struct SyncRate {
  double per_second, p50_us;
};

/// Blocks written one after the other, each synced; from the start again after kFileBlocks when `over`.
SyncRate sync_rate(int file, bool over) {
  const std::string block(kBlockBytes, 'x');
  std::vector<double> times_us;
  const Clock::time_point began = Clock::now();
  for (std::size_t n = 0; Clock::now() - began < kSyncTime; ++n) {
    const Clock::time_point start = Clock::now();
    const off_t at = static_cast<off_t>((over ? n % kFileBlocks : n) * kBlockBytes);
    if (pwrite(file, block.data(), block.size(), at) != static_cast<ssize_t>(block.size()) || fdatasync(file) != 0)
      fail("fdatasync");
    times_us.push_back(seconds_since(start) * 1e6);
  }
  const double rate = static_cast<double>(times_us.size()) / seconds_since(began);
  std::nth_element(times_us.begin(), times_us.begin() + static_cast<std::ptrdiff_t>(times_us.size() / 2),
                   times_us.end());
  return {rate, times_us[times_us.size() / 2]};
}

int measure_syncs(const std::string& folder) {
  std::string name = folder + "/floors-XXXXXX";
  const int file = mkstemp(name.data());
  if (file < 0) fail(folder.c_str());
  unlink(name.c_str());
  const SyncRate append = sync_rate(file, false);
  const std::string all(kBlockBytes * kFileBlocks, 'x');
  if (pwrite(file, all.data(), all.size(), 0) < 0 || fsync(file) != 0) fail("fsync");
  const SyncRate over = sync_rate(file, true);
  std::printf(
      "{\"append_per_second\":%.0f,\"append_p50_us\":%.1f,\"overwrite_per_second\":%.0f,\"overwrite_p50_us\":%.1f}\n",
      append.per_second, append.p50_us, over.per_second, over.p50_us);
  return 0;
}

/// Microseconds for one copy of `bytes`, out of a working set of 64 MiB.
double copy_us(std::size_t bytes) {
  static const std::vector<char> source(64U << 20U, 'x');
  static std::vector<char> target(64U << 20U);
  std::size_t copies = 0;
  const Clock::time_point began = Clock::now();
  while (Clock::now() - began < kCopyTime) {
    for (std::size_t at = 0; at + bytes <= source.size(); at += bytes, ++copies)
      std::memcpy(target.data() + at, source.data() + at, bytes);
  }
  return seconds_since(began) * 1e6 / static_cast<double>(copies);
}

int measure_copies() {
  std::printf("{\"copy_1k_us\":%.4f,\"copy_60k_us\":%.3f,\"copy_1m_us\":%.1f}\n", copy_us(1024), copy_us(60U << 10U),
              copy_us(1U << 20U));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "answer") return serve_answer(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 2400);
  if (what == "sync" && argc > 2) return measure_syncs(argv[2]);
  if (what == "copy") return measure_copies();
  std::fputs("usage: floors answer [BYTES] | floors sync FOLDER | floors copy\n", stderr);
  return 2;
}
