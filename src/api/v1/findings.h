#pragma once
// The faults of one body, collected so that a client hears of all of them at once.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace osler::api::v1 {

inline constexpr std::size_t kFindingsMax = 50;

class Findings {
 public:
  /// "<path>: <what>". Beyond kFindingsMax nothing is added. `what` must hold no value of a record.
  void add(std::string_view path, std::string_view what) {
    if (issues_.size() >= kFindingsMax) return;
    std::string text(path);
    if (!text.empty()) text += ": ";
    text += what;
    issues_.push_back({Severity::kError, IssueType::kInvalid, std::move(text), std::string(path)});
  }
  bool empty() const { return issues_.empty(); }
  bool full() const { return issues_.size() >= kFindingsMax; }
  const std::vector<Issue>& issues() const { return issues_; }
  /// 422 VALIDATION_ERROR with everything that was found; the first finding is the message.
  Error error() && {
    std::string message = issues_.empty() ? "the body breaks the rules of the resource" : issues_.front().diagnostics;
    return {ErrorKind::kUnprocessable, std::move(message), "VALIDATION_ERROR", std::move(issues_)};
  }

 private:
  std::vector<Issue> issues_;
};

}  // namespace osler::api::v1
