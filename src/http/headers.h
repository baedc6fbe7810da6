#pragma once
// Header fields in one piece of memory: a request's and its answer's dozen fields each cost no allocation of their own.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace osler::http {

/// In order of arrival. Names compare without case. A view of a field lasts until the next change; what add() and set() are
/// given must not be such a view.
class Headers {
 public:
  using Field = std::pair<std::string_view, std::string_view>;

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Field;
    using difference_type = std::ptrdiff_t;
    using pointer = const Field*;
    using reference = Field;

    explicit Iterator(const char* at) : at_(at) {}
    Field operator*() const { return {{text(), name_bytes()}, {text() + name_bytes(), value_bytes()}}; }
    Iterator& operator++() {
      at_ += kSizesBytes + name_bytes() + value_bytes();
      return *this;
    }
    bool operator==(const Iterator& other) const = default;

   private:
    friend class Headers;
    std::uint32_t name_bytes() const { return number(at_); }
    std::uint32_t value_bytes() const { return number(at_ + sizeof(std::uint32_t)); }
    const char* text() const { return at_ + kSizesBytes; }
    static std::uint32_t number(const char* at) {
      std::uint32_t value = 0;
      std::memcpy(&value, at, sizeof value);
      return value;
    }
    const char* at_;
  };

  class Fields {
   public:
    explicit Fields(std::string_view bytes) : bytes_(bytes) {}
    Iterator begin() const { return Iterator(bytes_.data()); }
    Iterator end() const { return Iterator(bytes_.data() + bytes_.size()); }
    bool empty() const { return bytes_.empty(); }
    std::size_t size() const { return static_cast<std::size_t>(std::distance(begin(), end())); }
    bool operator==(const Fields& other) const = default;

   private:
    std::string_view bytes_;
  };

  void add(std::string_view name, std::string_view value);
  /// Replaces every field of that name by one.
  void set(std::string_view name, std::string_view value);
  /// set() of each.
  void set_all(const Headers& others);
  /// The first field's value, trimmed; nothing if absent.
  std::optional<std::string_view> get(std::string_view name) const;
  /// Whether the comma-separated values of all fields of that name hold `token` (without case).
  bool has_token(std::string_view name, std::string_view token) const;
  Fields fields() const { return Fields(bytes_); }

 private:
  static constexpr std::size_t kSizesBytes = 2 * sizeof(std::uint32_t);

  Iterator find(std::string_view name) const;

  std::string bytes_;        ///< Field after field: bytes of the name, bytes of the value, name, value.
  std::uint64_t kinds_ = 0;  ///< A bit for each kind of name that may be there: most look-ups are in vain.
};

}  // namespace osler::http
