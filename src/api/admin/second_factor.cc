// A person's second factor: asked for, confirmed by a first one-time password, taken away again.

#include <string>
#include <utility>

#include "access/totp.h"
#include "api/admin/answer.h"
#include "api/admin/body_fields.h"
#include "api/admin/handlers.h"
#include "base/hmac.h"
#include "json/writer.h"

namespace osler::api::admin {
namespace {

constexpr TextLength kCode = {0, 40};

/// The account of the token, if `password` is its own. Errors: kUnauthenticated, kNotFound.
Task<Result<access::User>> proven(Rooms& rooms, Exchange& exchange, std::string password) {
  const access::TokenClaims& claims = exchange.bearer.claims;
  OSLER_CO_TRY(const std::shared_ptr<const access::User> user, rooms.accounts.users.find(claims.organization, claims.user));
  if (user == nullptr) co_return not_found("this account is gone");
  OSLER_CO_TRY(const bool is_right, co_await rooms.passwords.matches(std::move(password), user->password_hash, exchange.loop));
  if (!is_right) co_return wrong_credentials(rooms, exchange);
  co_return *user;
}

}  // namespace

Answer enrol_second_factor(Rooms& rooms, Exchange& exchange) {
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  const std::string password = body.required_secret("currentPassword");
  OSLER_CO_RETURN_IF_ERROR(body.finish());
  OSLER_CO_TRY(const access::User user, co_await proven(rooms, exchange, password));
  if (!user.totp_secret.empty()) co_return Error{ErrorKind::kConflict, "this account has a second factor; take it away first", {}, {}};
  access::UserChange change;
  change.totp_pending = from_hex(rooms.accounts.rng.hex(access::kTotpSecretBytes));
  const std::string secret = *change.totp_pending;
  exchange.will_answer(200);
  OSLER_CO_TRY(const access::User changed,
               co_await rooms.accounts.users.change(user.organization, user.id, std::move(change), &exchange.trail, exchange.loop));
  std::string answer;
  json::Writer writer(answer);
  writer.begin_object();
  writer.member("secret", access::base32(secret));
  writer.member("uri", access::totp_uri(secret, changed.email));
  writer.end_object();
  co_return json_answer(200, std::move(answer));
}

Answer confirm_second_factor(Rooms& rooms, Exchange& exchange) {
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  const std::string code = body.required_text("code", kCode);
  OSLER_CO_RETURN_IF_ERROR(body.finish());
  const access::TokenClaims claims = exchange.bearer.claims;
  exchange.will_answer(204);
  OSLER_CO_TRY(const bool is_taken, co_await rooms.accounts.users.confirm_code(claims.organization, claims.user, code, claims.id, &exchange.trail, exchange.loop));
  if (!is_taken) co_return wrong_credentials(rooms, exchange);
  co_return empty_answer();
}

Answer remove_second_factor(Rooms& rooms, Exchange& exchange) {
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  const std::string password = body.required_secret("currentPassword");
  const std::string code = body.required_text("code", kCode);
  OSLER_CO_RETURN_IF_ERROR(body.finish());
  OSLER_CO_TRY(const access::User user, co_await proven(rooms, exchange, password));
  OSLER_CO_TRY(const bool is_taken, co_await rooms.accounts.users.take_code(user.organization, user.id, code, exchange.loop));
  if (!is_taken) co_return wrong_credentials(rooms, exchange);
  access::UserChange change;
  change.totp_secret = "";
  exchange.will_answer(204);
  OSLER_CO_TRY(const access::User changed,
               co_await rooms.accounts.users.change(user.organization, user.id, std::move(change), &exchange.trail, exchange.loop));
  co_return empty_answer();
}

}  // namespace osler::api::admin
