#pragma once
// A value or the error that stood in its way. Cannot be ignored; propagated with OSLER_TRY (in a coroutine:
// OSLER_CO_TRY). std::expected is C++23.

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/assert.h"
#include "base/error.h"

namespace osler {

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  // NOLINTBEGIN(google-explicit-constructor): returning a value or an error must read like returning it.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  template <class U>
    requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::remove_cvref_t<U>, T> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error> && !std::is_same_v<std::remove_cvref_t<U>, Result>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}
  // NOLINTEND(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& { OSLER_ASSERT(ok()); return *std::get_if<0>(&state_); }
  T& value() & { OSLER_ASSERT(ok()); return *std::get_if<0>(&state_); }
  T&& value() && { OSLER_ASSERT(ok()); return std::move(*std::get_if<0>(&state_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const& { OSLER_ASSERT(!ok()); return *std::get_if<1>(&state_); }
  Error&& error() && { OSLER_ASSERT(!ok()); return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

/// Success, or the error. `return {};` is success.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { OSLER_ASSERT(!ok()); return *error_; }
  Error&& error() && { OSLER_ASSERT(!ok()); return std::move(*error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace osler

#define OSLER_CONCAT_INNER(a, b) a##b
#define OSLER_CONCAT(a, b) OSLER_CONCAT_INNER(a, b)
#define OSLER_TRY_WITH(ret, temporary, declaration, ...)      \
  auto temporary = (__VA_ARGS__);                             \
  if (!temporary.ok()) ret std::move(temporary).error();      \
  declaration = std::move(temporary).value()
/// OSLER_TRY(const Version version, parse_weak_etag(header));
#define OSLER_TRY(declaration, ...) OSLER_TRY_WITH(return, OSLER_CONCAT(osler_try_, __LINE__), declaration, __VA_ARGS__)
#define OSLER_CO_TRY(declaration, ...) OSLER_TRY_WITH(co_return, OSLER_CONCAT(osler_try_, __LINE__), declaration, __VA_ARGS__)
#define OSLER_RETURN_IF_ERROR(...)                                                       \
  if (auto osler_status = (__VA_ARGS__); !osler_status.ok()) return std::move(osler_status).error()
#define OSLER_CO_RETURN_IF_ERROR(...)                                                    \
  if (auto osler_status = (__VA_ARGS__); !osler_status.ok()) co_return std::move(osler_status).error()
