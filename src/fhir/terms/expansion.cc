#include "fhir/terms/expansion.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/ascii.h"
#include "fhir/terms/canonical.h"
#include "fhir/terms/requested_content.h"

namespace osler::fhir::terms {
namespace {

constexpr std::uint32_t kNestingMax = 40;

constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

bool starts_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  return std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return to_lower(a) == to_lower(b); });
}

bool some_word_starts_with(std::string_view text, std::string_view word) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = is_word(text[i]) && (i == 0 || !is_word(text[i - 1]));
    if (begins && starts_with_word(text.substr(i), word)) return true;
  }
  return false;
}

std::string key_of(std::string_view system, std::string_view code) {
  std::string key(system);
  key.push_back('\n');
  return key.append(code);
}

/// Walks through the definition of one value set and those it names.
class Walk {
 public:
  Walk(const Content& content, const ExpansionRequest& request, Expansion& out)
      : content_(content), request_(request), out_(out) {}

  Status whole(const ValueSetPtr& set) {
    OSLER_RETURN_IF_ERROR(enter(set));
    for (const Part& part : set->includes()) OSLER_RETURN_IF_ERROR(include(*set, part));
    open_.pop_back();
    return {};
  }

 private:

  Status enter(const ValueSetPtr& set) {
    const bool is_open = std::ranges::any_of(open_, [&](const ValueSetPtr& one) { return one == set || (!set->url().empty() && one->url() == set->url() && one->version() == set->version()); });
    if (is_open) return Error{ErrorKind::kUnprocessable, set->canonical() + " includes itself", {}, {}};
    if (open_.size() >= kValueSetDepthMax) {
      return Error{ErrorKind::kUnprocessable, set->canonical() + ": more than " + std::to_string(kValueSetDepthMax) + " value sets inside one another", {}, {}};
    }
    if (!set->has_content()) return not_loaded("content of the value set", set->canonical());
    OSLER_RETURN_IF_ERROR(RequestedContent(content_).supplement_as(*set));
    if (++entered_ > kValueSetsMax) {
      return Error{ErrorKind::kUnprocessable, set->canonical() + ": names value sets more than " + std::to_string(kValueSetsMax) + " times, those inside one another counted", {}, {}};
    }
    open_.push_back(set);
    if (std::ranges::find(out_.value_sets, set) == out_.value_sets.end()) out_.value_sets.push_back(set);
    return {};
  }

  static Error not_loaded(std::string_view what, std::string_view url) {
    return require_loaded<CodeSystemPtr>(CodeSystemPtr{}, what, url).error();
  }

  Status include(const ValueSet& set, const Part& part) {
    if (part.system.empty()) return include_sets(set, part);
    OSLER_TRY(const CodeSystemPtr system, content_.code_system(part.system, part.version));
    if (system != nullptr) hold(system);
    if (part.is_listed()) return include_listed(set, part, system.get());
    if (system == nullptr || system->content() == SystemContent::kNotPresent || system->content() == SystemContent::kSupplement) {
      return not_loaded("code system", part.system);
    }
    return include_system(set, part, *system);
  }

  // Members of the first value set that are in all the others.
  Status include_sets(const ValueSet& set, const Part& part) {
    OSLER_TRY(const ValueSetPtr first, members_.named(set, part.value_sets.front()));
    if (first == nullptr) return not_loaded("value set", part.value_sets.front());
    conditions_.push_back({&set, &part, 1});
    const Status walked = whole(first);
    conditions_.pop_back();
    return walked;
  }

  Status include_listed(const ValueSet& set, const Part& part, const CodeSystem* system) {
    conditions_.push_back({&set, &part, 0});
    for (const ListedCode& listed : part.listed) {
      Member member{system, 0, &listed, part.system, part.version, listed.code, Member::kTop};
      if (system != nullptr) {
        const auto index = system->find(listed.code);
        const bool complete = system->content() == SystemContent::kComplete;
        if (!index && complete) continue;  // There is no such code.
        if (index) member.index = *index;
        else member.system = nullptr;
      }
      OSLER_RETURN_IF_ERROR(take(member));
    }
    conditions_.pop_back();
    return {};
  }

  Status include_system(const ValueSet& set, const Part& part, const CodeSystem& system) {
    conditions_.push_back({&set, &part, 0});
    const auto offer = [&](CodeSystem::Index index) -> Status {
      const bool all = std::ranges::all_of(part.filters, [&](const Filter& filter) { return passes(system, index, filter); });
      if (!all) return {};
      return take({&system, index, nullptr, system.url(), part.version, system.at(index).code, Member::kTop});
    };
    const auto below = std::ranges::find_if(part.filters, [](const Filter& filter) {
      return (filter.op == FilterOp::kIsA || filter.op == FilterOp::kDescendentOf) && (filter.property == "concept" || filter.property == "code");
    });
    if (below != part.filters.end()) {
      const auto root = system.find(below->value);
      for (const CodeSystem::Index index : root ? system.hierarchy().self_and_descendants(*root) : std::vector<CodeSystem::Index>{}) {
        OSLER_RETURN_IF_ERROR(offer(index));
      }
    } else {
      for (CodeSystem::Index index = 0; index < system.size(); ++index) OSLER_RETURN_IF_ERROR(offer(index));
    }
    conditions_.pop_back();
    return {};
  }

  void hold(const CodeSystemPtr& system) {
    if (std::ranges::find(out_.systems, system) == out_.systems.end()) out_.systems.push_back(system);
  }

  bool is_wanted(const Member& member) const {
    const CodeSystem::Row* row = member.system == nullptr ? nullptr : &member.system->at(member.index);
    if (row != nullptr) {
      if (row->is_inactive && request_.active_only) return false;
      if (row->is_inactive && open_.back()->inactive() == false) return false;
      if (row->is_abstract && request_.exclude_not_selectable) return false;
    }
    if (request_.filter.empty()) return true;
    const std::string_view own = member.listed == nullptr ? std::string_view{} : member.listed->display;
    return matches_words(member.code, request_.filter) || matches_words(own, request_.filter) ||
           (row != nullptr && matches_words(row->display, request_.filter));
  }

  /// Whether every condition of the includes around this member holds, and nothing excludes it.
  Result<bool> is_in(const Member& member) {
    for (const Condition& condition : conditions_) {
      const auto& sets = condition.part->value_sets;
      for (std::size_t i = condition.first; i < sets.size(); ++i) {
        OSLER_TRY(const ValueSetPtr set, members_.named(*condition.set, sets[i]));
        if (set == nullptr) return not_loaded("value set", sets[i]);
        OSLER_TRY(const Membership membership, members_.judge(*set, member.system_url, member.code));
        if (membership.answer == Answer::kUnknown) return not_loaded("content", membership.missing);
        if (membership.answer == Answer::kNo) return false;
      }
    }
    for (const ValueSetPtr& set : open_) {
      for (const Part& part : set->excludes()) {
        OSLER_TRY(const Membership membership, members_.judge(*set, part, member.system_url, member.code));
        if (membership.answer == Answer::kUnknown) return not_loaded("content", membership.missing);
        if (membership.answer == Answer::kYes) return false;
      }
    }
    return true;
  }

  Status take(const Member& member) {
    if (!is_wanted(member)) return {};
    OSLER_TRY(const bool inside, is_in(member));
    if (!inside) return {};
    if (!seen_.insert(key_of(member.system_url, member.code)).second) return {};
    if (out_.members.size() >= request_.members_max) {
      const std::string message = "the value set has more than " + std::to_string(request_.members_max) +
                                  " codes (terminology.expansion_max): ask with filter, or for a smaller value set";
      return Error{ErrorKind::kInvalidInput, message, {}, {{Severity::kError, IssueType::kTooCostly, message}}};
    }
    out_.members.push_back(member);
    return {};
  }

  struct Condition {
    const ValueSet* set;
    const Part* part;
    std::size_t first;  ///< From this one of part->value_sets.
  };

  const Content& content_;
  const ExpansionRequest& request_;
  Expansion& out_;
  std::vector<ValueSetPtr> open_;
  std::vector<Condition> conditions_;
  std::unordered_set<std::string> seen_;
  std::size_t entered_ = 0;
  Members members_{content_, kValueSetsOfExpansionMax};
};

// The nearest member above, on the way of first parents; it must have come before.
std::uint32_t place_above(const Member& member, std::uint32_t own_place, const std::unordered_map<CodeSystem::Index, std::uint32_t>& places) {
  CodeSystem::Index at = member.index;
  // The way ends: where first parents form a circle, after as many steps as there are concepts.
  for (std::uint32_t steps = member.system->size(); steps > 0; --steps) {
    const auto parents = member.system->hierarchy().parents(at);
    if (parents.empty()) break;
    at = parents.front();
    const auto place = places.find(at);
    if (place != places.end()) return place->second < own_place ? place->second : Member::kTop;
  }
  return Member::kTop;
}

// Nests what one system's hierarchy orders. Deeper than kNestingMax it stays flat.
void nest(Expansion& expansion) {
  std::unordered_map<CodeSystem::Index, std::uint32_t> places;
  for (std::uint32_t i = 0; i < expansion.members.size(); ++i) places.emplace(expansion.members[i].index, i);
  std::vector<std::uint32_t> parents;
  std::vector<std::uint32_t> depths;
  for (std::uint32_t i = 0; i < expansion.members.size(); ++i) {
    parents.push_back(place_above(expansion.members[i], i, places));
    depths.push_back(parents[i] == Member::kTop ? 1 : depths[parents[i]] + 1);
    if (depths[i] > kNestingMax) return;
  }
  for (std::size_t i = 0; i < parents.size(); ++i) expansion.members[i].parent = parents[i];
  expansion.nested = true;
}

bool can_nest(const ValueSet& set, const Expansion& expansion) {
  if (set.includes().size() != 1 || set.includes().front().is_listed() || set.includes().front().system.empty()) return false;
  return std::ranges::all_of(expansion.members, [&](const Member& member) {
    return member.system != nullptr && member.system == expansion.members.front().system;
  });
}

}  // namespace

bool matches_words(std::string_view text, std::string_view filter) {
  for (std::size_t i = 0; i < filter.size();) {
    if (!is_word(filter[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < filter.size() && is_word(filter[end])) ++end;
    if (!some_word_starts_with(text, filter.substr(i, end - i))) return false;
    i = end;
  }
  return true;
}

Result<Expansion> expand(const Content& content, const ValueSetPtr& set, const ExpansionRequest& request) {
  Expansion expansion;
  RequestedContent around(content);
  OSLER_RETURN_IF_ERROR(around.supplement_as(*set));
  Walk walk(around, request, expansion);
  OSLER_RETURN_IF_ERROR(walk.whole(set));
  if (request.nested && can_nest(*set, expansion)) nest(expansion);
  return expansion;
}

}  // namespace osler::fhir::terms
