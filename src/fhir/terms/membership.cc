#include "fhir/terms/membership.h"

#include <algorithm>

#include "fhir/terms/canonical.h"

namespace osler::fhir::terms {

Result<ValueSetPtr> Members::named(const ValueSet& set, std::string_view reference) const {
  if (reference.starts_with('#')) {
    const json::View inside = set.contained(reference);
    if (!inside.exists()) return ValueSetPtr{};
    // The contained one points into the tree of the outer, which the caller holds.
    return ValueSet::create(inside, nullptr);
  }
  const Canonical canonical = split_canonical(reference);
  return content_.value_set(canonical.url, canonical.version);
}

Status Members::enter(const ValueSet& set) {
  if (std::ranges::find(open_, &set) != open_.end()) {
    return Error{ErrorKind::kUnprocessable, set.canonical() + " includes itself", {}, {}};
  }
  if (open_.size() >= kValueSetDepthMax) {
    return Error{ErrorKind::kUnprocessable, set.canonical() + ": more than " + std::to_string(kValueSetDepthMax) + " value sets inside one another", {}, {}};
  }
  if (++entered_ > value_sets_max_) {
    return Error{ErrorKind::kUnprocessable, set.canonical() + ": names value sets more than " + std::to_string(value_sets_max_) + " times, those inside one another counted", {}, {}};
  }
  open_.push_back(&set);
  return {};
}

Status Members::check_circles(const ValueSet& set) {
  OSLER_RETURN_IF_ERROR(enter(set));
  OSLER_RETURN_IF_ERROR(check_circles(set, set.includes()));
  OSLER_RETURN_IF_ERROR(check_circles(set, set.excludes()));
  open_.pop_back();
  return {};
}

Status Members::check_circles(const ValueSet& set, const std::vector<Part>& parts) {
  for (const Part& part : parts) {
    for (const std::string_view reference : part.value_sets) {
      OSLER_TRY(const ValueSetPtr other, named(set, reference));
      if (other != nullptr) OSLER_RETURN_IF_ERROR(check_circles(*other));
    }
  }
  return {};
}

Result<Membership> Members::judge(const ValueSet& set, std::string_view system, std::string_view code) {
  if (!set.has_content()) return Membership{Answer::kUnknown, set.canonical(), {}};
  for (const std::string_view supplement : set.supplements()) {
    const Canonical canonical = split_canonical(supplement);
    OSLER_TRY(const CodeSystemPtr loaded, content_.code_system(canonical.url, canonical.version));
    if (loaded == nullptr) return Membership{Answer::kUnknown, std::string(supplement), {}};
  }
  OSLER_RETURN_IF_ERROR(enter(set));
  const auto close = [this](Result<Membership> answer) {
    open_.pop_back();
    return answer;
  };
  Membership inside;
  for (const Part& part : set.includes()) {
    Result<Membership> one = judge(set, part, system, code);
    if (!one.ok()) return close(std::move(one));
    if (one->answer == Answer::kNo || inside.answer == Answer::kYes) continue;
    if (one->answer == Answer::kYes || inside.answer == Answer::kNo) inside = *std::move(one);
  }
  for (const Part& part : set.excludes()) {
    if (inside.answer == Answer::kNo) break;
    Result<Membership> one = judge(set, part, system, code);
    if (!one.ok()) return close(std::move(one));
    if (one->answer != Answer::kNo) inside = {one->answer == Answer::kYes ? Answer::kNo : Answer::kUnknown, one->missing, {}};
  }
  return close(inside);
}

Result<Membership> Members::judge(const ValueSet& set, const Part& part, std::string_view system, std::string_view code) {
  Membership answer{Answer::kYes, {}, {}};
  if (!part.system.empty()) {
    OSLER_TRY(answer, judge_system(part, system, code));
  }
  for (const std::string_view reference : part.value_sets) {
    if (answer.answer == Answer::kNo) break;
    OSLER_TRY(const ValueSetPtr other, named(set, reference));
    if (other == nullptr) {
      answer = {Answer::kUnknown, std::string(reference), {}};
      continue;
    }
    OSLER_TRY(Membership one, judge(*other, system, code));
    if (one.answer != Answer::kYes) answer = std::move(one);
    else if (answer.listed_display.empty()) answer.listed_display = one.listed_display;
  }
  return answer;
}

Result<Membership> Members::judge_system(const Part& part, std::string_view system, std::string_view code) const {
  if (!system.empty() && system != part.system) return Membership{};
  if (part.is_listed()) {
    const ListedCode* listed = part.find_listed(code);
    if (listed != nullptr) return Membership{Answer::kYes, {}, std::string(listed->display)};
    // Not as written: the system may not tell cases apart.
    OSLER_TRY(const CodeSystemPtr loaded, content_.code_system(part.system, part.version));
    if (loaded == nullptr || loaded->is_case_sensitive()) return Membership{};
    const auto index = loaded->find(code);
    if (!index) return Membership{};
    for (const ListedCode& one : part.listed) {
      if (loaded->find(one.code) == index) return Membership{Answer::kYes, {}, std::string(one.display)};
    }
    return Membership{};
  }
  OSLER_TRY(const CodeSystemPtr loaded, content_.code_system(part.system, part.version));
  if (loaded == nullptr || loaded->content() == SystemContent::kNotPresent || loaded->content() == SystemContent::kSupplement) {
    return Membership{Answer::kUnknown, std::string(part.system), {}};
  }
  const auto index = loaded->find(code);
  if (!index) {
    const bool whole = loaded->content() == SystemContent::kComplete;
    return whole ? Membership{} : Membership{Answer::kUnknown, std::string(part.system), {}};
  }
  const bool all = std::ranges::all_of(part.filters, [&](const Filter& filter) { return passes(*loaded, *index, filter); });
  return Membership{all ? Answer::kYes : Answer::kNo, {}, {}};
}

}  // namespace osler::fhir::terms
