#include "driver.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace osler::load {
namespace {

constexpr std::size_t kBufferBytes = 1U << 18U;
constexpr std::uint64_t kFailedConnectionsMax = 1000;
constexpr int kStepsTriedMax = 64;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "load: %s\n", why.c_str());
  std::exit(1);
}

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_family = AF_INET;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0 || found == nullptr) give_up("no address for " + host);
  sockaddr_in address{};
  std::memcpy(&address, found->ai_addr, sizeof address);
  freeaddrinfo(found);
  address.sin_port = htons(port);
  return address;
}

Clock::duration seconds_of(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

bool is_expected(const Step& step, int status) {
  if (step.expect.empty()) return status >= 200 && status < 300;
  return std::find(step.expect.begin(), step.expect.end(), status) != step.expect.end();
}

}  // namespace

Driver::Driver(Plan plan)
    : plan_(std::move(plan)),
      address_(address_of(plan_.host, plan_.port)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      random_(plan_.seed),
      buffer_(kBufferBytes) {
  if (!plan_.lines_file.empty()) lines_ = std::make_unique<Lines>(plan_.lines_file.c_str());
  for (const Step& step : plan_.steps) weights_ += step.weight;
  for (std::size_t n = 0; n < plan_.connections; ++n) {
    connections_.push_back(std::make_unique<Connection>());
    connections_.back()->variables.resize(plan_.names.variable_of.size());
  }
}

Driver::~Driver() {
  for (const auto& connection : connections_) close(*connection);
  ::close(epoll_);
}

Report Driver::run() {
  for (const auto& connection : connections_) {
    if (!connect(*connection)) give_up("cannot connect to " + plan_.host + ':' + std::to_string(plan_.port));
  }
  warming_ = plan_.warmup_seconds > 0;
  last_answer_ = next_due_ = Clock::now();
  open_window();
  for (const auto& connection : connections_) {
    if (plan_.rate > 0) {
      idle_.push_back(connection.get());
    } else {
      go_on(*connection, true);
    }
  }
  std::vector<epoll_event> events(256);
  while (plan_.rate > 0 || busy_ > 0) {
    if (plan_.rate > 0 && !draining_) begin_due();
    const int ready = wait(events);
    for (int at = 0; at < ready; ++at) {
      auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(at)].data.ptr);
      if (connection.step == nullptr) {
        lost(connection);
      } else if (connection.sent < connection.request.size()) {
        send(connection);
      } else {
        receive(connection);
      }
    }
    const Clock::time_point now = Clock::now();
    // Whatever was asked is answered before the end: a write that nobody counts would be found later.
    if (!draining_ && now >= window_ends_ && (warming_ || window_.answers > 0)) draining_ = !turn_window(now);
    if (draining_ && busy_ == 0) return report_;
    if (now - last_answer_ > seconds_of(plan_.timeout_seconds)) give_up("no answer within the plan's timeout_seconds");
  }
  close_window(Clock::now());
  return report_;
}

bool Driver::connect(Connection& connection) {
  connection.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(connection.socket, reinterpret_cast<const sockaddr*>(&address_), sizeof address_) != 0) {
    ::close(connection.socket);
    connection.socket = -1;
    return false;
  }
  connection.used = connection.waits_to_send = false;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = &connection;
  return epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event) == 0;
}

void Driver::close(Connection& connection) {
  if (connection.socket >= 0) ::close(connection.socket);
  connection.socket = -1;
}

void Driver::watch(Connection& connection, bool for_sending) {
  if (connection.waits_to_send == for_sending) return;
  connection.waits_to_send = for_sending;
  epoll_event event{};
  event.events = for_sending ? EPOLLOUT : EPOLLIN;
  event.data.ptr = &connection;
  epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.socket, &event);
}

const Step* Driver::choose(Connection& connection) {
  if (!connection.next_page.empty()) return connection.step;
  if (!plan_.random_order) {
    const std::size_t position = connection.position;
    if (position == 0) {
      if (plan_.iterations > 0 && iterations_begun_ >= plan_.iterations) return nullptr;
      ++iterations_begun_;
    }
    connection.position = (position + 1) % plan_.steps.size();
    return &plan_.steps[position];
  }
  if (plan_.iterations > 0 && iterations_begun_ >= plan_.iterations) return nullptr;
  ++iterations_begun_;
  std::uint64_t at = random_() % weights_;
  for (const Step& step : plan_.steps) {
    if (at < step.weight) return &step;
    at -= step.weight;
  }
  return &plan_.steps.back();
}

bool Driver::render(Connection& connection, const Step& step) {
  const Filling filling{plan_.names.lists, connection.variables, random_, counter_};
  std::string& out = connection.request;
  out.clear();
  out += step.method;
  out += ' ';
  if (!connection.next_page.empty()) {
    out += connection.next_page;
  } else if (!step.path.render(filling, out)) {
    return false;
  }
  out += " HTTP/1.1\r\nHost: " + plan_.host + ':' + std::to_string(plan_.port) + "\r\n" + plan_.headers;
  std::string made;
  std::string_view body;
  if (step.body_is_line) {
    const auto line = lines_ ? lines_->next() : std::nullopt;
    if (!line) return false;
    body = *line;
  } else if (step.body) {
    if (!step.body->render(filling, made)) return false;
    body = made;
  }
  if (step.body_is_line || step.body) {
    out += "Content-Type: " + step.content_type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  }
  out += "\r\n";
  out += body;
  return true;
}

bool Driver::begin(Connection& connection, Clock::time_point begun) {
  for (int tries = 0; tries < kStepsTriedMax; ++tries) {
    const Step* step = choose(connection);
    if (step == nullptr) return false;
    if (!render(connection, *step)) {
      connection.next_page.clear();
      if (step->body_is_line) return false;
      continue;
    }
    connection.next_page.clear();
    connection.step = step;
    connection.begun = begun;
    connection.sent = 0;
    connection.answered_partly = false;
    connection.answer.begin(step->parse, step->method == "HEAD");
    if (connection.socket < 0 && !connect(connection)) give_up("the server takes no more connections");
    send(connection);
    return true;
  }
  give_up("no step of the plan can be made: its lists are empty");
}

void Driver::send(Connection& connection) {
  while (connection.sent < connection.request.size()) {
    const ssize_t sent = ::send(connection.socket, connection.request.data() + connection.sent,
                                connection.request.size() - connection.sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      connection.sent += static_cast<std::size_t>(sent);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      watch(connection, true);
      return;
    } else if (errno != EINTR) {
      // What the server said before it closed is read next.
      connection.sent = connection.request.size();
    }
  }
  watch(connection, false);
}

void Driver::receive(Connection& connection) {
  const ssize_t got = recv(connection.socket, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
  if (got <= 0) {
    if (connection.answer.end_of_connection()) {
      answered(connection);
    } else {
      lost(connection);
    }
    return;
  }
  connection.answered_partly = true;
  connection.answer.take({buffer_.data(), static_cast<std::size_t>(got)});
  if (connection.answer.done()) {
    answered(connection);
  } else if (connection.answer.broken()) {
    lost(connection);
  }
}

/// The server has closed. Between two requests it may; the request is sent again then.
void Driver::lost(Connection& connection) {
  const bool between = connection.used && !connection.answered_partly;
  close(connection);
  if (++failed_connections_ > kFailedConnectionsMax) give_up("too many connections were lost");
  if (connection.step == nullptr) return;
  if (between && connect(connection)) {
    connection.sent = 0;
    send(connection);
    return;
  }
  report_.statuses[0] += 1;
  if (report_.first_failure.empty()) report_.first_failure = connection.step->kind + ": the connection was lost";
  record(connection, false);
  go_on(connection, false);
}

bool Driver::use_content(Connection& connection) {
  const Step& step = *connection.step;
  if (!step.parse) return true;
  AnswerContent content = content_of(connection.answer, parser_);
  window_.entries += content.entries;
  if (step.follow) connection.next_page = std::move(content.next);
  if (step.keep) connection.variables[*step.keep] = content.id;
  if (step.share && !content.id.empty()) plan_.names.lists[*step.share].push_back(content.id);
  return (content.parsed || connection.answer.body_bytes() == 0) && !(step.keep && content.id.empty());
}

void Driver::answered(Connection& connection) {
  const Step& step = *connection.step;
  const AnswerReader& answer = connection.answer;
  ++report_.statuses[answer.status()];
  const bool good = is_expected(step, answer.status()) && use_content(connection);
  if (!good && report_.first_failure.empty()) {
    report_.first_failure = step.kind + ": " + std::to_string(answer.status()) + ' ' +
                            connection.request.substr(0, connection.request.find('\r')) + ' ' +
                            answer.body().substr(0, 400);
  }
  record(connection, good);
  connection.used = true;
  if (answer.closes()) close(connection);
  go_on(connection, good);
}

void Driver::record(Connection& connection, bool good) {
  last_answer_ = Clock::now();
  KindFigures& kind = window_.kinds[connection.step->kind_index];
  ++window_.answers;
  window_.answer_bytes += connection.answer.body_bytes();
  if (good) {
    kind.latencies.add(static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(last_answer_ - connection.begun).count()));
  } else {
    ++kind.failed;
  }
}

/// After an answer, or at the start.
void Driver::go_on(Connection& connection, bool good) {
  if (connection.step != nullptr) {
    --busy_;
    if (!good) connection.next_page.clear();
    // What came before a failure is no ground for what would follow.
    if (!good && !plan_.random_order) connection.position = 0;
    if (good && connection.next_page.empty() && (plan_.random_order || connection.position == 0)) ++window_.iterations;
    if (connection.next_page.empty()) connection.step = nullptr;
  }
  if (draining_) connection.next_page.clear();
  if (draining_ || (plan_.rate > 0 && connection.next_page.empty())) {
    connection.step = nullptr;
    idle_.push_back(&connection);
    return;
  }
  ++busy_;
  if (!begin(connection, Clock::now())) {
    --busy_;
    connection.step = nullptr;
  }
}

void Driver::begin_due() {
  const Clock::time_point now = Clock::now();
  while (next_due_ <= now && !idle_.empty()) {
    Connection& connection = *idle_.front();
    idle_.pop_front();
    ++busy_;
    if (!begin(connection, next_due_)) --busy_;
    next_due_ += seconds_of(1 / plan_.rate);
  }
}

/// How many events there are. A driver that spins looks again and again: to wake it from sleep would cost the server, whose
/// sends do it, more than the sending itself on a virtual machine, which a client at the other end of a wire does not.
int Driver::wait(std::vector<epoll_event>& events) {
  const auto look = [&](int ms) { return epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), ms); };
  const Clock::time_point began = Clock::now();
  if (!plan_.spin) return look(wait_ms(began));
  int ready = look(0);
  if (ready != 0) return ready;
  const double began_us = own_cpu_us();
  const Clock::time_point until = began + std::chrono::milliseconds(wait_ms(began));
  Clock::time_point now = began;
  while (ready == 0 && now < until) {
    ready = look(0);
    now = Clock::now();
  }
  spun_us_ += own_cpu_us() - began_us;
  return ready;
}

int Driver::wait_ms(Clock::time_point now) const {
  Clock::time_point until = now + std::chrono::seconds(1);
  if (window_ends_ > now) until = std::min(until, window_ends_);
  if (plan_.rate > 0 && !idle_.empty()) until = std::min(until, next_due_);
  return static_cast<int>(
      std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::milliseconds>(until - now).count()));
}

void Driver::open_window() {
  window_ = {};
  window_.kinds.resize(plan_.kinds.size());
  window_began_ = Clock::now();
  const bool timed = plan_.iterations == 0 && plan_.lines_file.empty();
  window_ends_ = warming_ ? window_began_ + seconds_of(plan_.warmup_seconds)
                 : timed  ? window_began_ + seconds_of(plan_.seconds)
                          : Clock::time_point::max();
  window_.server_before = use_of(plan_.server_pid);
  load_cpu_before_us_ = own_cpu_us();
  spun_us_ = 0;
}

void Driver::close_window(Clock::time_point now) {
  window_.seconds = std::chrono::duration<double>(now - window_began_).count();
  window_.server_after = use_of(plan_.server_pid);
  window_.load_cpu_us = std::max(0.0, own_cpu_us() - load_cpu_before_us_ - spun_us_);
  report_.windows.push_back(window_);
}

bool Driver::turn_window(Clock::time_point now) {
  if (warming_) {
    warming_ = false;
  } else {
    close_window(now);
  }
  if (report_.windows.size() >= plan_.windows) return false;
  open_window();
  return true;
}

}  // namespace osler::load
