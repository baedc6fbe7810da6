#include "engine/write_steps.h"

#include <algorithm>

namespace osler::engine {
namespace {

Error precondition(std::string message) { return {ErrorKind::kPreconditionFailed, std::move(message), {}, {}}; }

}  // namespace

Status check_conditions(const WriteConditions& conditions, const MaybeHeader& found) {
  if (conditions.if_none_match_any && is_live(found)) return precondition("If-None-Match: * was sent, and the resource exists");
  if (conditions.if_match_any && !is_live(found)) return precondition("If-Match: * was sent, and the resource does not exist");
  if (conditions.if_match.empty()) return {};
  if (!is_live(found)) return precondition("If-Match was sent, and the resource does not exist");
  const auto& versions = conditions.if_match;
  if (std::find(versions.begin(), versions.end(), found->version) != versions.end()) return {};
  return precondition("If-Match names another version; the current one is W/\"" + std::to_string(found->version.number) + "\"");
}

store::Expect expectation(const MaybeHeader& found) {
  if (!found) return store::ExpectAbsent{};
  if (found->is_deleted()) return store::ExpectNotLive{};
  return store::ExpectVersion{found->version};
}

Result<bool> is_identical(const Parts& parts, Session& session, std::string_view stored, std::string_view fresh) {
  if (stored == fresh) return true;
  OSLER_TRY(const json::Tree a, session.parser.parse(json::PaddedBytes(stored), parts.definitions.names()));
  OSLER_TRY(const json::Tree b, session.parser.parse(json::PaddedBytes(fresh), parts.definitions.names()));
  return json::same_value(a.root(), b.root());
}

Error id_in_use() {
  const std::string what = "nothing matches, and the id in the body is another resource's; leave it out to get a new one";
  return {ErrorKind::kConflict, what, {}, {{Severity::kError, IssueType::kDuplicate, what, "Resource.id"}}};
}

}  // namespace osler::engine
