#include "server/metrics.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string_view>

namespace osler::server {
namespace {

constexpr std::array<std::string_view, 4> kSurfaceNames{"v1", "fhir", "admin", "other"};

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void add(std::string& text, std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
  text += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " + std::string(name) + " " + std::string(type) + "\n";
  text += std::string(name) + " " + std::to_string(value) + "\n";
}

}  // namespace

void Metrics::count(Surface surface, int status, std::uint64_t microseconds) {
  const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
  Cell& cell = cells_[static_cast<std::size_t>(surface)][status_class];
  cell.requests.fetch_add(1, std::memory_order_relaxed);
  cell.microseconds.fetch_add(microseconds, std::memory_order_relaxed);
}

std::string Metrics::text(const Gauges& gauges) const {
  std::string requests = "# HELP osler_http_requests_total Answers by surface and status class.\n# TYPE osler_http_requests_total counter\n";
  std::string seconds = "# HELP osler_http_request_seconds_total Time spent on answers.\n# TYPE osler_http_request_seconds_total counter\n";
  for (std::size_t surface = 0; surface < kSurfaces; ++surface) {
    for (std::size_t status_class = 0; status_class < kClasses; ++status_class) {
      const Cell& cell = cells_[surface][status_class];
      const std::string labels = "{surface=\"" + std::string(kSurfaceNames[surface]) + "\",status=\"" +
                                 std::to_string(status_class + 1) + "xx\"} ";
      requests += "osler_http_requests_total" + labels + std::to_string(cell.requests.load()) + "\n";
      seconds += "osler_http_request_seconds_total" + labels + std::to_string(static_cast<double>(cell.microseconds.load()) / 1e6) + "\n";
    }
  }
  std::string text = requests + seconds;
  add(text, "osler_http_connections", "gauge", "Open connections.", gauges.connections);
  add(text, "osler_store_position", "gauge", "The newest position of the store.", gauges.position);
  add(text, "osler_store_reads_total", "counter", "Values looked up in the store and walks begun, beyond what it keeps in memory of its own.", gauges.store_reads);
  add(text, "osler_search_parameters_building", "gauge", "Search parameters whose index is being built.", gauges.building);
  add(text, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
  return text;
}

}  // namespace osler::server
