#pragma once
// Everything an operator can set: defaults, then the TOML file, then flags. docs/guide/configuration.md lists the keys.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "access/accounts.h"
#include "access/address_limit.h"
#include "access/plans.h"
#include "base/result.h"
#include "engine/engine.h"
#include "events/webhooks.h"
#include "http/server.h"
#include "jobs/bulk.h"
#include "jobs/job_runner.h"
#include "jobs/reindex.h"
#include "store/rocks/rocks_store.h"

namespace osler::server {

/// Body limits by surface, in bytes.
struct BodyLimits {
  std::uint64_t v1_max = 10ULL << 20U;           ///< `limits.v1_body`
  std::uint64_t resource_max = 50ULL << 20U;     ///< `limits.fhir_body`
  std::uint64_t bundle_max = 256ULL << 20U;      ///< `limits.bundle_body`
  std::uint64_t bulk_max = 200ULL << 20U;        ///< `limits.bulk_body`: an import; in JSON quotes count twice.
  std::uint64_t admin_max = 1ULL << 20U;         ///< `limits.admin_body`
  std::uint64_t package_max = 64ULL << 20U;      ///< `limits.package_body`
};

struct Config {
  std::filesystem::path data;
  http::ServerOptions http;
  BodyLimits bodies;
  engine::Settings engine;
  std::string public_origin;         ///< `http.public_origin`; empty: from the Host header.
  std::vector<std::string> cors_origins;     ///< `http.cors_origins`; none: other origins cannot read answers.
  std::vector<std::string> trusted_proxies;  ///< `http.trusted_proxies`: addresses whose X-Forwarded-… are believed.
  bool dev = false;
  bool insecure_http = false;        ///< Plain HTTP off loopback.
  access::Plans plans;               ///< `plans.…` and `plan_of.…`
  bool public_register = false;      ///< `public.patient_register`
  access::AddressLimits auth_limits = access::kAuthLimits;      ///< `limits.auth_requests` in `limits.auth_window_s`, of one address
  access::AddressLimits public_limits = access::kPublicLimits;  ///< `limits.public_requests` in `limits.public_window_s`
  access::AccountSettings accounts;  ///< `auth.token_hours`
  store::RocksOptions store;         ///< `store.cache_bytes`, `store.index_memory_bytes`
  events::WebhookSettings webhooks;
  bool allow_private_webhooks = false;      ///< --allow-private-webhooks, for development.
  std::string webhook_authorities_file;     ///< `webhooks.authorities_file`; PEM, trusted beside the system's.
  jobs::JobSettings jobs;
  std::uint32_t async_requests_max = 100;  ///< `limits.async_requests`: of one organization, not answered yet.
  jobs::BulkSettings bulk;
  jobs::ReindexSettings reindex;
};

/// Reads a TOML file over `config`. Unknown keys are refused with the nearest known one. Errors: kNotFound (no such
/// file), kInvalidInput naming line or key.
Status read_config_file(const std::filesystem::path& file, Config& config);

/// "127.0.0.1:8080", "[::1]:0", ":8080". Errors: kInvalidInput.
Status read_listen(std::string_view text, Config& config);

/// Plain HTTP is for loopback only, unless forced. Errors: kForbidden with the cure.
Status check_exposure(const Config& config);

}  // namespace osler::server
