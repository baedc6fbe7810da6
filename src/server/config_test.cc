#include "server/config.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>

namespace osler::server {
namespace {

std::filesystem::path file_with(std::string_view text) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / ("osler_config_" + std::to_string(::getpid()) + ".toml");
  std::ofstream(file) << text;
  return file;
}

Status read(std::string_view text, Config& config) {
  const std::filesystem::path file = file_with(text);
  const Status status = read_config_file(file, config);
  std::filesystem::remove(file);
  return status;
}

TEST(ConfigFile, SetsWhatItNames) {
  Config config;
  ASSERT_TRUE(read("integrity = \"patient\"\n[http]\nthreads = 3\npublic_origin = \"https://a\"\n[limits]\nv1_body = 5\n[public]\npatient_register = true\n[appointments]\noverlap = \"allow\"", config).ok());
  EXPECT_FALSE(config.engine.refuse_overlap);
  EXPECT_EQ(config.engine.integrity, engine::Integrity::kPatient);
  EXPECT_EQ(config.http.threads, 3U);
  EXPECT_EQ(config.public_origin, "https://a");
  EXPECT_EQ(config.bodies.v1_max, 5U);
  EXPECT_TRUE(config.public_register);
  ASSERT_TRUE(read("[fhir]\nconditional_delete = \"multiple\"\n[limits]\nconditional_delete = 7\ninclude = 9\ntext_candidates = 8\ntext_searches_waiting = 5\naudit_candidates = 6", config).ok());
  EXPECT_TRUE(config.engine.conditional_delete_multiple);
  EXPECT_EQ(config.engine.conditional_delete_max, 7U);
  ASSERT_TRUE(read("[http]\ncors_origins = [\"https://a\", \"https://b\"]\ntrusted_proxies = [\"10.0.0.1\"]", config).ok());
  EXPECT_EQ(config.cors_origins, (std::vector<std::string>{"https://a", "https://b"}));
  EXPECT_EQ(config.trusted_proxies, (std::vector<std::string>{"10.0.0.1"}));
  EXPECT_EQ(config.engine.include_max, 9U);
  EXPECT_EQ(config.engine.text_candidates_max, 8U);
  EXPECT_EQ(config.engine.text_searches_waiting_max, 5U);
  EXPECT_EQ(config.engine.audit_candidates_max, 6U);
  EXPECT_FALSE(config.engine.restrict_deletes);
  ASSERT_TRUE(read("integrity.delete = \"restrict\"", config).ok());
  EXPECT_TRUE(config.engine.restrict_deletes);
  ASSERT_TRUE(read("[integrity]\nreferences = \"none\"\ndelete = \"allow\"", config).ok());
  EXPECT_EQ(config.engine.integrity, engine::Integrity::kNone);
  EXPECT_FALSE(config.engine.restrict_deletes);
  ASSERT_TRUE(read("[limits]\nsearch_ms = 12\nasync_requests = 13", config).ok());
  EXPECT_EQ(config.engine.search_ms_max, 12U);
  EXPECT_EQ(config.async_requests_max, 13U);
  ASSERT_TRUE(read("[limits]\nauth_requests = 14\nauth_window_s = 15\npublic_requests = 16\npublic_window_s = 17\n[auth]\ntoken_hours = 18\n[bulk]\npatients = 19\ntype_filters = 20\npolls_per_minute = 21\n"
                   "import_bytes = 22\nimport_files = 23\nimport_origins = [\"https://a\"]\nimport_private = true\nimport_passes = 24\ncircle_lines = 25\n"
                   "fetch_ms = 26\nfetch_attempts = 27", config).ok());
  EXPECT_EQ(config.auth_limits.requests_max, 14U);
  EXPECT_EQ(config.auth_limits.window_s, 15U);
  EXPECT_EQ(config.public_limits.requests_max, 16U);
  EXPECT_EQ(config.public_limits.window_s, 17U);
  EXPECT_EQ(config.accounts.token_lifetime_ms, 18LL * 60 * 60 * 1000);
  EXPECT_EQ(config.bulk.patients_max, 19U);
  EXPECT_EQ(config.bulk.type_filters_max, 20U);
  EXPECT_EQ(config.bulk.polls_per_minute, 21U);
  EXPECT_EQ(config.bulk.import_bytes_max, 22U);
  EXPECT_EQ(config.bulk.import_files_max, 23U);
  EXPECT_EQ(config.bulk.import_origins, (std::vector<std::string>{"https://a"}));
  EXPECT_TRUE(config.bulk.import_private);
  EXPECT_EQ(config.bulk.import_passes_max, 24U);
  EXPECT_EQ(config.bulk.circle_lines_max, 25U);
  EXPECT_EQ(config.bulk.fetch_ms, 26U);
  EXPECT_EQ(config.bulk.fetch_attempts_max, 27U);
  EXPECT_EQ(read("[limits]\nauth_window_s = 0", config).error().message, "limits.auth_window_s: expected a number of seconds from 1 to 86400");
}

TEST(ConfigFile, TakesATimeZoneAsAnOffset) {
  Config config;
  for (const auto& [text, minutes] : {std::pair("+05:30", 330), {"-03:00", -180}, {"+14:00", 840}, {"UTC", 0}, {"+00:00", 0}}) {
    ASSERT_TRUE(read("time_zone = \"" + std::string(text) + "\"", config).ok()) << text;
    EXPECT_EQ(config.engine.search_zone_minutes, minutes) << text;
  }
  for (const char* text : {"\"\"", "\"Europe/Berlin\"", "\"+14:01\"", "\"+5:30\"", "\"+05:60\"", "\"05:30\"", "\"+a5:30\"", "60"}) {
    const Status status = read("time_zone = " + std::string(text), config);
    ASSERT_FALSE(status.ok()) << text;
    EXPECT_EQ(status.error().message, "time_zone: expected \"UTC\" or an offset from it up to 14 hours, such as \"+05:30\"");
  }
}

TEST(ConfigFile, RefusesWhatItDoesNotKnowOrCannotRead) {
  Config config;
  const auto message = [&](std::string_view text) {
    const Status status = read(text, config);
    return status.ok() ? std::string("accepted") : status.error().message;
  };
  EXPECT_EQ(message("[http]\nthread = 3"), "http.thread: unknown setting; did you mean http.threads?");
  EXPECT_EQ(message("[http]\nthreads = \"3\""), "http.threads: expected a whole number from 0 up");
  EXPECT_EQ(message("[http]\nthreads = -1"), "http.threads: expected a whole number from 0 up");
  EXPECT_EQ(message("[appointments]\noverlap = \"maybe\""), "appointments.overlap: expected \"allow\" or \"refuse\"");
  EXPECT_EQ(message("integrity = \"most\""), "integrity: expected \"all\", \"patient\" or \"none\"");
  EXPECT_EQ(message("integrity.delete = true"), "integrity.delete: expected \"allow\" or \"restrict\"");
  EXPECT_EQ(message("[fhir]\nconditional_delete = \"all\""), "fhir.conditional_delete: expected \"single\" or \"multiple\"");
  EXPECT_EQ(message("[http]\ncors_origins = \"*\""), "http.cors_origins: expected a list of strings");
  EXPECT_NE(message("[http\n").find(":1:"), std::string::npos);
  EXPECT_EQ(read_config_file("/nowhere.toml", config).error().kind, ErrorKind::kNotFound);
}

TEST(ConfigFile, GivesPlansToOrganizations) {
  Config config;
  ASSERT_TRUE(read("[plans.small]\nrequests_per_minute = 100\nmonthly_quota = 5000\nsandbox_quota = 50\n"
                   "[plans.large]\nrequests_per_minute = 10000\noverage = true\n"
                   "[plan_of]\ndefault = \"small\"\norg_1 = \"large\"\n[idempotency]\nkeep_hours = 2",
                   config)
                  .ok());
  EXPECT_EQ(config.plans.standard.name, "small");
  EXPECT_EQ(config.plans.standard.requests_per_minute, 100U);
  EXPECT_EQ(config.plans.standard.monthly_quota, 5'000U);
  EXPECT_EQ(config.plans.standard.sandbox_quota, 50U);
  EXPECT_FALSE(config.plans.standard.allows_overage);
  const access::Plan& large = config.plans.of.at("org_1");
  EXPECT_EQ(large.requests_per_minute, 10'000U);
  EXPECT_EQ(large.monthly_quota, access::kUnlimited);
  EXPECT_TRUE(large.allows_overage);
  EXPECT_EQ(config.engine.idempotency_kept_ms, 2 * 60 * 60 * 1000);
}

TEST(ConfigFile, RefusesPlansThatMeanNothing) {
  Config config;
  const auto message = [&](std::string_view text) { return read(text, config).error().message; };
  EXPECT_EQ(message("[plan_of]\ndefault = \"big\""), "plan_of.default: there is no [plans.big]");
  EXPECT_EQ(message("[plans.a]\nmonthly_quotas = 1"), "plans.a.monthly_quotas: unknown setting; did you mean plans.a.monthly_quota?");
  EXPECT_EQ(message("[plans.a]\nmonthly_quota = 2147483648"),
            "plans.a.monthly_quota: expected a whole number from 0 to 2147483647 (unlimited)");
  EXPECT_EQ(message("[plans.a]\noverage = 1"), "plans.a.overage: expected true or false");
  for (const char* hours : {"0", "721", "\"1\""}) {
    EXPECT_EQ(message(std::string("[idempotency]\nkeep_hours = ") + hours),
              "idempotency.keep_hours: expected a number of hours from 1 to 720");
  }
  EXPECT_TRUE(read("[idempotency]\nkeep_hours = 720", config).ok());
}

TEST(Listen, ReadsHostAndPort) {
  Config config;
  ASSERT_TRUE(read_listen("[::1]:0", config).ok());
  EXPECT_EQ(config.http.host, "::1");
  EXPECT_EQ(config.http.port, 0);
  for (const std::string_view text : {"", "8080", "host", "host:", "host:70000", "host:8x"}) {
    EXPECT_FALSE(read_listen(text, config).ok()) << text;
  }
}

TEST(Exposure, KeepsPlainHttpOnLoopback) {
  Config config;
  for (const char* host : {"127.0.0.1", "127.3.2.1", "localhost", "::1"}) {
    config.http.host = host;
    EXPECT_TRUE(check_exposure(config).ok()) << host;
  }
  config.http.host = "0.0.0.0";
  EXPECT_EQ(check_exposure(config).error().kind, ErrorKind::kForbidden);
  config.insecure_http = true;
  EXPECT_TRUE(check_exposure(config).ok());
  config.insecure_http = false;
  config.http.tls_certificate_file = "chain.pem";
  EXPECT_TRUE(check_exposure(config).ok());
}

}  // namespace
}  // namespace osler::server
