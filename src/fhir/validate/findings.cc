#include "fhir/validate/findings.h"

#include <algorithm>

namespace osler::fhir {
namespace {

std::string_view name_of(const ElementPath& path) {
  if (path.element == nullptr) return path.name;
  if (path.element->choice_group != 0) return path.element->choice_base;
  return path.element->path.substr(path.element->path.rfind('.') + 1);
}

void append(const ElementPath& path, std::string& out) {
  if (path.parent != nullptr) append(*path.parent, out);
  if (!out.empty()) out += '.';
  out += name_of(path);
  if (path.index == ElementPath::kNoIndex) return;
  out += '[';
  out += std::to_string(path.index);
  out += ']';
}

}  // namespace

bool Findings::accepts(Severity severity) {
  if (issues.size() < max) return true;
  truncated = true;
  const bool is_error = severity <= Severity::kError;
  return is_error && std::ranges::any_of(issues, [](const Issue& issue) { return issue.severity > Severity::kError; });
}

void Findings::add(Issue issue, std::uint32_t offset) {
  const auto said = std::ranges::find_if(issues, [&](const Issue& known) { return known.expression == issue.expression && known.diagnostics == issue.diagnostics; });
  if (said != issues.end()) {
    said->severity = std::min(said->severity, issue.severity);
    return;
  }
  if (!accepts(issue.severity)) return;
  if (issues.size() >= max) {
    const auto lesser = std::ranges::find_if(issues, [](const Issue& known) { return known.severity > Severity::kError; });
    offsets.erase(offsets.begin() + (lesser - issues.begin()));
    issues.erase(lesser);
  }
  issues.push_back(std::move(issue));
  offsets.push_back(offset);
}

void Findings::report(Severity severity, IssueType type, const ElementPath& path, std::string_view diagnostics, std::string_view rule) {
  if (!accepts(severity)) return;
  add({.severity = severity, .type = type, .diagnostics = std::string(diagnostics), .expression = path.text(), .rule = std::string(rule)},
      path.offset());
}

bool Findings::has_errors() const {
  return std::ranges::any_of(issues, [](const Issue& issue) { return issue.severity <= Severity::kError; });
}

std::string ElementPath::text() const {
  std::string out;
  append(*this, out);
  return out;
}

std::uint32_t ElementPath::offset() const {
  for (const ElementPath* step = this; step != nullptr; step = step->parent) {
    if (step->value.exists()) return step->value.offset();
  }
  return 0;
}

}  // namespace osler::fhir
