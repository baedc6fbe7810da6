// CodeSystem/$lookup and CodeSystem/$subsumes.
// Spec: FHIR R4, codesystem-operation-lookup.html, codesystem-operation-subsumes.html.

#include <algorithm>

#include "fhir/terms/canonical.h"
#include "fhir/terms/display.h"
#include "fhir/terms/operations.h"
#include "json/writer.h"

namespace osler::fhir::terms {
namespace {

Error no_such_code(std::string_view name, const CodeSystem& system) {
  const std::string message = std::string(name) + ": the code system " + system.canonical() + " has no such code";
  return {ErrorKind::kNotFound, message, {}, {{Severity::kError, IssueType::kNotFound, message}}};
}

Result<CodeSystemPtr> system_named(const OperationContext& context, const std::string& url, const std::string& version) {
  if (url.empty()) return invalid_input("system: expected the URL of a code system");
  const Canonical canonical = split_canonical(url);
  return require_loaded(context.content.code_system(canonical.url, version.empty() ? canonical.version : std::string_view(version)),
                        "code system", url);
}

/// Writes the answer's parameters.
class LookupWriter {
 public:
  LookupWriter(json::Writer& writer, const CodeSystem& system, CodeSystem::Index index, std::vector<std::string> wanted)
      : writer_(writer), system_(system), index_(index), wanted_(std::move(wanted)) {}

  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    open(name);
    writer_.member("valueString", value);
    writer_.end_object();
  }

  void designations() {
    if (!is_wanted("designation")) return;
    display_as_designation();
    designations_of(system_.view(index_));
    for (const CodeSystem::Addition& addition : system_.additions(index_)) designations_of(addition.view);
  }

  void properties() {
    const json::View definition = system_.view(index_).member("definition");
    if (definition.exists() && is_wanted("definition")) property("definition", "valueString", definition.raw());
    const CodeSystem::Row& row = system_.at(index_);
    if (is_wanted("inactive") && !has_own("inactive")) property("inactive", "valueBoolean", row.is_inactive ? "true" : "false");
    relatives("parent", system_.hierarchy().parents(index_));
    relatives("child", system_.hierarchy().children(index_));
    for (const CodeSystem::Property& one : system_.properties(index_)) {
      const bool shown = one.code == "parent" || one.code == "child";  // Among the relatives.
      if (shown || !is_wanted(one.code)) continue;
      property(one.code, one.value.key(), one.value.raw());
    }
  }

 private:
  // Says in which language the display is.
  void display_as_designation() {
    constexpr std::string_view kUse = R"({"system":"http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra","code":"preferredForLanguage"})";
    const std::string_view display = system_.at(index_).display;
    if (system_.language().empty() || display.empty()) return;
    open("designation");
    writer_.key("part");
    writer_.begin_array();
    open("language");
    writer_.member("valueCode", system_.language());
    writer_.end_object();
    open("use");
    writer_.key("valueCoding");
    writer_.raw(kUse);
    writer_.end_object();
    text("value", display);
    writer_.end_array();
    writer_.end_object();
  }
  void designations_of(json::View concept_object) {
    for (const json::View designation : concept_object.member("designation")) {
      open("designation");
      writer_.key("part");
      writer_.begin_array();
      part("language", "valueCode", designation.member("language"));
      part("use", "valueCoding", designation.member("use"));
      part("value", "valueString", designation.member("value"));
      writer_.end_array();
      writer_.end_object();
    }
  }
  // Without a list: everything but the children of a concept, of which there may be very many.
  bool is_wanted(std::string_view name) const {
    if (wanted_.empty()) return name != "child";
    return std::ranges::any_of(wanted_, [&](const std::string& one) { return one == name || one == "*"; });
  }
  bool has_own(std::string_view name) const {
    return std::ranges::any_of(system_.properties(index_), [&](const CodeSystem::Property& one) { return one.code == name; });
  }
  void open(std::string_view name) {
    writer_.begin_object();
    writer_.member("name", name);
  }
  void part(std::string_view name, std::string_view type, json::View value) {
    if (!value.exists()) return;
    open(name);
    writer_.key(type);
    writer_.raw(value.raw());
    writer_.end_object();
  }
  void property(std::string_view code, std::string_view type, std::string_view raw, std::string_view description = {}) {
    open("property");
    writer_.key("part");
    writer_.begin_array();
    open("code");
    writer_.member("valueCode", code);
    writer_.end_object();
    open("value");
    writer_.key(type);
    writer_.raw(raw);
    writer_.end_object();
    if (!description.empty()) text("description", description);
    writer_.end_array();
    writer_.end_object();
  }
  void relatives(std::string_view name, std::span<const std::uint32_t> indexes) {
    if (!is_wanted(name)) return;
    for (const std::uint32_t index : indexes) {
      std::string quoted;
      json::append_quoted(quoted, system_.at(index).code);
      property(name, "valueCode", quoted, system_.at(index).display);
    }
  }

  json::Writer& writer_;
  const CodeSystem& system_;
  CodeSystem::Index index_;
  std::vector<std::string> wanted_;
};

/// One end of the question: from codeA and system, or from codingA.
struct End {
  std::string system, version, code;
};

Result<End> end_of(const OperationInput& input, const std::string& letter) {
  OSLER_TRY(const std::optional<Coding> coding, input.coding("coding" + letter));
  if (coding.has_value() == input.has("code" + letter)) {
    return invalid_input("expected exactly one of code" + letter + " and coding" + letter);
  }
  if (coding) return End{coding->system, coding->version, coding->code};
  return End{input.text("system"), input.text("version"), input.text("code" + letter)};
}

std::string_view code_of(Subsumption subsumption) {
  constexpr std::string_view kCodes[] = {"equivalent", "subsumes", "subsumed-by", "not-subsumed"};
  return kCodes[static_cast<std::size_t>(subsumption)];
}

}  // namespace

Result<std::string> lookup_code(const OperationContext& context, const OperationInput& input) {
  OSLER_TRY(const std::optional<Coding> coding, input.coding("coding"));
  if (coding.has_value() == input.has("code")) return invalid_input("expected exactly one of code (with system) and coding");
  const std::string code = coding ? coding->code : input.text("code");
  const std::string version = coding && !coding->version.empty() ? coding->version : input.text("version");
  OSLER_TRY(const CodeSystemPtr system, system_named(context, coding ? coding->system : input.text("system"), version));
  const auto index = system->find(code);
  if (!index) return no_such_code(coding ? "coding.code" : "code", *system);
  const Member member{system.get(), *index, nullptr, system->url(), {}, system->at(*index).code, Member::kTop};

  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Parameters");
  writer.key("parameter");
  writer.begin_array();
  LookupWriter answer(writer, *system, *index, input.texts("property"));
  answer.text("name", system->name().empty() ? system->url() : system->name());
  answer.text("version", system->version());
  const std::string display = display_for(member, languages_asked(context, input));
  answer.text("display", display.empty() ? code : display);
  answer.designations();
  answer.properties();
  writer.end_array();
  writer.end_object();
  return text;
}

Result<std::string> subsumes_code(const OperationContext& context, const OperationInput& input) {
  OSLER_TRY(const End a, end_of(input, "A"));
  OSLER_TRY(const End b, end_of(input, "B"));
  if (a.system != b.system) return invalid_input("codingB.system: expected the code system of codingA");
  OSLER_TRY(const CodeSystemPtr system, system_named(context, a.system, a.version));
  const auto first = system->find(a.code);
  if (!first) return no_such_code("codeA", *system);
  const auto second = system->find(b.code);
  if (!second) return no_such_code("codeB", *system);
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Parameters");
  writer.key("parameter");
  writer.begin_array();
  writer.begin_object();
  writer.member("name", "outcome");
  writer.member("valueCode", code_of(system->hierarchy().subsumption(*first, *second)));
  writer.end_object();
  writer.end_array();
  writer.end_object();
  return text;
}

}  // namespace osler::fhir::terms
