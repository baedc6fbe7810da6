#pragma once
// What was answered to a request with an Idempotency-Key, as a row keeps it. Format: docs/formats/idempotency.md.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/write_effect.h"
#include "store/record.h"

namespace osler::engine {

struct AnsweredVersion {
  store::RecordKey key;
  Version version;  ///< 0: none was written, and none is shown.
  WriteEffect effect = WriteEffect::kCreated;
};

struct AnswerRecord {
  std::int64_t time_ms = 0;               ///< When the request came.
  std::string fingerprint;                ///< Of the request: 32 bytes.
  int status = 0;
  std::string context;                    ///< The API's own: what its answer shows beside the versions.
  std::vector<AnsweredVersion> versions;  ///< The answer is rendered again from these, in its order;
  std::string text;                       ///< or it is this text, when it speaks of no version.
};

std::string encode(const AnswerRecord& record);
/// Errors: kInternal for bytes that encode() did not make.
Result<AnswerRecord> decode_answer(std::string_view bytes);

}  // namespace osler::engine
