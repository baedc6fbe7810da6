#pragma once
// The parameters of a query string, one by one, with every fault collected; unknown and repeated ones are refused.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace osler::api::admin {

class QueryFields {
 public:
  /// Errors: kInvalidInput for a query string that cannot be decoded.
  static Result<QueryFields> read(const http::Request& request);

  /// Nothing if absent or empty.
  std::optional<std::string> text(std::string_view name);
  std::int64_t number(std::string_view name, std::int64_t otherwise, std::int64_t min, std::int64_t max);
  void add_fault(std::string path, std::string message);
  /// Call when everything was asked for. Errors: kInvalidInput with all faults.
  Status finish() const;

 private:
  explicit QueryFields(std::vector<http::Parameter> parameters) : parameters_(std::move(parameters)) {}
  std::vector<http::Parameter> parameters_;
  std::vector<std::string> asked_;
  std::vector<Issue> faults_;
};

}  // namespace osler::api::admin
