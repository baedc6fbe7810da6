#include "http/event_loop.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

namespace osler::http {

namespace asio = boost::asio;
using boost::system::error_code;

struct EventLoop::Impl {
  /// Hint 1: only one thread runs it; posting from others stays allowed.
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard{context.get_executor()};
  asio::steady_timer timer{context};
  std::chrono::milliseconds period{};
  std::function<void()> work;

  void arm() {
    timer.expires_after(period);
    timer.async_wait([this](error_code error) {
      if (error) return;
      work();
      arm();
    });
  }
};

EventLoop::EventLoop(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventLoop::~EventLoop() = default;

Result<std::unique_ptr<EventLoop>> EventLoop::create() {
  try {
    return std::unique_ptr<EventLoop>(new EventLoop(std::make_unique<Impl>()));
  } catch (const std::exception& failure) {
    return unavailable(std::string("cannot create an event loop: ") + failure.what());
  }
}

void EventLoop::post(std::coroutine_handle<> handle) {
  asio::post(impl_->context, [handle] { handle.resume(); });
}

void EventLoop::call(std::function<void()> work) { asio::post(impl_->context, std::move(work)); }

void EventLoop::repeat(std::uint32_t period_ms, std::function<void()> work) {
  impl_->period = std::chrono::milliseconds(period_ms);
  impl_->work = std::move(work);
  impl_->arm();
}

void EventLoop::run() { impl_->context.run(); }
void EventLoop::stop() { impl_->context.stop(); }

struct Watch::Impl {
  explicit Impl(asio::io_context& context) : socket(context) {}
  asio::ip::tcp::socket socket;
};

namespace {

Watch::Outcome outcome_of(const error_code& error) {
  if (!error) return Watch::Outcome::kReady;
  if (error == asio::error::eof) return Watch::Outcome::kEnd;
  if (error == asio::error::operation_aborted) return Watch::Outcome::kCancelled;
  return Watch::Outcome::kFailed;
}

}  // namespace

Watch::Watch(EventLoop& loop, int fd) : fd_(fd), impl_(std::make_unique<Impl>(loop.impl().context)) {
  error_code error;
  // Asio asks the protocol only whether this is a stream; IPv6 sockets work alike. A failure shows at the first wait.
  impl_->socket.assign(asio::ip::tcp::v4(), fd, error);
  if (!error) impl_->socket.non_blocking(true, error);
}

Watch::~Watch() = default;

void Watch::cancel() {
  error_code ignored;
  impl_->socket.cancel(ignored);
}

void Watch::close() {
  error_code ignored;
  impl_->socket.close(ignored);
}

void Watch::start_wait(For kind, std::coroutine_handle<> handle) {
  using Socket = asio::ip::tcp::socket;
  impl_->socket.async_wait(kind == For::kReading ? Socket::wait_read : Socket::wait_write,
                           [this, handle](const error_code& error) {
                             result_ = {outcome_of(error), 0};
                             handle.resume();
                           });
}

void Watch::start_read(std::span<char> buffer, std::coroutine_handle<> handle) {
  impl_->socket.async_read_some(asio::buffer(buffer.data(), buffer.size()),
                                [this, handle](const error_code& error, std::size_t bytes) {
                                  result_ = {outcome_of(error), bytes};
                                  handle.resume();
                                });
}

}  // namespace osler::http
