#pragma once
// The answer to a large transaction, made portion by portion while it is sent: no more than one portion of its text is held.

#include <memory>
#include <string>
#include <vector>

#include "api/fhir/bundle_answer.h"
#include "engine/written_entries.h"
#include "http/body_source.h"

namespace osler::fhir_api {

/// Outlives the request: it has all that it needs of it, but for the definitions.
class TransactionText final : public http::BodySource {
 public:
  /// `deletes`: of each entry, whether it asked for a deletion.
  TransactionText(EntryForm form, std::vector<bool> deletes, std::shared_ptr<const engine::WrittenEntries> written);

  std::optional<std::uint64_t> bytes() const override { return std::nullopt; }
  std::size_t read(std::span<char> buffer) override;

 private:
  void make(std::size_t bytes);

  const EntryForm form_;
  const std::vector<bool> deletes_;
  const std::shared_ptr<const engine::WrittenEntries> written_;
  std::string ready_;                      ///< What was made last,
  std::size_t read_ = 0;                   ///< and how much of it is read.
  json::Writer writer_{ready_};
  std::size_t next_ = 0;                   ///< Entry to be made.
  bool is_done_ = false;
};

}  // namespace osler::fhir_api
