#include "window.h"

#include <fmt/format.h>

#include <cstdio>
#include <iterator>

namespace osler::load {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out + '"';
}

std::string latency_members(const Latencies& latencies) {
  return fmt::format("\"answers\":{},\"p50_us\":{},\"p95_us\":{},\"p99_us\":{},\"max_us\":{}", latencies.count(),
                     latencies.quantile_us(0.5), latencies.quantile_us(0.95), latencies.quantile_us(0.99),
                     latencies.max_us());
}

std::string window_text(const Window& window, const std::vector<std::string>& names) {
  KindFigures all;
  std::string kinds;
  for (std::size_t at = 0; at < names.size(); ++at) {
    const KindFigures& kind = window.kinds[at];
    all.latencies.add(kind.latencies);
    all.failed += kind.failed;
    kinds += fmt::format("{}{}:{{{},\"failed\":{}}}", at == 0 ? "" : ",", quoted(names[at]),
                         latency_members(kind.latencies), kind.failed);
  }
  return fmt::format(
      "{{\"seconds\":{:.6f},{},\"failed\":{},\"answer_bytes\":{},\"entries\":{},\"iterations\":{},\"server_cpu_us\":{:."
      "0f},"
      "\"server_read_bytes\":{},\"server_write_bytes\":{},\"load_cpu_us\":{:.0f},\"kinds\":{{{}}}}}",
      window.seconds, latency_members(all.latencies), all.failed, window.answer_bytes, window.entries,
      window.iterations, window.server_after.cpu_us - window.server_before.cpu_us,
      window.server_after.read_bytes - window.server_before.read_bytes,
      window.server_after.write_bytes - window.server_before.write_bytes, window.load_cpu_us, kinds);
}

}  // namespace

std::string json_of(const Report& report, const std::vector<std::string>& kinds) {
  std::string windows;
  for (const Window& window : report.windows) windows += (windows.empty() ? "" : ",\n") + window_text(window, kinds);
  std::string statuses;
  for (const auto& [status, times] : report.statuses)
    statuses += fmt::format("{}\"{}\":{}", statuses.empty() ? "" : ",", status, times);
  return fmt::format("{{\"windows\":[{}],\n\"statuses\":{{{}}},\"first_failure\":{}}}\n", windows, statuses,
                     quoted(report.first_failure));
}

}  // namespace osler::load
