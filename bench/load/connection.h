#pragma once
// One keep-alive connection and the walk over the plan that it is on.

#include <chrono>
#include <string>
#include <vector>

#include "answer_reader.h"
#include "plan.h"

namespace osler::load {

using Clock = std::chrono::steady_clock;

struct Connection {
  int socket = -1;
  bool waits_to_send = false;
  bool used = false;           ///< The socket has brought an answer: the server may close it between requests.
  std::size_t position = 0;    ///< Of the next step, in order.
  const Step* step = nullptr;  ///< What is being asked; nullptr: nothing.
  std::string next_page;       ///< Of a step that follows links: what to ask next.
  std::vector<std::string> variables;
  std::string request;
  std::size_t sent = 0;
  AnswerReader answer;
  bool answered_partly = false;
  Clock::time_point begun;
};

}  // namespace osler::load
