#include "api/v1/constraints.h"

#include <algorithm>
#include <charconv>

#include "api/v1/path.h"
#include "fhir/model/date_time.h"

namespace osler::api::v1 {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

std::string joined(const std::vector<std::string>& names, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? last : std::string_view(", ");
    text += names[i];
  }
  return text;
}

bool is_one_of(json::View value, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [value](const std::string& word) { return value.equals(word); });
}

std::optional<fhir::InstantRange> range_of(json::View value) {
  if (!value.is_string()) return std::nullopt;
  const auto parsed = fhir::parse_date_time(value.text());
  return parsed ? std::optional(parsed->range()) : std::nullopt;
}

/// "policies[0].uri" of the siblings.
json::View reach(const Sibling& sibling, std::string_view path) {
  const std::vector<StepText> steps = split_path(path);
  json::View at = sibling(steps.front().name);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i > 0) at = at.member(steps[i].name);
    if (steps[i].selector) at = at.is_array() ? at.at(static_cast<std::size_t>(steps[i].selector->front() - '0')) : at;
  }
  return at;
}

void check_one(CheckRun& run, const Constraint& rule, const Sibling& sibling) {
  const auto value = [&](std::size_t i) { return sibling(rule.fields[i]); };
  const auto fault_at = [&](std::size_t i, const std::string& what) {
    run.findings.add(run.path.of(rule.fields[i]), what);
  };
  switch (rule.kind) {
    case Constraint::Kind::kAnyOf: {
      if (!rule.condition.empty() && is_one_of(sibling(rule.condition), rule.words)) return;
      const bool any = std::any_of(rule.fields.begin(), rule.fields.end(),
                                   [&](const std::string& f) { return sibling(f).exists(); });
      if (any) return;
      std::string what = rule.fields.size() == 1 ? "Required" : "one of " + joined(rule.fields, " and ") + " is needed";
      if (!rule.condition.empty()) what += " unless " + rule.condition + " is " + joined(rule.words, " or ");
      run.findings.add(rule.fields.size() == 1 ? run.path.of(rule.fields[0]) : run.path.text(), what);
      return;
    }
    case Constraint::Kind::kRequires:
      if (value(0).exists() && !value(1).exists()) fault_at(1, "Required with " + rule.fields[0]);
      return;
    case Constraint::Kind::kOnlyWhen:
      if (value(0).exists() && !is_one_of(sibling(rule.condition), rule.words)) {
        fault_at(0, "only allowed when " + rule.condition + " is " + joined(rule.words, " or "));
      }
      return;
    case Constraint::Kind::kEquals: {
      const json::View other = reach(sibling, rule.fields[1]);
      if (value(0).exists() && other.exists() && !json::same_value(value(0), other)) {
        fault_at(0, "must equal " + rule.fields[1]);
      }
      return;
    }
    case Constraint::Kind::kOrdered:
    case Constraint::Kind::kSpan: {
      const auto start = range_of(value(0));
      const auto end = range_of(value(1));
      if (start && end && start->begin_ms >= end->end_ms) fault_at(1, "must not be before " + rule.fields[0]);
      return;
    }
  }
}

std::optional<std::int64_t> minutes_of(json::View value) {
  std::int64_t minutes = 0;
  const std::string_view text = value.raw();
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), minutes);
  return value.is_number() && failure == std::errc{} ? std::optional(minutes) : std::nullopt;
}

Derived instant(const FieldSet& set, const std::string& name, std::int64_t ms) {
  std::string text = fhir::format_instant(ms);
  if (ms % 1000 == 0) text.replace(text.size() - 5, 5, "Z");
  return {set.find(name), "\"" + text + "\""};
}

/// Which of the three follows from the others.
std::optional<Derived> derive_span(const FieldSet& set, const Constraint& span, json::View body, json::View before) {
  // At creation null is the same as absent.
  const auto sent = [&](std::size_t i) {
    const json::View value = body.member(span.fields[i]);
    return value.exists() && (!value.is_null() || before.exists());
  };
  const auto changes = [&](std::size_t i) {
    return sent(i) && !json::same_value(body.member(span.fields[i]), before.member(span.fields[i]));
  };
  if (!changes(0) && !changes(1) && !changes(2)) return std::nullopt;
  const auto value = [&](std::size_t i) {
    return sent(i) ? body.member(span.fields[i]) : before.member(span.fields[i]);
  };
  const auto start = range_of(value(0));
  const auto end = range_of(value(1));
  const auto minutes = minutes_of(value(2));
  if (start && !sent(1) && minutes) return instant(set, span.fields[1], start->begin_ms + *minutes * kMinuteMs);
  if (end && !sent(0) && minutes) return instant(set, span.fields[0], end->begin_ms - *minutes * kMinuteMs);
  if (start && end && !sent(2) && end->begin_ms > start->begin_ms) {
    return Derived{set.find(span.fields[2]), std::to_string((end->begin_ms - start->begin_ms) / kMinuteMs)};
  }
  return std::nullopt;
}

}  // namespace

void check_constraints(CheckRun& run, const FieldSet& set, const Sibling& sibling,
                       const std::function<bool(std::string_view name)>& is_sent) {
  for (const Constraint& rule : set.constraints) {
    const bool concerned =
        is_sent(rule.condition) || std::any_of(rule.fields.begin(), rule.fields.end(), [&](const std::string& f) {
          return is_sent(std::string_view(f).substr(0, f.find_first_of("[.")));
        });
    if (concerned) check_one(run, rule, sibling);
  }
}

std::vector<Derived> derive(const FieldSet& set, json::View body, json::View before) {
  std::vector<Derived> derived;
  for (const Constraint& rule : set.constraints) {
    if (rule.kind != Constraint::Kind::kSpan) continue;
    if (std::optional<Derived> one = derive_span(set, rule, body, before)) derived.push_back(*std::move(one));
  }
  return derived;
}

}  // namespace osler::api::v1
