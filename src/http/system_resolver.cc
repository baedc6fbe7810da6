#include <netdb.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "http/egress.h"

namespace osler::http {
namespace {

/// Shared with a thread that may outlast the caller: getaddrinfo() cannot be told to stop.
struct Question {
  std::string host;
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<std::vector<IpAddress>> addresses;
};

std::vector<IpAddress> look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  std::vector<IpAddress> addresses;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    if (const auto address = IpAddress::of(*one->ai_addr)) addresses.push_back(*address);
  }
  freeaddrinfo(found);
  return addresses;
}

}  // namespace

Result<std::vector<IpAddress>> SystemResolver::resolve(const std::string& host, std::uint32_t timeout_ms) {
  const auto question = std::make_shared<Question>();
  question->host = host;
  std::thread([question] {
    std::vector<IpAddress> addresses = look_up(question->host);
    const std::lock_guard lock(question->mutex);
    question->addresses = std::move(addresses);
    question->answered.notify_all();
  }).detach();
  std::unique_lock lock(question->mutex);
  question->answered.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] { return question->addresses.has_value(); });
  if (!question->addresses) return unavailable("the host's name was not resolved in time");
  if (question->addresses->empty()) return unavailable("the host's name does not resolve");
  return *std::move(question->addresses);
}

}  // namespace osler::http
