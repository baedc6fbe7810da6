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

bool Findings::accepts() {
  if (issues.size() >= max) truncated = true;
  return !truncated;
}

void Findings::add(Issue issue) {
  if (accepts()) issues.push_back(std::move(issue));
}

bool Findings::has_errors() const {
  return std::ranges::any_of(issues, [](const Issue& issue) { return issue.severity <= Severity::kError; });
}

std::string ElementPath::text() const {
  std::string out;
  append(*this, out);
  return out;
}

}  // namespace osler::fhir
