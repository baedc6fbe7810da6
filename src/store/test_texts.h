#pragma once
// For tests: texts from which index entries can be extracted again, without FHIR. One line for each entry.

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/extractor.h"

namespace osler::store {

/// A text that says these entries and a note; TestExtractor reads the entries back.
std::string text_of(const std::vector<IndexEntry>& entries, std::string_view note = {});

/// Reads what text_of() wrote.
class TestExtractor final : public Extractor {
 public:
  Status extract(Partition partition, TypeId type, std::string_view text, std::vector<IndexEntry>& out) const override;
  /// The note, whatever the field.
  Status folded_text(Partition partition, TypeId type, std::string_view text, ParameterId field, std::string& out) const override;
  /// None: these texts have nothing inside.
  Status contained(Partition, TypeId, std::string_view, std::vector<Contained>& out) const override {
    out.clear();
    return {};
  }
  ParameterEpoch epoch(Partition, ParameterId) const override { return 1; }
  bool is_complete(Partition, ParameterId parameter) const override { return parameter != incomplete; }

  ParameterId incomplete = ParameterId::kNone;
};

/// Moves only when told to; any thread may ask.
class SharedClock final : public Clock {
 public:
  std::int64_t now_ms() override { return now_ms_; }
  std::int64_t steady_ms() override { return now_ms_; }
  void advance(std::int64_t ms) { now_ms_ += ms; }
  void set_now(std::int64_t ms) { now_ms_ = ms; }

 private:
  std::atomic<std::int64_t> now_ms_ = 1'700'000'000'000;
};

}  // namespace osler::store
