#pragma once
// What the driver looks for in an answer's body.

#include <simdjson.h>

#include <cstdint>
#include <string>

#include "answer_reader.h"

namespace osler::load {

struct AnswerContent {
  bool parsed = false;        ///< It was JSON, once unpacked.
  std::string id;             ///< Of the resource; of Location where the body has none.
  std::uint64_t entries = 0;  ///< Of a Bundle.
  std::string next;           ///< Path and query of the link `next`; empty: the last page.
};

AnswerContent content_of(const AnswerReader& answer, simdjson::dom::parser& parser);

}  // namespace osler::load
