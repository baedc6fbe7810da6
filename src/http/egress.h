#pragma once
// The one door through which this server calls addresses that somebody else chose: webhooks, subscriptions, key sets,
// imports. It resolves a name once, judges every address it got, and connects to one of those and to nothing else.
// https with verification, no redirects, no kept connections, bounded in time and size.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/ip_address.h"
#include "http/message.h"
#include "http/outgoing_url.h"

namespace osler::http {

struct EgressOptions {
  Reach reach = Reach::kPublic;
  std::uint32_t timeout_ms = 15'000;            ///< For all of it: resolving, connecting, sending, reading.
  std::uint64_t answer_bytes_max = 64 * 1024;   ///< Of the body; it is cut there, which is no failure.
  std::string authorities_file = {};            ///< PEM, beside the system's; empty: none.
};

/// Names to addresses.
class Resolver {
 public:
  virtual ~Resolver() = default;
  /// All addresses of `host`, at least one. Any thread; blocks at most about `timeout_ms`. Errors: kUnavailable.
  virtual Result<std::vector<IpAddress>> resolve(const std::string& host, std::uint32_t timeout_ms) = 0;
};

/// The system's own.
class SystemResolver final : public Resolver {
 public:
  Result<std::vector<IpAddress>> resolve(const std::string& host, std::uint32_t timeout_ms) override;
};

/// Any thread; calls block.
class Egress {
 public:
  /// `resolver` must outlive this. Errors: kInvalidInput for the authorities' file.
  static Result<std::unique_ptr<Egress>> create(EgressOptions options, Resolver& resolver);
  ~Egress();

  /// Whether send() would call this URL as things stand: for refusing it when it is configured. A name that does not
  /// resolve now is no error. Errors: as parse_outgoing_url(); kForbidden with code ADDRESS_NOT_PUBLIC.
  Status check(std::string_view url) const;

  /// One request, sent once. Every answer is an answer, 3xx too. Errors: as check(); kUnavailable when it could not be
  /// reached, answered too late or answered no HTTP; the message is fit for a log that customers read.
  Result<Response> send(Method method, std::string_view url, const Headers& headers, std::string_view body) const;

  /// Takes a piece of a body; an error ends the call and is its result.
  using Sink = std::function<Status(std::string_view piece)>;
  /// One GET whose body may be large: it goes to `sink` as it comes, if the status is 200; the body of any other answer is dropped.
  /// It ends soon once `is_given_up` says so, if it is set. Errors: as send(); that of the sink; kTooLarge beyond
  /// options.answer_bytes_max: nothing is cut here.
  Result<Response> fetch(std::string_view url, const Headers& headers, const Sink& sink, std::function<bool()> is_given_up = {}) const;

  /// Ends calls under way, and every later one, as if their time were over. For shutting down.
  void stop();

 private:
  struct Impl;
  explicit Egress(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::http
