#pragma once
// Small identifiers that many floors share. Each is a type of its own, so that one is never passed for another.

#include <compare>
#include <cstdint>
#include <functional>

namespace osler {

/// A resource type of the loaded definitions. Stable across builds: it is stored. 0 is none.
enum class TypeId : std::uint16_t { kNone = 0 };
/// A search parameter of the loaded definitions, or a facet of one. Stable across builds: it is stored. 0 is none.
enum class ParameterId : std::uint16_t { kNone = 0 };

/// The n-th version of a resource, from 1.
struct Version {
  std::int64_t number = 0;
  auto operator<=>(const Version&) const = default;
};

constexpr std::uint16_t number_of(TypeId id) { return static_cast<std::uint16_t>(id); }
constexpr std::uint16_t number_of(ParameterId id) { return static_cast<std::uint16_t>(id); }

}  // namespace osler
