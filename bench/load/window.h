#pragma once
// The figures of one window of a run, and their JSON form.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "latencies.h"
#include "process_use.h"

namespace osler::load {

struct KindFigures {
  Latencies latencies;  ///< Of answers as expected.
  std::uint64_t failed = 0;
};

struct Window {
  double seconds = 0;
  std::uint64_t answers = 0;  ///< Good ones and others.
  std::uint64_t answer_bytes = 0;
  std::uint64_t entries = 0;     ///< Of Bundles that were parsed.
  std::uint64_t iterations = 0;  ///< Walks over the steps that came to their end.
  ProcessUse server_before, server_after;
  double load_cpu_us = 0;
  std::vector<KindFigures> kinds;
};

struct Report {
  std::vector<Window> windows;
  std::map<int, std::uint64_t> statuses;  ///< 0: no answer.
  std::string first_failure;
};

/// One JSON object, ended by a newline.
std::string json_of(const Report& report, const std::vector<std::string>& kinds);

}  // namespace osler::load
