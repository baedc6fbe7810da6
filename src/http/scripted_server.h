#pragma once
// A server on a free port whose answers follow from the path. For tests.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "http/body_source.h"
#include "http/server.h"

namespace osler::http {

/// Resumes the awaiting coroutine on its loop after a while spent on another thread.
class Elsewhere {
 public:
  Elsewhere() = default;
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;
  ~Elsewhere() {
    for (std::thread& thread : threads_) thread.join();
  }

  auto wait(Loop& loop, int ms) {
    struct Awaiter {
      Elsewhere& elsewhere;
      Loop& loop;
      int ms;
      bool await_ready() const { return false; }
      void await_suspend(std::coroutine_handle<> handle) {
        const std::lock_guard lock(elsewhere.mutex_);
        elsewhere.threads_.emplace_back([&to = loop, for_ms = ms, handle] {
          std::this_thread::sleep_for(std::chrono::milliseconds(for_ms));
          to.post(handle);
        });
      }
      void await_resume() const {}
    };
    return Awaiter{*this, loop, ms};
  }

 private:
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

/// So many letters, one after another; fails behind `whole` of them. May keep to itself how many there are.
class Letters final : public BodySource {
 public:
  explicit Letters(std::uint64_t count, std::uint64_t whole = ~0ULL, bool tells = true) : count_(count), whole_(whole), tells_(tells) {}
  std::optional<std::uint64_t> bytes() const override { return tells_ ? std::optional(count_) : std::nullopt; }
  std::size_t read(std::span<char> buffer) override {
    if (done_ >= whole_) return 0;
    const std::size_t bytes = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), count_ - done_));
    for (char& c : buffer.first(bytes)) c = static_cast<char>('a' + done_++ % 26);
    return bytes;
  }
  bool failed() const override { return done_ >= whole_; }

 private:
  std::uint64_t count_;
  std::uint64_t whole_;
  bool tells_;
  std::uint64_t done_ = 0;
};

/// /source/N sends N letters that nobody holds, /stream/N the same without saying how many, /broken and /broken-stream stop in their midst, /echo gives the body back, /size its length, /text/N N bytes of text, /slow/N waits N ms elsewhere, /status/N has
/// that status, /close ends the connection, /facts tells what arrived; anything else is "ok".
class ScriptedHandler final : public Handler {
 public:
  Task<Response> handle(Request& request, Loop& loop) override {
    const std::thread::id before = std::this_thread::get_id();
    Response response;
    response.headers.add("Content-Type", "text/plain");
    const auto number_after = [&](std::size_t prefix) { return std::stoi(request.path.substr(prefix)); };
    if (request.path == "/echo") {
      response.body = request.body.view();
    } else if (request.path == "/size") {
      response.body = std::to_string(request.body.size());
    } else if (request.path.starts_with("/text/")) {
      response.body.assign(static_cast<std::size_t>(number_after(6)), 't');
    } else if (request.path.starts_with("/slow/")) {
      started_.fetch_add(1);
      co_await elsewhere_.wait(loop, number_after(6));
      response.body = "slow " + request.path;
    } else if (request.path.starts_with("/status/")) {
      response.status = number_after(8);
      response.body = "body";
    } else if (request.path.starts_with("/source/")) {
      response.source = std::make_shared<Letters>(static_cast<std::uint64_t>(number_after(8)));
    } else if (request.path.starts_with("/stream/")) {
      response.source = std::make_shared<Letters>(static_cast<std::uint64_t>(number_after(8)), ~0ULL, false);
    } else if (request.path == "/broken") {
      response.source = std::make_shared<Letters>(1'000'000, 300'000);
    } else if (request.path == "/broken-stream") {
      response.source = std::make_shared<Letters>(1'000'000, 300'000, false);
    } else if (request.path == "/close") {
      response.close = true;
    } else if (request.path == "/facts") {
      response.body = std::string(name_of(request.method)) + " " + request.target + " " + request.query + " " +
                      request.remote_address + (request.secure ? " secure " : " plain ") + request.request_id;
    } else {
      response.body = "ok " + request.path;
    }
    if (before != std::this_thread::get_id()) response.status = 500;
    finished_.fetch_add(1);
    co_return response;
  }
  std::uint64_t body_bytes_max(Method /*method*/, std::string_view path) const override {
    return path == "/small" ? 10 : 20'000'000;
  }
  Response refuse(int status, std::string_view what, std::string_view path, std::string_view request_id) override {
    const std::string body = std::string(what) + " " + std::string(path) + " " + std::string(request_id);
    return {.status = status, .headers = {}, .body = body, .close = true};
  }

  int started() const { return started_.load(); }
  int finished() const { return finished_.load(); }

 private:
  std::atomic<int> started_ = 0;
  std::atomic<int> finished_ = 0;
  Elsewhere elsewhere_;
};

struct ScriptedServer {
  explicit ScriptedServer(ServerOptions options = {}) {
    options.port = 0;
    if (options.threads == 0) options.threads = 2;
    Result<std::unique_ptr<Server>> started = Server::start(options, handler, clock, rng);
    if (!started.ok()) {
      ADD_FAILURE() << started.error().message;
      std::abort();
    }
    server = std::move(*started);
  }
  std::uint16_t port() const { return server->port(); }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port()); }

  SystemClock clock;
  SystemRng rng;
  ScriptedHandler handler;
  std::unique_ptr<Server> server;
};

/// Waits until `condition` holds, at most five seconds.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 1'000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return condition();
}

}  // namespace osler::http
