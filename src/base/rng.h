#pragma once
// Where randomness comes from. Nothing else asks the system for it.

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace osler {

class Rng {
 public:
  virtual ~Rng() = default;
  /// Fills all of `out` with random bytes.
  virtual void fill(std::span<std::byte> out) = 0;
  /// A uniform 64-bit number.
  std::uint64_t next();
  /// `bytes` random bytes as lower-case hex, two characters each.
  std::string hex(std::size_t bytes);
};

/// The kernel's generator: fit for keys and tokens. Any thread.
class SystemRng final : public Rng {
 public:
  void fill(std::span<std::byte> out) override;
};

/// Repeatable, for tests. Not for secrets. One thread.
class SeededRng final : public Rng {
 public:
  explicit SeededRng(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::byte> out) override;

 private:
  std::mt19937_64 engine_;
};

}  // namespace osler
