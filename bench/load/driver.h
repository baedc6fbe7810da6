#pragma once
// Carries out a plan: one thread, all connections on one epoll, one request in flight on each.

#include <netinet/in.h>
#include <sys/epoll.h>

#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "answer_content.h"
#include "connection.h"
#include "lines.h"
#include "window.h"

namespace osler::load {

class Driver {
 public:
  explicit Driver(Plan plan);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  Report run();

 private:
  bool connect(Connection& connection);
  void close(Connection& connection);
  /// The next request of this connection, as if begun at `begun`. False when the plan has no more for it.
  bool begin(Connection& connection, Clock::time_point begun);
  const Step* choose(Connection& connection);
  bool render(Connection& connection, const Step& step);
  void send(Connection& connection);
  void receive(Connection& connection);
  void lost(Connection& connection);
  void answered(Connection& connection);
  /// Ids, entries and links of the answer. False when the answer is not what the step needs.
  bool use_content(Connection& connection);
  void record(Connection& connection, bool good);
  void go_on(Connection& connection, bool good);
  void idle(Connection& connection);
  void begin_due();
  void watch(Connection& connection, bool for_sending);
  /// Closes the window whose time is over, opens the next. False after the last.
  bool turn_window(Clock::time_point now);
  void open_window();
  void close_window(Clock::time_point now);
  int wait(std::vector<epoll_event>& events);
  int wait_ms(Clock::time_point now) const;

  Plan plan_;
  std::unique_ptr<Lines> lines_;
  sockaddr_in address_{};
  int epoll_ = -1;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::deque<Connection*> idle_;
  std::size_t busy_ = 0;
  std::mt19937_64 random_;
  std::uint64_t counter_ = 0;
  std::uint64_t iterations_begun_ = 0;
  std::uint64_t weights_ = 0;
  std::uint64_t failed_connections_ = 0;
  simdjson::dom::parser parser_;
  std::vector<char> buffer_;
  Report report_;
  Window window_;
  bool warming_ = false;
  bool draining_ = false;  ///< The last window is over; nothing more is begun.
  Clock::time_point window_began_, window_ends_, last_answer_, next_due_;
  double load_cpu_before_us_ = 0;
  double spun_us_ = 0;  ///< Of this window: waiting without sleep.
};

}  // namespace osler::load
