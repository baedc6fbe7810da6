#pragma once
// Counters of the running server, as Prometheus text. No label holds a value from a request.

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace osler::server {

/// What an answer belongs to.
enum class Surface : std::uint8_t { kV1, kFhir, kAdmin, kOther };

/// Any thread.
class Metrics {
 public:
  void count(Surface surface, int status, std::uint64_t microseconds);
  /// What others know at this moment.
  struct Gauges {
    std::uint64_t connections = 0, position = 0, store_reads = 0, building = 0;
  };
  /// Spec: Prometheus text format 0.0.4.
  std::string text(const Gauges& gauges) const;

 private:
  struct Cell {
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::uint64_t> microseconds{0};
  };
  static constexpr std::size_t kSurfaces = 4;
  static constexpr std::size_t kClasses = 5;
  std::array<std::array<Cell, kClasses>, kSurfaces> cells_;
};

}  // namespace osler::server
