// Observation $lastn: the newest few of each code. Spec: FHIR R4, operation-observation-lastn.html.

#include <algorithm>
#include <map>

#include "api/fhir/criteria.h"
#include "api/fhir/interactions.h"
#include "api/fhir/operation_parameters.h"
#include "api/fhir/outcome.h"
#include "api/fhir/page_links.h"
#include "api/fhir/result_bundle.h"
#include "api/fhir/search_options.h"
#include "api/fhir/shape.h"

namespace osler::fhir_api {
namespace {

constexpr std::uint32_t kPortion = 1'000;

/// Counts what was taken of each group. Codings that stand together in one Observation are one group.
class CodeGroups {
 public:
  explicit CodeGroups(std::uint32_t max) : max_(max) {}

  bool takes(json::View code) {
    const std::vector<std::string> keys = keys_of(code);
    std::size_t group = taken_.size();
    for (const std::string& key : keys) {
      if (const auto known = group_of_.find(key); known != group_of_.end()) group = std::min(group, known->second);
    }
    if (group == taken_.size()) taken_.push_back(0);
    for (const std::string& key : keys) group_of_.emplace(key, group);
    return taken_[group]++ < max_;
  }

 private:
  static std::vector<std::string> keys_of(json::View code) {
    std::vector<std::string> keys;
    for (const json::View coding : code.member("coding")) {
      if (coding.member("code").exists()) keys.push_back(coding.member("system").text() + "|" + coding.member("code").text());
    }
    if (keys.empty()) keys.push_back("text " + osler::fhir::fold_text(code.member("text").text()));
    return keys;
  }

  const std::uint32_t max_;
  std::map<std::string, std::size_t> group_of_;
  std::vector<std::uint32_t> taken_;
};

Error too_many(std::uint32_t max) {
  const std::string what = "more than " + std::to_string(max) + " observations match (limits.operation_reads); name a patient, a category or a code";
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kTooCostly, what}}};
}

Result<std::vector<engine::Resource>> newest_of_each(Exchange& exchange, store::Query query, std::uint32_t max) {
  CodeGroups groups(max);
  std::vector<engine::Resource> taken;
  std::size_t read = 0;
  query.page.count = kPortion;
  query.totals = store::Totals::kNone;
  do {
    OSLER_TRY(engine::SearchAnswer page, exchange.engine.search(exchange.session, {query, false}));
    for (engine::Resource& resource : page.resources) {
      OSLER_TRY(const json::Tree tree, exchange.session.parser.parse(json::PaddedBytes(resource.text), exchange.engine.definitions().names()));
      if (groups.takes(tree.root().member("code"))) taken.push_back(std::move(resource));
    }
    read += page.resources.size();
    const std::uint32_t read_max = exchange.engine.settings().operation_reads_max;
    if (!page.next.empty() && read >= read_max) return too_many(read_max);
    query.page.cursor = std::move(page.next);
  } while (!query.page.cursor.empty());
  return taken;
}

/// Those of a search; it orders and counts by itself, and answers with all there is.
Result<osler::fhir::Parameters> criteria_among(const osler::fhir::Parameters& parameters) {
  osler::fhir::Parameters criteria;
  for (const auto& parameter : parameters) {
    if (parameter.first == "max" || is_general_parameter(parameter.first)) continue;
    if (shapes_result(parameter.first)) {
      const std::string what = parameter.first + ": $lastn takes max, and what chooses the observations of a search";
      return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
    }
    criteria.push_back(parameter);
  }
  return criteria;
}

/// What was really evaluated: without what was left out under lenient handling.
std::string question_of(const Exchange& exchange, const osler::fhir::ParsedSearch& search) {
  osler::fhir::Parameters applied = search.applied;
  const auto is_own = [](const auto& parameter) { return parameter.first == "max" || is_general_parameter(parameter.first); };
  std::copy_if(exchange.parameters.begin(), exchange.parameters.end(), std::back_inserter(applied), is_own);
  return encoded_question(applied);
}

}  // namespace

Result<http::Response> handle_last_n(Exchange& exchange) {
  json::Tree body;
  OSLER_RETURN_IF_ERROR(add_posted_parameters(exchange, body));
  OSLER_TRY(const std::optional<std::uint32_t> max, parameter_number(exchange, "max", 1));
  OSLER_TRY(const osler::fhir::Parameters criteria, criteria_among(exchange.parameters));
  OSLER_TRY(const auto own, exchange.engine.parameters(exchange.session));
  const osler::fhir::Definitions& definitions = own->definitions();
  OSLER_TRY(osler::fhir::ParsedSearch search, osler::fhir::parse_search(definitions, exchange.target.type, criteria, search_options(exchange)));
  OSLER_TRY(search.query.sort, osler::fhir::parse_sort(definitions, exchange.target.type, "-date"));
  OSLER_TRY(const std::vector<engine::Resource> taken, newest_of_each(exchange, search.query, max.value_or(1)));
  exchange.session.audit.action = "lastn";
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  json::Writer writer(response.body);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "searchset");
  writer.member("total", std::uint64_t{taken.size()});
  write_links(writer, exchange, exchange.base_url + "/Observation/$lastn", question_of(exchange, search), {}, {});
  writer.key("entry");
  writer.begin_array();
  for (const engine::Resource& resource : taken) write_resource_entry(writer, exchange, resource, "match");
  if (!search.ignored.empty()) write_result_entry(writer, {}, outcome_text(search.ignored, {}), "outcome");
  writer.end_array();
  writer.end_object();
  return response;
}

}  // namespace osler::fhir_api
