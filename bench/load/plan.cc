#include "plan.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace osler::load {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

[[noreturn]] void refuse(const std::string& what) {
  std::fprintf(stderr, "load: the plan: %s\n", what.c_str());
  std::exit(2);
}

std::string text(const object& from, std::string_view name, std::string_view otherwise = "") {
  std::string_view value;
  return from[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string(otherwise);
}

double number(const object& from, std::string_view name, double otherwise) {
  double value = 0;
  return from[name].get(value) == simdjson::SUCCESS ? value : otherwise;
}

bool flag(const object& from, std::string_view name) {
  bool value = false;
  return from[name].get(value) == simdjson::SUCCESS && value;
}

std::string header_lines(const object& plan) {
  std::string lines;
  object headers;
  if (plan["headers"].get(headers) != simdjson::SUCCESS) return lines;
  for (const auto& [name, value] : headers)
    lines += std::string(name) + ": " + std::string(value.get_string().value_unsafe()) + "\r\n";
  return lines;
}

void read_lists(const object& plan, Names& names) {
  object lists;
  if (plan["lists"].get(lists) != simdjson::SUCCESS) return;
  for (const auto& [name, values] : lists) {
    List& list = names.lists[names.list(name)];
    for (const element value : values.get_array()) list.emplace_back(value.get_string().value_unsafe());
  }
}

std::size_t kind_index(Plan& plan, const std::string& kind) {
  const auto found = std::find(plan.kinds.begin(), plan.kinds.end(), kind);
  if (found != plan.kinds.end()) return static_cast<std::size_t>(found - plan.kinds.begin());
  plan.kinds.push_back(kind);
  return plan.kinds.size() - 1;
}

Step read_step(const object& from, Plan& plan) {
  Step step;
  step.method = text(from, "method", "GET");
  step.kind = text(from, "kind", step.method);
  step.kind_index = kind_index(plan, step.kind);
  step.content_type = text(from, "content_type", "application/json");
  step.path = Template::parse(text(from, "path", "/"), plan.names);
  std::string_view body;
  if (from["body"].get(body) == simdjson::SUCCESS) step.body = Template::parse(body, plan.names);
  step.body_is_line = flag(from, "body_is_line");
  simdjson::dom::array expect;
  if (from["expect"].get(expect) == simdjson::SUCCESS) {
    for (const element status : expect) step.expect.push_back(static_cast<int>(status.get_int64().value_unsafe()));
  }
  if (const std::string keep = text(from, "keep"); !keep.empty()) step.keep = plan.names.variable(keep);
  if (const std::string share = text(from, "share"); !share.empty()) step.share = plan.names.list(share);
  step.follow = flag(from, "follow");
  step.parse = flag(from, "parse") || step.follow || step.keep || step.share;
  step.weight = static_cast<std::uint32_t>(number(from, "weight", 1));
  return step;
}

}  // namespace

Plan read_plan(const char* file) {
  simdjson::dom::parser parser;
  object from;
  if (const auto error = parser.load(file).get(from)) refuse(std::string(file) + ": " + simdjson::error_message(error));
  Plan plan;
  plan.host = text(from, "host", "127.0.0.1");
  plan.port = static_cast<std::uint16_t>(number(from, "port", 80));
  plan.headers = header_lines(from);
  plan.connections = static_cast<std::size_t>(number(from, "connections", 1));
  plan.random_order = text(from, "order", "sequence") == "random";
  plan.warmup_seconds = number(from, "warmup_seconds", 0);
  plan.seconds = number(from, "seconds", 1);
  plan.windows = static_cast<std::size_t>(number(from, "windows", 1));
  plan.iterations = static_cast<std::uint64_t>(number(from, "iterations", 0));
  plan.rate = number(from, "rate", 0);
  plan.spin = number(from, "spin", 0) != 0;
  plan.seed = static_cast<std::uint64_t>(number(from, "seed", 1));
  plan.server_pid = static_cast<int>(number(from, "server_pid", 0));
  plan.timeout_seconds = number(from, "timeout_seconds", 60);
  plan.lines_file = text(from, "lines");
  read_lists(from, plan.names);
  simdjson::dom::array steps;
  if (from["steps"].get(steps) != simdjson::SUCCESS) refuse("needs steps");
  // Lists that answers fill have to be known before a text names them.
  for (const element step : steps) {
    std::string_view share;
    if (step["share"].get(share) == simdjson::SUCCESS) plan.names.list(share);
  }
  for (const element step : steps) plan.steps.push_back(read_step(step.get_object().value_unsafe(), plan));
  if (plan.steps.empty() || plan.connections == 0 || plan.windows == 0) refuse("needs steps, connections and windows");
  return plan;
}

}  // namespace osler::load
