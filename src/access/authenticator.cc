#include "access/authenticator.h"

#include <utility>

namespace osler::access {
namespace {

/// The token of "Bearer <token>"; the scheme's case does not count. Spec: RFC 6750, section 2.1.
std::optional<std::string_view> bearer_token(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = authorization[i];
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower != kScheme[i]) return std::nullopt;
  }
  authorization.remove_prefix(kScheme.size());
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  if (authorization.empty()) return std::nullopt;
  return authorization;
}

Error refused(std::string_view message) { return {ErrorKind::kUnauthenticated, std::string(message), {}, {}}; }

}  // namespace

Caller caller_for(const User& user, Organization organization, store::Environment environment) {
  Caller caller;
  caller.kind = CallerKind::kUser;
  caller.id = "user_" + user.id;
  caller.email = user.email;
  caller.name = user.full_name;
  caller.role = user.role;
  caller.sees_restricted = user.sees_restricted;
  if (user.role == Role::kPractitioner) caller.practitioner_id = user.id;
  caller.organization = std::move(organization);
  caller.environment = environment;
  return caller;
}

Result<Caller> Authenticator::by_token(std::string_view authorization) {
  OSLER_TRY(Bearer found, bearer(authorization));
  return std::move(found.caller);
}

Result<Bearer> Authenticator::bearer(std::string_view authorization) {
  const std::optional<std::string_view> token = bearer_token(authorization);
  if (!token) return refused("expected a token in the header Authorization: Bearer <token>");
  OSLER_TRY(TokenClaims claims, tokens_.check(*token));
  OSLER_TRY(const std::shared_ptr<const User> user, users_.find(claims.organization, claims.user));
  if (user == nullptr || !user->active) return refused("the token is not valid");
  if (claims.generation != user->generation && claims.id != user->kept_token) return refused("the token is not valid");
  OSLER_TRY(Organization organization, organizations_.find(claims.organization));
  return Bearer{.caller = caller_for(*user, std::move(organization), claims.environment), .claims = std::move(claims)};
}

}  // namespace osler::access
