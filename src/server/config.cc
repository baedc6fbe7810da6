#include "server/config.h"

#include <charconv>
#include <functional>
#include <limits>
#include <map>
#include <vector>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "base/nearest.h"

namespace osler::server {
namespace {

using Setter = std::function<Status(const toml::node&, const std::string& key)>;
constexpr std::int64_t kWindowSecondsMax = 24LL * 60 * 60;

using Settings = std::map<std::string, Setter, std::less<>>;

template <class T>
Setter whole_number(T& target) {
  return [&target](const toml::node& node, const std::string& key) -> Status {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 0) return invalid_input(key + ": expected a whole number from 0 up");
    target = static_cast<T>(*value);
    return {};
  };
}

Setter text(std::string& target) {
  return [&target](const toml::node& node, const std::string& key) -> Status {
    const auto value = node.value_exact<std::string>();
    if (!value) return invalid_input(key + ": expected a string");
    target = *value;
    return {};
  };
}

Setter texts(std::vector<std::string>& target) {
  return [&target](const toml::node& node, const std::string& key) -> Status {
    const Error refused = invalid_input(key + ": expected a list of strings");
    const toml::array* list = node.as_array();
    if (list == nullptr) return refused;
    target.clear();
    for (const toml::node& item : *list) {
      const auto value = item.value_exact<std::string>();
      if (!value) return refused;
      target.push_back(*value);
    }
    return {};
  };
}

Setter truth(bool& target) {
  return [&target](const toml::node& node, const std::string& key) -> Status {
    const auto value = node.value_exact<bool>();
    if (!value) return invalid_input(key + ": expected true or false");
    target = *value;
    return {};
  };
}

Setter profile_policy(engine::ProfilePolicy& target) {
  return [&target](const toml::node& node, const std::string& key) -> Status {
    const auto policy = access::profile_policy_for(node.value_exact<std::string>().value_or(""));
    if (!policy) return invalid_input(key + ": expected \"off\", \"warn\" or \"enforce\"");
    target = *policy;
    return {};
  };
}

Setter whole_numbers(std::vector<std::uint32_t>& target) {
  return [&target](const toml::node& node, const std::string& key) -> Status {
    constexpr std::size_t kNumbersMax = 50;
    const toml::array* values = node.as_array();
    std::vector<std::uint32_t> numbers;
    bool fits = values != nullptr && values->size() <= kNumbersMax;
    for (std::size_t i = 0; fits && i < values->size(); ++i) {
      const auto value = (*values)[i].value_exact<std::int64_t>();
      fits = value && *value >= 0 && *value <= std::numeric_limits<std::uint32_t>::max();
      if (fits) numbers.push_back(static_cast<std::uint32_t>(*value));
    }
    if (!fits) return invalid_input(key + ": expected a list of at most 50 whole numbers");
    target = std::move(numbers);
    return {};
  };
}

Setter integrity(engine::Integrity& target) {
  return [&target](const toml::node& node, const std::string& key) -> Status {
    const std::string value = node.value_exact<std::string>().value_or("");
    if (value == "all") target = engine::Integrity::kAll;
    else if (value == "patient") target = engine::Integrity::kPatient;
    else if (value == "none") target = engine::Integrity::kNone;
    else return invalid_input(key + ": expected \"all\", \"patient\" or \"none\"");
    return {};
  };
}

/// A switch whose two positions have names.
Setter choice(bool& target, std::string_view when_true, std::string_view when_false) {
  return [&target, when_true, when_false](const toml::node& node, const std::string& key) -> Status {
    const std::string value = node.value_exact<std::string>().value_or("");
    if (value != when_true && value != when_false) {
      return invalid_input(key + ": expected \"" + std::string(when_false) + "\" or \"" + std::string(when_true) + "\"");
    }
    target = value == when_true;
    return {};
  };
}

/// "UTC", or how far the zone is ahead of it: "+05:30". Names of zones are none: their offsets change over the year.
Setter zone(std::int16_t& target_minutes) {
  return [&target_minutes](const toml::node& node, const std::string& key) -> Status {
    const std::string value = node.value_exact<std::string>().value_or("");
    const auto digit = [&](std::size_t at) { return value[at] >= '0' && value[at] <= '9' ? value[at] - '0' : 100; };
    const bool has_form = value.size() == 6 && (value[0] == '+' || value[0] == '-') && value[3] == ':';
    const int hours = has_form ? digit(1) * 10 + digit(2) : 100;
    const int minutes = has_form ? digit(4) * 10 + digit(5) : 100;
    const bool is_offset = hours * 60 + minutes <= 14 * 60 && minutes < 60;
    if (value != "UTC" && !is_offset) return invalid_input(key + ": expected \"UTC\" or an offset from it up to 14 hours, such as \"+05:30\"");
    const int ahead = is_offset ? hours * 60 + minutes : 0;
    target_minutes = static_cast<std::int16_t>(is_offset && value[0] == '-' ? -ahead : ahead);
    return {};
  };
}

constexpr std::int64_t kMsPerHour = 60 * 60 * 1000;

// Of a window that requests are counted in.
Setter seconds(std::uint32_t& target) {
  return [&target](const toml::node& node, const std::string& key) -> Status {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 1 || *value > kWindowSecondsMax) {
      return invalid_input(key + ": expected a number of seconds from 1 to " + std::to_string(kWindowSecondsMax));
    }
    target = static_cast<std::uint32_t>(*value);
    return {};
  };
}

Setter hours(std::int64_t& target_ms, std::int64_t ms_max) {
  return [&target_ms, ms_max](const toml::node& node, const std::string& key) -> Status {
    const std::int64_t hours_max = ms_max / kMsPerHour;
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 1 || *value > hours_max) {
      return invalid_input(key + ": expected a number of hours from 1 to " + std::to_string(hours_max));
    }
    target_ms = *value * kMsPerHour;
    return {};
  };
}

Settings settings_of(Config& config) {
  http::ServerLimits& limits = config.http.limits;
  return {
      {"http.public_origin", text(config.public_origin)},
      {"http.cors_origins", texts(config.cors_origins)},
      {"http.trusted_proxies", texts(config.trusted_proxies)},
      {"http.threads", whole_number(config.http.threads)},
      {"http.tls_certificate_file", text(config.http.tls_certificate_file)},
      {"http.tls_key_file", text(config.http.tls_key_file)},
      {"http.target_bytes_max", whole_number(limits.target_bytes_max)},
      {"http.header_bytes_max", whole_number(limits.header_bytes_max)},
      {"http.header_count_max", whole_number(limits.header_count_max)},
      {"http.connections_max", whole_number(limits.connections_max)},
      {"http.header_timeout_ms", whole_number(limits.header_timeout_ms)},
      {"http.idle_timeout_ms", whole_number(limits.idle_timeout_ms)},
      {"http.body_rate_min_bytes_per_s", whole_number(limits.body_rate_min_bytes_per_s)},
      {"http.write_timeout_ms", whole_number(limits.write_timeout_ms)},
      {"http.requests_per_connection_max", whole_number(limits.requests_per_connection_max)},
      {"http.stop_grace_ms", whole_number(limits.stop_grace_ms)},
      {"http.gzip_bytes_min", whole_number(limits.gzip_bytes_min)},
      {"limits.v1_body", whole_number(config.bodies.v1_max)},
      {"limits.fhir_body", whole_number(config.bodies.resource_max)},
      {"limits.bundle_body", whole_number(config.bodies.bundle_max)},
      {"limits.bulk_body", whole_number(config.bodies.bulk_max)},
      {"limits.admin_body", whole_number(config.bodies.admin_max)},
      {"limits.bundle_entries", whole_number(config.engine.bundle_entries_max)},
      {"validation.profiles", profile_policy(config.engine.profiles)},
      {"limits.package_body", whole_number(config.bodies.package_max)},
      {"terminology.expansion_max", whole_number(config.engine.expansion_max)},
      {"terminology.closures", whole_number(config.engine.closures_max)},
      {"terminology.closure_concepts", whole_number(config.engine.closure_concepts_max)},
      {"limits.commit_attempts", whole_number(config.engine.commit_attempts_max)},
      {"limits.operation_answer", whole_number(config.engine.operation_answer_max)},
      {"limits.operation_reads", whole_number(config.engine.operation_reads_max)},
      {"limits.async_requests", whole_number(config.async_requests_max)},
      {"limits.transactions_waiting", whole_number(config.engine.transactions_waiting_max)},
      {"limits.text_searches_waiting", whole_number(config.engine.text_searches_waiting_max)},
      {"limits.text_candidates", whole_number(config.engine.text_candidates_max)},
      {"limits.audit_candidates", whole_number(config.engine.audit_candidates_max)},
      {"limits.search_ms", whole_number(config.engine.search_ms_max)},
      {"limits.include", whole_number(config.engine.include_max)},
      {"limits.search_parameters", whole_number(config.engine.search_parameters_max)},
      {"limits.search_expression", whole_number(config.engine.search_expression_bytes_max)},
      {"limits.purge", whole_number(config.engine.purge_max)},
      {"limits.conditional_delete", whole_number(config.engine.conditional_delete_max)},
      {"fhir.conditional_delete", choice(config.engine.conditional_delete_multiple, "multiple", "single")},
      {"integrity", integrity(config.engine.integrity)},
      {"integrity.references", integrity(config.engine.integrity)},  // The same, for files that have a table of this name.
      {"integrity.delete", choice(config.engine.restrict_deletes, "restrict", "allow")},
      {"appointments.overlap", choice(config.engine.refuse_overlap, "refuse", "allow")},
      {"idempotency.keep_hours", hours(config.engine.idempotency_kept_ms, engine::kAnswersKeptMsMax)},
      {"rules.encounter_subject", truth(config.engine.encounter_needs_subject)},
      {"fhir.tenant_system", text(config.engine.tenant_system)},
      {"time_zone", zone(config.engine.search_zone_minutes)},
      {"limits.auth_requests", whole_number(config.auth_limits.requests_max)},
      {"limits.auth_window_s", seconds(config.auth_limits.window_s)},
      {"limits.public_requests", whole_number(config.public_limits.requests_max)},
      {"limits.public_window_s", seconds(config.public_limits.window_s)},
      {"auth.token_hours", hours(config.accounts.token_lifetime_ms, access::kTokenLifetimeMsMax)},
      {"public.patient_register", truth(config.public_register)},
      {"store.cache_bytes", whole_number(config.store.block_cache_bytes)},
      {"store.record_cache_bytes", whole_number(config.store.record_cache_bytes)},
      {"store.condition_bytes", whole_number(config.store.condition_bytes)},
      {"store.buffer_bytes", whole_number(config.store.buffer_bytes)},
      {"store.column_bytes", whole_number(config.store.column_bytes)},
      {"store.index_memory_bytes", whole_number(config.store.index_memory_bytes)},
      {"webhooks.endpoints_max", whole_number(config.webhooks.endpoints_max)},
      {"webhooks.patterns_max", whole_number(config.webhooks.patterns_max)},
      {"webhooks.retry_s", whole_numbers(config.webhooks.retry_s)},
      {"webhooks.jitter_percent", whole_number(config.webhooks.jitter_percent_max)},
      {"webhooks.timeout_ms", whole_number(config.webhooks.timeout_ms)},
      {"webhooks.answer_bytes", whole_number(config.webhooks.answer_bytes_max)},
      {"webhooks.deliveries_kept", whole_number(config.webhooks.kept_max)},
      {"webhooks.waiting_max", whole_number(config.webhooks.waiting_max)},
      {"webhooks.parallel", whole_number(config.webhooks.parallel_max)},
      {"webhooks.workers", whole_number(config.webhooks.workers_max)},
      {"webhooks.look_ms", whole_number(config.webhooks.look_ms)},
      {"webhooks.allow_private", truth(config.allow_private_webhooks)},
      {"webhooks.authorities_file", text(config.webhook_authorities_file)},
      {"jobs.workers", whole_number(config.jobs.workers)},
      {"jobs.errors_kept", whole_number(config.jobs.errors_kept_max)},
      {"jobs.retry_ms", whole_number(config.jobs.retry_ms)},
      {"jobs.kept_hours", whole_number(config.jobs.kept_hours)},
      {"jobs.reindex_versions", whole_number(config.reindex.step_versions)},
      {"bulk.import_bytes", whole_number(config.bulk.import_bytes_max)},
      {"bulk.import_lines", whole_number(config.bulk.import_lines_max)},
      {"bulk.line_bytes", whole_number(config.bulk.line_bytes_max)},
      {"bulk.batch_lines", whole_number(config.bulk.batch_lines_max)},
      {"bulk.batch_bytes", whole_number(config.bulk.batch_bytes_max)},
      {"bulk.page_records", whole_number(config.bulk.page_records)},
      {"bulk.jobs_per_hour", whole_number(config.bulk.jobs_per_hour)},
      {"bulk.link_seconds", whole_number(config.bulk.link_seconds)},
      {"bulk.patients", whole_number(config.bulk.patients_max)},
      {"bulk.import_files", whole_number(config.bulk.import_files_max)},
      {"bulk.import_origins", texts(config.bulk.import_origins)},
      {"bulk.import_private", truth(config.bulk.import_private)},
      {"bulk.import_passes", whole_number(config.bulk.import_passes_max)},
      {"bulk.circle_lines", whole_number(config.bulk.circle_lines_max)},
      {"bulk.fetch_ms", whole_number(config.bulk.fetch_ms)},
      {"bulk.fetch_attempts", whole_number(config.bulk.fetch_attempts_max)},
      {"bulk.type_filters", whole_number(config.bulk.type_filters_max)},
      {"bulk.polls_per_minute", whole_number(config.bulk.polls_per_minute)},
  };
}

Setter plan_number(std::uint32_t& target) {
  return [&target](const toml::node& node, const std::string& key) -> Status {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 0 || *value > access::kUnlimited) {
      return invalid_input(key + ": expected a whole number from 0 to " + std::to_string(access::kUnlimited) + " (unlimited)");
    }
    target = static_cast<std::uint32_t>(*value);
    return {};
  };
}

/// [plans.NAME] and [plan_of] as they stand in the file: who has which plan, by name.
struct NamedPlans {
  std::map<std::string, access::Plan, std::less<>> plans;
  std::map<std::string, std::string, std::less<>> of;
};

// The file names its plans itself: each brings its settings.
void add_plan_settings(const toml::table& file, NamedPlans& named, Settings& settings) {
  if (const toml::table* plans = file["plans"].as_table()) {
    for (const auto& [name, node] : *plans) {
      const std::string key = "plans." + std::string(name.str());
      access::Plan& plan = named.plans[std::string(name.str())];
      plan.name = name.str();
      settings[key + ".requests_per_minute"] = plan_number(plan.requests_per_minute);
      settings[key + ".monthly_quota"] = plan_number(plan.monthly_quota);
      settings[key + ".sandbox_quota"] = plan_number(plan.sandbox_quota);
      settings[key + ".overage"] = truth(plan.allows_overage);
    }
  }
  if (const toml::table* of = file["plan_of"].as_table()) {
    for (const auto& [organization, node] : *of) {
      settings["plan_of." + std::string(organization.str())] = text(named.of[std::string(organization.str())]);
    }
  }
}

Status resolve(const NamedPlans& named, access::Plans& plans) {
  for (const auto& [organization, name] : named.of) {
    const auto plan = named.plans.find(name);
    if (plan == named.plans.end()) return invalid_input("plan_of." + organization + ": there is no [plans." + name + "]");
    if (organization == "default") plans.standard = plan->second;
    else plans.of[organization] = plan->second;
  }
  return {};
}

Error unknown_key(const std::string& key, const Settings& settings) {
  std::vector<std::string_view> names;
  for (const auto& [name, setter] : settings) names.push_back(name);
  std::string message = key + ": unknown setting";
  if (const auto near = nearest(key, names)) message += "; did you mean " + std::string(*near) + "?";
  return invalid_input(std::move(message));
}

Status apply(const toml::table& table, const std::string& prefix, const Settings& settings) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix.empty() ? std::string(name.str()) : prefix + "." + std::string(name.str());
    if (const toml::table* inner = node.as_table()) {
      OSLER_RETURN_IF_ERROR(apply(*inner, key, settings));
      continue;
    }
    const auto setter = settings.find(key);
    if (setter == settings.end()) return unknown_key(key, settings);
    OSLER_RETURN_IF_ERROR(setter->second(node, key));
  }
  return {};
}

bool is_loopback(const std::string& host) {
  return host.starts_with("127.") || host == "localhost" || host == "::1";
}

}  // namespace

Status read_config_file(const std::filesystem::path& file, Config& config) {
  if (!std::filesystem::exists(file)) return not_found("there is no configuration file at " + file.string());
  const toml::parse_result parsed = toml::parse_file(file.string());
  if (!parsed) {
    const auto& error = parsed.error();
    return invalid_input(file.string() + ":" + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
  }
  Settings settings = settings_of(config);
  NamedPlans plans;
  add_plan_settings(parsed.table(), plans, settings);
  OSLER_RETURN_IF_ERROR(apply(parsed.table(), {}, settings));
  return resolve(plans, config.plans);
}

Status read_listen(std::string_view listen, Config& config) {
  const std::size_t colon = listen.rfind(':');
  const Error refused = invalid_input("--listen: expected HOST:PORT, for example 127.0.0.1:8080");
  if (colon == std::string_view::npos) return refused;
  std::string_view host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view digits = listen.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [rest, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (failure != std::errc{} || rest != digits.data() + digits.size()) return refused;
  config.http.host = host.empty() ? "0.0.0.0" : std::string(host);
  config.http.port = port;
  return {};
}

Status check_exposure(const Config& config) {
  if (is_loopback(config.http.host) || !config.http.tls_certificate_file.empty() || config.insecure_http) return {};
  return Error{ErrorKind::kForbidden,
               "plain HTTP is served on loopback only: set http.tls_certificate_file and http.tls_key_file, put a TLS proxy in "
               "front and listen on 127.0.0.1, or give --insecure-http",
               {},
               {}};
}

}  // namespace osler::server
