#include "api/admin/routes.h"

#include <array>

#include "api/admin/handlers.h"

namespace osler::api::admin {
namespace {

using http::Method;

constexpr std::array kRoutes = std::to_array<Route>({
    {Method::kGet, "/api/health", Admission::kPublic, Door::kHealth, "", get_health},
    {Method::kPost, "/api/auth/login", Admission::kPublic, Door::kAuth, "login", login},
    {Method::kPost, "/api/auth/logout", Admission::kPerson, Door::kAuth, "logout", logout},
    {Method::kPost, "/api/auth/password", Admission::kPerson, Door::kAuth, "password", change_password},
    {Method::kPost, "/api/auth/totp", Admission::kPerson, Door::kAuth, "totp", enrol_second_factor},
    {Method::kPost, "/api/auth/totp/confirm", Admission::kPerson, Door::kAuth, "totp-confirm", confirm_second_factor},
    {Method::kPost, "/api/auth/totp/remove", Admission::kPerson, Door::kAuth, "totp-remove", remove_second_factor},
    {Method::kGet, "/api/auth/me", Admission::kPerson, Door::kAuth, "read", get_me},
    {Method::kPost, "/api/public/patient-register", Admission::kPublic, Door::kPublic, "create", register_patient},
    {Method::kGet, "/api/admin/users", Admission::kAdmin, Door::kAdmin, "search", list_users},
    {Method::kPost, "/api/admin/users", Admission::kAdmin, Door::kAdmin, "create", create_user},
    {Method::kPatch, "/api/admin/users/{id}", Admission::kAdmin, Door::kAdmin, "update", change_user},
    {Method::kGet, "/api/admin/practitioners", Admission::kAdminOrPractitioner, Door::kAdmin, "search",
     list_practitioners},
    {Method::kGet, "/api/admin/keys", Admission::kAdmin, Door::kAdmin, "search", list_keys},
    {Method::kPost, "/api/admin/keys", Admission::kAdmin, Door::kAdmin, "create", create_key},
    {Method::kPost, "/api/admin/keys/{id}/rotate", Admission::kAdmin, Door::kAdmin, "rotate", rotate_key},
    {Method::kDelete, "/api/admin/keys/{id}", Admission::kAdmin, Door::kAdmin, "revoke", revoke_key},
    {Method::kGet, "/api/admin/organizations", Admission::kAdmin, Door::kAdmin, "search", list_organizations},
    {Method::kPost, "/api/admin/organizations", Admission::kAdmin, Door::kAdmin, "create", create_organization},
    {Method::kPatch, "/api/admin/organizations/{id}", Admission::kAdmin, Door::kAdmin, "update", change_organization},
    {Method::kGet, "/api/admin/packages", Admission::kAdmin, Door::kAdmin, "search", list_packages},
    {Method::kPost, "/api/admin/packages", Admission::kAdmin, Door::kAdmin, "create", add_package},
    {Method::kGet, "/api/admin/search-parameters", Admission::kAdmin, Door::kAdmin, "search", list_search_parameters},
    {Method::kPost, "/api/admin/purge", Admission::kAdmin, Door::kAdmin, "purge", purge},
    {Method::kGet, "/api/admin/webhooks", Admission::kAdmin, Door::kAdmin, "search", list_webhooks},
    {Method::kPost, "/api/admin/webhooks", Admission::kAdmin, Door::kAdmin, "create", create_webhook},
    {Method::kGet, "/api/admin/webhooks/{id}", Admission::kAdmin, Door::kAdmin, "read", get_webhook},
    {Method::kPatch, "/api/admin/webhooks/{id}", Admission::kAdmin, Door::kAdmin, "update", change_webhook},
    {Method::kDelete, "/api/admin/webhooks/{id}", Admission::kAdmin, Door::kAdmin, "delete", remove_webhook},
    {Method::kPost, "/api/admin/webhooks/{id}/rotate", Admission::kAdmin, Door::kAdmin, "rotate", rotate_webhook},
    {Method::kPost, "/api/admin/webhooks/{id}/test", Admission::kAdmin, Door::kAdmin, "test", test_webhook},
    {Method::kPost, "/api/admin/webhooks/{id}/resend", Admission::kAdmin, Door::kAdmin, "resend", resend_deliveries},
    {Method::kGet, "/api/admin/webhooks/{id}/deliveries", Admission::kAdmin, Door::kAdmin, "search", list_deliveries},
    {Method::kGet, "/api/admin/audit-logs", Admission::kAdminOrAuditor, Door::kAdmin, "search", list_audit_logs},
});

}  // namespace

std::span<const Route> routes() { return kRoutes; }

std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  constexpr std::string_view kHole = "{id}";
  const std::size_t hole = pattern.find(kHole);
  if (hole == std::string_view::npos) return pattern == path ? std::optional(std::string_view()) : std::nullopt;
  const std::string_view before = pattern.substr(0, hole);
  const std::string_view after = pattern.substr(hole + kHole.size());
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
    return std::nullopt;
  const std::string_view id = path.substr(before.size(), path.size() - before.size() - after.size());
  if (id.find('/') != std::string_view::npos) return std::nullopt;
  return id;
}

bool admits(Admission admission, access::Role role) {
  switch (admission) {
    case Admission::kPublic:
    case Admission::kPerson:
      return true;
    case Admission::kAdmin:
      return role == access::Role::kAdmin;
    case Admission::kAdminOrAuditor:
      return role == access::Role::kAdmin || role == access::Role::kAuditor;
    case Admission::kAdminOrPractitioner:
      return role == access::Role::kAdmin || role == access::Role::kPractitioner;
  }
  return false;
}

}  // namespace osler::api::admin
