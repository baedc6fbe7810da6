#pragma once
// What a run does, read from a JSON file: where to, how many connections, how long, and the requests. README.md of
// bench/ lists the members.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "text_template.h"

namespace osler::load {

/// One request of the plan.
struct Step {
  std::string kind;  ///< What its figures are reported under.
  std::size_t kind_index = 0;
  std::string method;
  std::string content_type;
  Template path;
  std::optional<Template> body;
  bool body_is_line = false;         ///< The next line of the plan's `lines` file.
  std::vector<int> expect;           ///< Empty: any 2xx.
  std::optional<std::size_t> keep;   ///< Variable that takes the id of the answer.
  std::optional<std::size_t> share;  ///< List that takes the id of the answer.
  bool parse = false;                ///< The answer's body is parsed; else only counted.
  bool follow = false;               ///< Entries are counted and `next` links followed to the end.
  std::uint32_t weight = 1;
};

struct Plan {
  std::string host;
  std::uint16_t port = 80;
  std::string headers;  ///< Lines for every request, each with its CRLF.
  std::size_t connections = 1;
  bool random_order = false;  ///< Steps by weight; else all in order, again and again.
  double warmup_seconds = 0;
  double seconds = 1;  ///< Of each window.
  std::size_t windows = 1;
  std::uint64_t iterations = 0;  ///< Ends the run after as many walks over the steps; 0: time does.
  double rate = 0;  ///< Requests/s that are begun whether or not earlier ones are answered; 0: closed loop.
  bool spin = false;  ///< Looks for answers without sleeping: for a core of its own.
  std::uint64_t seed = 1;
  int server_pid = 0;           ///< Whose CPU time is counted; 0: nobody's.
  double timeout_seconds = 60;  ///< Without any answer.
  std::string lines_file;
  Names names;
  std::vector<std::string> kinds;
  std::vector<Step> steps;
};

/// Ends the program with a message when the file is no plan.
Plan read_plan(const char* file);

}  // namespace osler::load
