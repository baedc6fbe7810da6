#include "fhir/terms/closure.h"

#include <set>

#include "fhir/model/date_time.h"
#include "json/parser.h"
#include "json/writer.h"

namespace osler::fhir::terms {
namespace {

using Concepts = std::map<std::string, std::uint64_t>;

Error not_a_closure() { return internal_error("a stored closure table cannot be read"); }

Result<std::uint64_t> version_of(json::View number) {
  const std::string text = number.exists() ? number.text() : std::string();
  std::uint64_t version = 0;
  for (const char digit : text) version = version * 10 + static_cast<std::uint64_t>(digit - '0');
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return not_a_closure();
  return version;
}

/// What stands above `concept_`, itself apart.
std::set<CodeSystem::Index> above(const CodeSystem& system, CodeSystem::Index concept_) {
  std::set<CodeSystem::Index> found;
  std::vector<CodeSystem::Index> open{concept_};
  while (!open.empty()) {
    const CodeSystem::Index one = open.back();
    open.pop_back();
    for (const CodeSystem::Index parent : system.hierarchy().parents(one)) {
      if (found.insert(parent).second) open.push_back(parent);
    }
  }
  found.erase(concept_);
  return found;
}

/// Writes the pairs of one system; nothing if there is none.
class GroupWriter {
 public:
  GroupWriter(json::Writer& writer, const CodeSystem& system, const std::string& url, const Concepts& concepts, std::uint64_t after)
      : writer_(writer), system_(system), url_(url), concepts_(concepts), after_(after) {}

  void write() {
    for (const auto& [code, since] : concepts_) {
      const auto place = system_.find(code);
      if (!place) continue;
      for (const CodeSystem::Index wider : above(system_, *place)) {
        const auto other = concepts_.find(std::string(system_.at(wider).code));
        if (other != concepts_.end() && std::max(since, other->second) > after_) add(code, other->first);
      }
      end_element();
    }
    if (!is_open_) return;
    writer_.end_array();
    writer_.end_object();
  }

 private:
  void add(const std::string& narrower, const std::string& wider) {
    if (!is_open_) begin_group();
    if (!in_element_) begin_element(narrower);
    writer_.begin_object();
    writer_.member("code", wider);
    writer_.member("equivalence", "subsumes");
    writer_.end_object();
  }

  void begin_group() {
    is_open_ = true;
    writer_.begin_object();
    writer_.member("source", url_);
    writer_.member("target", url_);
    writer_.key("element");
    writer_.begin_array();
  }

  void begin_element(const std::string& code) {
    in_element_ = true;
    writer_.begin_object();
    writer_.member("code", code);
    writer_.key("target");
    writer_.begin_array();
  }

  void end_element() {
    if (!in_element_) return;
    writer_.end_array();
    writer_.end_object();
    in_element_ = false;
  }

  json::Writer& writer_;
  const CodeSystem& system_;
  const std::string& url_;
  const Concepts& concepts_;
  std::uint64_t after_;
  bool is_open_ = false;
  bool in_element_ = false;
};

Status check_concept(const Content& content, const Coding& coding) {
  if (coding.system.empty() || coding.code.empty()) return invalid_input("concept: expected a Coding with system and code");
  OSLER_TRY(const CodeSystemPtr system, require_loaded(content.code_system(coding.system, coding.version), "code system", coding.system));
  if (system->find(coding.code)) return {};
  const std::string message = "concept: the code system " + system->canonical() + " has no such code";
  return Error{ErrorKind::kNotFound, message, {}, {{Severity::kError, IssueType::kNotFound, message}}};
}

}  // namespace

std::size_t Closure::concept_count() const {
  std::size_t count = 0;
  for (const auto& [url, concepts] : systems) count += concepts.size();
  return count;
}

std::string encode(const Closure& closure) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("version", closure.version);
  writer.key("systems");
  writer.begin_object();
  for (const auto& [url, concepts] : closure.systems) {
    writer.key(url);
    writer.begin_object();
    for (const auto& [code, since] : concepts) writer.member(code, since);
    writer.end_object();
  }
  writer.end_object();
  writer.end_object();
  return text;
}

Result<Closure> decode_closure(std::string_view bytes) {
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(bytes), json::NameTable());
  if (!tree.ok() || !tree->root().member("systems").is_object()) return not_a_closure();
  Closure closure;
  OSLER_TRY(closure.version, version_of(tree->root().member("version")));
  for (const json::View system : tree->root().member("systems")) {
    Concepts& concepts = closure.systems[system.key()];
    for (const json::View concept_ : system) {
      OSLER_TRY(concepts[concept_.key()], version_of(concept_));
    }
  }
  return closure;
}

Status add_concepts(const Content& content, std::span<const Coding> concepts, std::size_t concepts_max, Closure& closure) {
  Closure larger = closure;
  const std::uint64_t next = closure.version + 1;
  for (const Coding& coding : concepts) {
    OSLER_RETURN_IF_ERROR(check_concept(content, coding));
    if (larger.systems[coding.system].emplace(coding.code, next).second) larger.version = next;
  }
  if (larger.concept_count() > concepts_max) {
    const std::string message = "concept: a closure table holds " + std::to_string(concepts_max) + " concepts at most (terminology.closure_concepts)";
    return Error{ErrorKind::kInvalidInput, message, {}, {{Severity::kError, IssueType::kTooCostly, message}}};
  }
  closure = std::move(larger);
  return {};
}

std::string closure_map(const Content& content, const Closure& closure, std::string_view name, std::uint64_t after, std::int64_t now_ms) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "ConceptMap");
  writer.member("version", std::to_string(closure.version));
  writer.member("name", name);
  writer.member("status", "active");
  writer.member("experimental", true);
  writer.member("date", format_instant(now_ms));
  std::string groups;
  json::Writer group_writer(groups);
  group_writer.begin_array();
  for (const auto& [url, concepts] : closure.systems) {
    const Result<CodeSystemPtr> system = content.code_system(url, {});
    if (system.ok() && *system != nullptr) GroupWriter(group_writer, **system, url, concepts, after).write();
  }
  group_writer.end_array();
  if (groups != "[]") {
    writer.key("group");
    writer.raw(groups);
  }
  writer.end_object();
  return text;
}

}  // namespace osler::fhir::terms
