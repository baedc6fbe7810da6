#pragma once
// For tests: an installation in memory with a clock that moves when told, a receiver on this machine, and a dispatcher.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "access/founding.h"
#include "events/dispatcher.h"
#include "http/server.h"
#include "store/memory/memory_store.h"

namespace osler::events {

/// Moves only when told to, from any thread.
class SharedClock final : public Clock {
 public:
  std::int64_t now_ms() override { return now_ms_.load(); }
  std::int64_t steady_ms() override { return system_.steady_ms(); }
  void advance(std::int64_t ms) { now_ms_ += ms; }

 private:
  std::atomic<std::int64_t> now_ms_ = 1'790'000'000'000;
  SystemClock system_;
};

inline const fhir::Definitions& definitions() {
  static const fhir::Definitions loaded = *fhir::Definitions::built_in();
  return loaded;
}

inline const EventNames& names() {
  static const EventNames all(definitions(), {{*definitions().resource_type("Patient"), "patient", "pt"},
                                              {*definitions().resource_type("ClinicalImpression"), "assessment", "assess"}});
  return all;
}

/// Answers as the test says and remembers what came.
class Receiver final : public http::Handler {
 public:
  struct Got {
    std::string body;
    http::Headers headers;
    std::string path;
  };
  using Answer = std::function<http::Response(const Got& got, std::size_t nth)>;

  explicit Receiver(Answer answer = {}) : answer_(std::move(answer)) {
    http::ServerOptions options;
    options.port = 0;
    options.threads = 2;
    server_ = *http::Server::start(options, *this, clock_, rng_);
  }
  Task<http::Response> handle(http::Request& request, Loop&) override {
    Got got{std::string(request.body.view()), request.headers, request.path};
    std::size_t nth = 0;
    {
      const std::lock_guard lock(mutex_);
      got_.push_back(got);
      nth = got_.size();
    }
    http::Response response;
    response.body = "thanks";
    if (answer_) response = answer_(got, nth);
    co_return response;
  }
  std::uint64_t body_bytes_max(http::Method, std::string_view) const override { return 1 << 20; }
  http::Response refuse(int status, std::string_view, std::string_view, std::string_view) override {
    http::Response response;
    response.status = status;
    return response;
  }
  std::string url(const std::string& path = "/hook") const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
  }
  std::vector<Got> got() const {
    const std::lock_guard lock(mutex_);
    return got_;
  }
  std::size_t count() const { return got().size(); }

 private:
  Answer answer_;
  SystemClock clock_;
  SystemRng rng_;
  mutable std::mutex mutex_;
  std::vector<Got> got_;
  std::unique_ptr<http::Server> server_;
};

inline http::Response with_status(int status) {
  http::Response response;
  response.status = status;
  return response;
}

template <class Condition>
bool eventually(Condition holds) {
  for (int i = 0; i < 2'000 && !holds(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return holds();
}

struct EventsBench {
  SharedClock clock;
  SystemRng rng;
  store::MemoryStore store{clock};
  BlockingLoop loop;
  access::Installation made;
  std::unique_ptr<access::Accounts> accounts;
  EventIds ids{"a key for tests"};
  http::SystemResolver resolver;
  std::unique_ptr<http::Egress> egress;
  WebhookSettings settings;
  std::unique_ptr<Webhooks> webhooks;
  std::unique_ptr<Dispatcher> dispatcher;

  explicit EventsBench(WebhookSettings wanted = {}) : settings(std::move(wanted)) {
    constexpr access::PasswordCost kCheap = {.memory_kib = 64, .passes = 1, .lanes = 1};
    made = *loop.run(access::create_installation(store, clock, rng,
                                                 {.organization_name = "Clinic",
                                                  .admin_email = "admin@clinic.example",
                                                  .admin_password = "Correct-Horse-7",
                                                  .password_cost = kCheap},
                                                 loop));
    accounts = *access::Accounts::open(store, clock, rng);
    http::EgressOptions options;
    options.reach = http::Reach::kAnywhere;
    options.timeout_ms = settings.timeout_ms;
    options.answer_bytes_max = settings.answer_bytes_max;
    egress = *http::Egress::create(options, resolver);
    restart();
  }
  ~EventsBench() { egress->stop(); }

  /// A new process's view of the same store.
  void restart() {
    dispatcher.reset();
    webhooks = std::make_unique<Webhooks>(*accounts, names(), ids, *egress, settings);
    dispatcher = std::make_unique<Dispatcher>(*webhooks, clock, rng);
    dispatcher->start();
  }

  Webhook add(const std::string& url, std::vector<std::string> patterns = {"*"},
              std::optional<store::Environment> environment = std::nullopt) {
    Webhook wanted;
    wanted.organization = made.organization.id;
    wanted.url = url;
    wanted.patterns = std::move(patterns);
    wanted.environment = environment;
    const Result<Webhook> added = loop.run(webhooks->create(std::move(wanted), nullptr, loop));
    EXPECT_TRUE(added.ok()) << (added.ok() ? "" : added.error().issues.at(0).diagnostics);
    return *added;
  }

  store::Partition partition(store::Environment environment = store::Environment::kLive, std::uint32_t organization = 1) const {
    return store::Partition::of(organization, environment);
  }
  void write(const std::string& type, const std::string& id, std::optional<store::Partition> where = std::nullopt) {
    store::WriteSet writes(where.value_or(partition()));
    writes.puts.push_back({{*definitions().resource_type(type), id}, store::ExpectAny{}, "{\"name\":\"Secret Person\"}", 0, {}});
    ASSERT_TRUE(loop.run(store.commit(std::move(writes), loop)).ok());
  }
  void remove(const std::string& type, const std::string& id) {
    store::WriteSet writes(partition());
    writes.removes.push_back({{*definitions().resource_type(type), id}, store::ExpectAny{}});
    ASSERT_TRUE(loop.run(store.commit(std::move(writes), loop)).ok());
  }

  std::vector<Delivery> log(const Webhook& webhook, std::optional<DeliveryStatus> status = std::nullopt) {
    return webhooks->deliveries(webhook.id, {}, 100'000, status)->deliveries;
  }
  bool all_settled(const Webhook& webhook, std::size_t count) {
    return eventually([&] {
      std::size_t over = 0;
      for (const Delivery& one : log(webhook)) over += one.status != DeliveryStatus::kPending ? 1U : 0U;
      return over == count;
    });
  }
};

}  // namespace osler::events
