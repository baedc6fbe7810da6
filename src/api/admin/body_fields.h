#pragma once
// The members of a JSON body, one by one, with every fault collected. What was never asked for is refused: a misspelt
// "scopes" must not make a key that may do everything.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"
#include "json/tree.h"

namespace osler::api::admin {

/// Lengths are in characters.
struct TextLength {
  std::size_t min = 0;
  std::size_t max = 0;
};

class BodyFields {
 public:
  /// Takes the request's body; an empty one counts as {}. Errors: kUnsupportedMedia unless the type is JSON or absent;
  /// kInvalidInput if it is no JSON object.
  static Result<BodyFields> read(http::Request& request);

  /// The text, trimmed; empty if it was at fault.
  std::string required_text(std::string_view name, TextLength length);
  std::optional<std::string> optional_text(std::string_view name, TextLength length);
  /// A password: as it was sent, untrimmed, whatever its length.
  std::string required_secret(std::string_view name);
  std::optional<std::string> optional_secret(std::string_view name);
  std::optional<bool> optional_flag(std::string_view name);
  std::optional<std::int64_t> optional_number(std::string_view name, std::int64_t min, std::int64_t max);
  /// The member itself; none if it is absent or null.
  json::View optional_member(std::string_view name);

  void add_fault(std::string path, std::string message);

  /// Call when everything was asked for. Errors: kInvalidInput with all faults.
  Status finish() const;

 private:
  explicit BodyFields(json::Tree tree) : tree_(std::make_unique<json::Tree>(std::move(tree))) {}
  std::unique_ptr<json::Tree> tree_;
  std::vector<std::string> asked_;
  std::vector<Issue> faults_;
};

}  // namespace osler::api::admin
