#pragma once
// What each route does. A handler sets the audit entry's status before it commits anything, since the entry is written
// by that commit. Errors become answers in one place (answer.h).

#include "api/admin/exchange.h"
#include "base/result.h"
#include "base/task.h"

namespace osler::api::admin {

using Answer = Task<Result<http::Response>>;

// --- sign_in.cc
Answer login(Rooms& rooms, Exchange& exchange);
Answer logout(Rooms& rooms, Exchange& exchange);
Answer change_password(Rooms& rooms, Exchange& exchange);
Answer get_me(Rooms& rooms, Exchange& exchange);

// --- second_factor.cc
Answer enrol_second_factor(Rooms& rooms, Exchange& exchange);
Answer confirm_second_factor(Rooms& rooms, Exchange& exchange);
Answer remove_second_factor(Rooms& rooms, Exchange& exchange);
/// The same words for every reason; 429 for an address that tries too often.
Error wrong_credentials(Rooms& rooms, const Exchange& exchange);

// --- users.cc
Answer list_users(Rooms& rooms, Exchange& exchange);
Answer create_user(Rooms& rooms, Exchange& exchange);
Answer change_user(Rooms& rooms, Exchange& exchange);
Answer list_practitioners(Rooms& rooms, Exchange& exchange);

// --- keys.cc
Answer list_keys(Rooms& rooms, Exchange& exchange);
Answer create_key(Rooms& rooms, Exchange& exchange);
Answer rotate_key(Rooms& rooms, Exchange& exchange);
Answer revoke_key(Rooms& rooms, Exchange& exchange);

// --- organizations.cc
Answer list_organizations(Rooms& rooms, Exchange& exchange);
Answer create_organization(Rooms& rooms, Exchange& exchange);
Answer change_organization(Rooms& rooms, Exchange& exchange);

// --- audit_logs.cc
Answer list_audit_logs(Rooms& rooms, Exchange& exchange);

// --- packages.cc
Answer list_packages(Rooms& rooms, Exchange& exchange);
Answer add_package(Rooms& rooms, Exchange& exchange);

// --- search_parameters.cc
Answer list_search_parameters(Rooms& rooms, Exchange& exchange);

// --- purge.cc
Answer purge(Rooms& rooms, Exchange& exchange);

// --- webhooks.cc
Answer list_webhooks(Rooms& rooms, Exchange& exchange);
Answer create_webhook(Rooms& rooms, Exchange& exchange);
Answer get_webhook(Rooms& rooms, Exchange& exchange);
Answer change_webhook(Rooms& rooms, Exchange& exchange);
Answer rotate_webhook(Rooms& rooms, Exchange& exchange);
Answer remove_webhook(Rooms& rooms, Exchange& exchange);

// --- deliveries.cc
Answer list_deliveries(Rooms& rooms, Exchange& exchange);
Answer resend_deliveries(Rooms& rooms, Exchange& exchange);
Answer test_webhook(Rooms& rooms, Exchange& exchange);

// --- public.cc
Answer get_health(Rooms& rooms, Exchange& exchange);
Answer register_patient(Rooms& rooms, Exchange& exchange);

}  // namespace osler::api::admin
