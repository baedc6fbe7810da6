// What a terminology knows, asked from an expression. Spec: FHIR R4, fhirpath.html#functions.
#include <array>
#include <vector>

#include "fhir/model/terminology.h"
#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

/// A code with its system; a plain code has none.
struct Code {
  std::string system, code;
};

Code code_of(json::View coding) {
  const json::View system = coding.member("system");
  const json::View code = coding.member("code");
  return {system.is_string() ? system.text() : std::string(), code.is_string() ? code.text() : std::string()};
}

// Of a code, a Coding or a CodeableConcept; without a code there is none.
std::vector<Code> codes_of(Evaluator& evaluator, const Item& item) {
  std::vector<Code> codes;
  if (item.kind == ItemKind::kElement && item.view.is_object()) {
    const json::View codings = item.view.member("coding");
    if (!codings.exists()) codes.push_back(code_of(item.view));
    for (const json::View coding : codings) codes.push_back(code_of(coding));
  } else {
    const Item value = evaluator.system_value(item);
    if (value.kind == ItemKind::kString) codes.push_back({{}, std::string(value.text)});
  }
  std::erase_if(codes, [](const Code& code) { return code.code.empty(); });
  return codes;
}

std::optional<bool> contains(Evaluator& evaluator, std::string_view value_set, const Code& code) {
  const Definitions& definitions = evaluator.definitions();
  const Terminology* terminology = evaluator.environment().terminology;
  if (terminology != nullptr) {
    if (const std::optional<bool> known = terminology->contains(value_set, code.system, code.code)) return known;
  }
  const std::optional<ValueSetId> id = definitions.value_set(value_set);
  if (!id || !definitions.is_enumerated(*id)) return std::nullopt;
  return definitions.contains(*id, code.system, code.code);
}

// Nothing if the value set is not known, or the input is not one coded item.
Result<Collection> member_of(const Call& call) {
  OSLER_TRY(const Collection argument, call.argument(0));
  OSLER_TRY(const auto value_set, call.evaluator.text(argument, "the url of a value set"));
  if (!value_set || call.input.size() != 1) return call.evaluator.none();
  const std::vector<Code> codes = codes_of(call.evaluator, call.input.front());
  if (codes.empty()) return call.evaluator.none();
  Truth any = false;
  for (const Code& code : codes) {
    OSLER_RETURN_IF_ERROR(call.evaluator.charge(1));
    const std::optional<bool> held = contains(call.evaluator, *value_set, code);
    if (held == std::optional(true)) return call.evaluator.boolean(true);
    if (!held) any = {};
  }
  return call.evaluator.truth(any);
}

Truth subsumes(Evaluator& evaluator, const Code& general, const Code& special) {
  if (general.system != special.system) return false;
  if (general.code == special.code) return true;
  const Terminology* terminology = evaluator.environment().terminology;
  if (terminology == nullptr) return {};
  const std::optional<Subsumption> known = terminology->subsumption(general.system, general.code, special.code);
  if (!known) return {};
  return *known == Subsumption::kSubsumes || *known == Subsumption::kEquivalent;
}

// Whether any code of the general item subsumes any of the special one; nothing if that is not known.
Result<Truth> any_subsumes(const Call& call, const Collection& general, const Collection& special) {
  if (general.size() != 1 || special.size() != 1) return Truth{};
  const std::vector<Code> of_special = codes_of(call.evaluator, special.front());
  Truth any = false;
  for (const Code& a : codes_of(call.evaluator, general.front())) {
    for (const Code& b : of_special) {
      OSLER_RETURN_IF_ERROR(call.evaluator.charge(1));
      const Truth one = subsumes(call.evaluator, a, b);
      if (one == Truth{true}) return one;
      if (!one) any = {};
    }
  }
  return any;
}

template <bool input_is_general>
Result<Collection> subsumption(const Call& call) {
  OSLER_TRY(const Collection other, call.argument(0));
  OSLER_TRY(const Truth answer, input_is_general ? any_subsumes(call, call.input, other) : any_subsumes(call, other, call.input));
  return call.evaluator.truth(answer);
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"memberOf", 1, 1, member_of},
    {"subsumes", 1, 1, subsumption<true>},
    {"subsumedBy", 1, 1, subsumption<false>},
});

}  // namespace

std::span<const Function> terms_functions() { return kFunctions; }

}  // namespace osler::fhir::path
