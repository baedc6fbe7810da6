#include "fhir/terms/coding_check.h"

#include "base/nearest.h"
#include "fhir/terms/display.h"
#include "fhir/terms/membership.h"
#include "fhir/terms/requested_content.h"

namespace osler::fhir::terms {
namespace {

constexpr std::size_t kNearestCodesMax = 2'000;  ///< Concepts looked at for a near one.

std::string nearest_code(const CodeSystem& system, std::string_view code) {
  std::vector<std::string_view> codes;
  for (CodeSystem::Index i = 0; i < system.size() && i < kNearestCodesMax; ++i) codes.push_back(system.at(i).code);
  const auto near = nearest(code, codes);
  return near ? "; did you mean " + std::string(*near) + "?" : std::string();
}

// The concept is known: what its properties and the display given say about it.
void judge_concept(const Member& member, const CodingQuestion& question, CodingVerdict& verdict) {
  verdict.display = display_for(member, question.languages);
  if (question.membership_only) return;
  if (member.system != nullptr) {
    const CodeSystem::Row& row = member.system->at(member.index);
    verdict.version = member.system->version();
    verdict.inactive = row.is_inactive;
    if (row.is_inactive && question.active_only) {
      verdict.result = false;
      verdict.message = "the code is not active";
    } else if (row.is_abstract && !question.abstract_allowed) {
      verdict.result = false;
      verdict.message = "the code is abstract: it groups others and is not to be used itself";
    }
  }
  const std::string& given = question.coding.display;
  if (given.empty() || verdict.display.empty() || is_word_for(member, given, question.languages)) return;
  if (!question.lenient_display) verdict.result = false;
  verdict.message = "the display does not belong to the code; expected \"" + verdict.display + "\"";
}

/// Which system has this code inside the value set; empty: none, or several.
Result<std::string> inferred_system(const Content& content, const ValueSet& set, std::string_view code, Members& members) {
  std::string only;
  for (const Part& part : set.includes()) {
    std::vector<std::string> systems;
    if (!part.system.empty()) systems.emplace_back(part.system);
    for (const std::string_view reference : part.value_sets) {
      OSLER_TRY(const ValueSetPtr inner, members.named(set, reference));
      if (inner == nullptr || inner.get() == &set) continue;
      for (const Part& deeper : inner->includes()) {
        if (!deeper.system.empty()) systems.emplace_back(deeper.system);
      }
    }
    for (const std::string& system : systems) {
      OSLER_TRY(const Membership membership, Members(content).judge(set, system, code));
      if (membership.answer != Answer::kYes || system == only) continue;
      if (!only.empty()) return std::string();
      only = system;
    }
  }
  return only;
}

}  // namespace

Result<CodingVerdict> check_in_value_set(const Content& plain, const ValueSetPtr& set, const CodingQuestion& question) {
  RequestedContent content(plain);
  OSLER_RETURN_IF_ERROR(content.supplement_as(*set));
  OSLER_RETURN_IF_ERROR(Members(content).check_circles(*set));
  CodingVerdict verdict;
  verdict.system = question.coding.system;
  Members members(content);
  if (verdict.system.empty() && question.infer_system) {
    OSLER_TRY(verdict.system, inferred_system(content, *set, question.coding.code, members));
  }
  if (verdict.system.empty()) {
    verdict.message = question.infer_system ? "no system, or more than one, has this code in the value set; give the system"
                                            : "a coding without a system has no meaning that could be checked";
    return verdict;
  }
  OSLER_TRY(const Membership membership, members.judge(*set, verdict.system, question.coding.code));
  OSLER_TRY(const CodeSystemPtr system, content.code_system(verdict.system, question.coding.version));
  const bool is_fragment = system != nullptr && system->content() == SystemContent::kFragment;
  if (membership.answer == Answer::kUnknown && is_fragment) {
    verdict.result = true;
    verdict.message = "the code is not in the part of the code system that is loaded; it may be in the rest";
    return verdict;
  }
  if (membership.answer == Answer::kUnknown) return require_loaded<ValueSetPtr>(ValueSetPtr{}, "content for", membership.missing).error();
  verdict.result = membership.answer == Answer::kYes;
  const auto index = system == nullptr ? std::nullopt : system->find(question.coding.code);
  const ListedCode listed{question.coding.code, membership.listed_display, {}};
  Member member{index ? system.get() : nullptr, index.value_or(0), verdict.result ? &listed : nullptr, verdict.system, {}, question.coding.code, Member::kTop};
  judge_concept(member, question, verdict);
  if (membership.answer == Answer::kNo) {
    verdict.message = "the code is not in the value set " + set->canonical();
    if (system == nullptr) verdict.message += "; its code system is not loaded";
    else if (!index) verdict.message += ", nor in its code system" + nearest_code(*system, question.coding.code);
  }
  if (verdict.result && verdict.inactive && set->inactive() == false) {
    verdict.result = false;
    verdict.message = "the code is not active, and the value set has active codes only";
  }
  return verdict;
}

Result<CodingVerdict> check_in_code_system(const CodeSystem& system, const CodingQuestion& question) {
  CodingVerdict verdict;
  verdict.system = system.url();
  verdict.version = system.version();
  if (!question.coding.system.empty() && question.coding.system != system.url()) {
    verdict.message = "the coding is of another code system; expected " + std::string(system.url());
    return verdict;
  }
  if (system.content() == SystemContent::kSupplement) {
    verdict.message = "this is a supplement: it has no codes of its own";
    return verdict;
  }
  const auto index = system.find(question.coding.code);
  if (!index) {
    verdict.result = system.content() == SystemContent::kFragment;
    verdict.message = "the code is not in the code system " + system.canonical() + nearest_code(system, question.coding.code);
    if (verdict.result) verdict.message = "the code is not in the part of the code system that is loaded; it may be in the rest";
    return verdict;
  }
  verdict.result = true;
  const Member member{&system, *index, nullptr, system.url(), {}, system.at(*index).code, Member::kTop};
  judge_concept(member, question, verdict);
  return verdict;
}

}  // namespace osler::fhir::terms
