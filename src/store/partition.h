#pragma once
// Whose data, and which kind: every call to a store names a partition, and there is no partition by default.

#include <compare>
#include <cstdint>

namespace osler::store {

enum class Environment : std::uint8_t { kTest = 0, kLive = 1 };

/// One organization's test or live data, or the system's own rows. Test and live never meet.
class Partition {
 public:
  Partition() = delete;
  /// Rows of the installation itself: organizations, users, keys. Holds no resources.
  static constexpr Partition system() { return Partition(0); }
  /// `organization` counts from 1 and is never used again.
  static constexpr Partition of(std::uint32_t organization, Environment environment) {
    return Partition(organization * 2 + static_cast<std::uint32_t>(environment));
  }
  /// For backends that read a number they wrote.
  static constexpr Partition from_number(std::uint32_t number) { return Partition(number); }

  constexpr std::uint32_t number() const { return number_; }
  constexpr Environment environment() const { return static_cast<Environment>(number_ & 1U); }
  auto operator<=>(const Partition&) const = default;

 private:
  constexpr explicit Partition(std::uint32_t number) : number_(number) {}
  std::uint32_t number_;
};

}  // namespace osler::store
