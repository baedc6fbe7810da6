#include "access/tokens.h"

#include <fmt/format.h>

#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "access/account_id.h"
#include "base/base64url.h"
#include "access/json_row.h"
#include "json/writer.h"

namespace osler::access {
namespace {

constexpr std::string_view kTokenTable = "revoked";
constexpr std::size_t kRevocationsDroppedAtOnce = 16;
/// A payload never changes its meaning.
constexpr RowCacheLimits kClaimsKept = {.entries_max = 10'000, .refresh_ms = std::numeric_limits<std::int64_t>::max()};

/// base64url of {"alg":"HS256","typ":"JWT"}. A token with any other header is not ours: the algorithm is never taken
/// from the token, and its header is never even read.
constexpr std::string_view kHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

Error refused() { return {ErrorKind::kUnauthenticated, "the token is not valid", {}, {}}; }

std::string revocation_key(std::int64_t expires_s, std::string_view id) {
  return fmt::format("{:012}/{}", expires_s, id);
}

std::string payload(const User& user, store::Environment environment, std::string_view id, std::int64_t expires_s) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("sub", user.id);
  writer.member("email", user.email);
  writer.member("role", word_for(user.role));
  writer.member("name", user.full_name);
  writer.member("org", user.organization);
  writer.member("env", word_for(environment));
  writer.member("jti", id);
  writer.member("gen", user.generation);
  writer.member("exp", expires_s);
  writer.end_object();
  return text;
}

/// What a payload says, if it is one of ours.
Result<std::shared_ptr<const TokenClaims>> read_claims(const std::string& encoded) {
  const std::optional<std::string> text = from_base64url(encoded);
  if (!text) return refused();
  const Result<JsonRow> json = JsonRow::parse(*text);
  if (!json.ok()) return refused();
  const std::optional<store::Environment> environment = environment_for(json->text("env"));
  const std::optional<std::int64_t> expires_s = json->number("exp");
  const std::optional<std::int64_t> generation = json->number("gen");
  TokenClaims claims{.user = json->text("sub"), .organization = json->text("org"), .id = json->text("jti")};
  if (!environment || !expires_s || !generation) return refused();
  if (claims.user.empty() || claims.organization.empty() || claims.id.empty()) return refused();
  claims.environment = *environment;
  claims.expires_s = *expires_s;
  claims.generation = *generation;
  return std::shared_ptr<const TokenClaims>(std::make_shared<TokenClaims>(std::move(claims)));
}

}  // namespace

Tokens::Tokens(store::Store& store, Clock& clock, Rng& rng, std::string_view secret, std::int64_t lifetime_ms)
    : store_(store),
      clock_(clock),
      rng_(rng),
      hmac_(secret),
      lifetime_ms_(lifetime_ms),
      claims_(clock, read_claims, kClaimsKept),
      revoked_(clock, [&store](const std::string& key) -> Result<std::shared_ptr<const State>> {
        OSLER_TRY(const std::optional<store::Row> row, store.row(store::Partition::system(), kTokenTable, key));
        return std::shared_ptr<const State>(std::make_shared<State>(State{.revoked = row.has_value()}));
      }) {}

std::string Tokens::issue(const User& user, store::Environment environment) const {
  const std::int64_t expires_s = (clock_.now_ms() + lifetime_ms_) / 1000;
  std::string token(kHeader);
  token += '.';
  token += base64url(payload(user, environment, new_account_id(clock_, rng_), expires_s));
  const std::string code = hmac_.code(token);
  return token + '.' + base64url(code);
}

Result<TokenClaims> Tokens::check(std::string_view token) {
  if (token.size() > kTokenBytesMax || token.size() <= kHeader.size()) return refused();
  if (!token.starts_with(kHeader) || token[kHeader.size()] != '.') return refused();
  const std::size_t end = token.rfind('.');
  if (end == kHeader.size()) return refused();
  const std::string_view signed_part = token.substr(0, end);
  const std::optional<std::string> code = from_base64url(token.substr(end + 1));
  if (!code || !equal_in_constant_time(*code, hmac_.code(signed_part))) return refused();

  OSLER_TRY(const std::shared_ptr<const TokenClaims> claims, claims_.find(signed_part.substr(kHeader.size() + 1)));
  if (clock_.now_ms() / 1000 >= claims->expires_s) return refused();
  OSLER_TRY(const std::shared_ptr<const State> state, revoked_.find(revocation_key(claims->expires_s, claims->id)));
  if (state->revoked) return refused();
  return *claims;
}

Task<Status> Tokens::revoke(TokenClaims claims, AuditTrail* trail, Loop& loop) {
  const std::string key = revocation_key(claims.expires_s, claims.id);
  std::vector<store::RowChange> rows = {{std::string(kTokenTable), key, std::string("1"), std::nullopt}};
  // Revocations of tokens that have expired since are dropped on the way: keys begin with the expiry.
  const Result<std::vector<store::Row>> oldest =
      store_.rows(store::Partition::system(), kTokenTable, {}, {}, kRevocationsDroppedAtOnce);
  if (!oldest.ok()) co_return oldest.error();
  const std::string expired_end = revocation_key(clock_.now_ms() / 1000, "");
  for (const store::Row& row : *oldest) {
    if (row.key < expired_end && row.key != key)
      rows.push_back({std::string(kTokenTable), row.key, std::nullopt, std::nullopt});
  }
  const Result<RowCommit> done = co_await commit_rows(store_, std::move(rows), trail, loop);
  if (!done.ok()) co_return done.error();
  revoked_.forget(key);
  if (*done != RowCommit::kDone) co_return too_many_races();
  co_return Status();
}

}  // namespace osler::access
