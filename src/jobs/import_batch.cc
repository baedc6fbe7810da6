#include "jobs/import_batch.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace osler::jobs {
namespace {

constexpr std::string_view kMissingTarget = "reference.exists";  ///< Rule of what refers to nothing.

/// "Bundle.entry[12].resource.name" is about entry 12.
std::optional<std::size_t> entry_of(std::string_view expression) {
  constexpr std::string_view kBefore = "Bundle.entry[";
  if (!expression.starts_with(kBefore)) return std::nullopt;
  std::size_t index = 0;
  const char* const digits = expression.data() + kBefore.size();
  const auto [rest, failure] = std::from_chars(digits, expression.data() + expression.size(), index);
  return failure == std::errc{} ? std::optional(index) : std::nullopt;
}

/// The same issue as if the resource had been sent alone.
Issue alone(Issue issue, std::string_view type) {
  constexpr std::string_view kResource = "].resource";
  const std::size_t at = issue.expression.find(kResource);
  issue.expression = std::string(type) + (at == std::string::npos ? std::string() : issue.expression.substr(at + kResource.size()));
  return issue;
}

bool lacks_only_targets(const Error& error) {
  return std::all_of(error.issues.begin(), error.issues.end(), [](const Issue& issue) { return issue.rule == kMissingTarget; });
}

}  // namespace

void ImportBatch::add(ImportLine line) {
  if (!line.id.empty()) ids.insert({line.type, line.id});
  bytes += line.fhir.size();
  lines.push_back(std::move(line));
}

engine::Transaction ImportBatch::transaction() const {
  engine::Transaction all;
  all.shows_resources = false;
  for (const ImportLine& line : lines) {
    engine::TransactionEntry entry;
    entry.kind = line.id.empty() ? engine::EntryKind::kCreate : engine::EntryKind::kUpdate;
    entry.type = line.type;
    entry.id = line.id;
    entry.resource = line.fhir;
    entry.index = static_cast<std::uint32_t>(all.entries.size());
    all.entries.push_back(std::move(entry));
  }
  return all;
}

void ImportBatch::leave_out(const Error& error, bool may_wait, const fhir::Definitions& definitions, const Explain& explain) {
  std::map<std::size_t, Error> bad;
  for (const Issue& issue : error.issues) {
    const std::optional<std::size_t> entry = entry_of(issue.expression);
    if (!entry || *entry >= lines.size()) continue;
    const auto [own, is_first] = bad.try_emplace(*entry, Error{error.kind, issue.diagnostics, {}, {}});
    own->second.issues.push_back(alone(issue, definitions.name_of(lines[*entry].type)));
  }
  // An error about no line in particular is about all of them.
  if (bad.empty()) {
    for (const ImportLine& line : lines) add_fault(line.input, line.number, error);
    lines.clear();
  }
  for (auto one = bad.rbegin(); one != bad.rend(); ++one) {
    const auto line = lines.begin() + static_cast<std::ptrdiff_t>(one->first);
    if (may_wait && lacks_only_targets(one->second)) {
      waiting.push_back(std::move(*line));
    } else {
      add_fault(line->input, line->number, explain(*line, std::move(one->second)));
    }
    lines.erase(line);
  }
}

}  // namespace osler::jobs
