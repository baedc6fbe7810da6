#include "store/rocks/term_ranges.h"

#include <algorithm>

#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

TermRange range_of_prefix(std::string prefix) {
  std::string end = end_of_prefix(prefix);
  return {std::move(prefix), std::move(end)};
}

TermPlan whole_tag(const Scope& scope, ParameterId parameter, Tag tag) {
  return {{range_of_prefix(tag_prefix(scope, parameter, tag))}, true};
}

TermPlan plan_token(const Scope& scope, ParameterId parameter, const IsToken& test) {
  std::string prefix = tag_prefix(scope, parameter, Tag::kToken);
  if (!test.code) return {{range_of_prefix(std::move(prefix))}, test.system.has_value()};
  append_string(prefix, *test.code);
  if (test.system) append_string(prefix, *test.system);
  return {{range_of_prefix(std::move(prefix))}, false};
}

TermPlan plan_text(const Scope& scope, ParameterId parameter, const IsText& test) {
  if (test.how == TextMatch::kExact) {
    std::string prefix = tag_prefix(scope, parameter, Tag::kTextExact);
    append_string(prefix, test.value);
    return {{range_of_prefix(std::move(prefix))}, false};
  }
  if (test.how == TextMatch::kEqual) {
    std::string prefix = tag_prefix(scope, parameter, Tag::kText);
    append_string(prefix, test.value);
    return {{range_of_prefix(std::move(prefix))}, false};
  }
  // Words are indexed by their beginnings alone, so a longer value is looked for in the whole texts.
  const bool by_words = test.how == TextMatch::kStartsWith && test.value.size() <= kWordBytesMax;
  if (!by_words) return whole_tag(scope, parameter, Tag::kText);
  TermPlan plan;
  for (const Tag tag : {Tag::kText, Tag::kTextWord}) {
    std::string prefix = tag_prefix(scope, parameter, tag);
    append_string_start(prefix, test.value);
    plan.ranges.push_back(range_of_prefix(std::move(prefix)));
  }
  return plan;
}

TermPlan plan_uri(const Scope& scope, ParameterId parameter, const IsUri& test) {
  if (test.how == UriMatch::kAbove) return whole_tag(scope, parameter, Tag::kUri);
  std::string prefix = tag_prefix(scope, parameter, Tag::kUri);
  if (test.how == UriMatch::kEqual) append_string(prefix, test.value);
  if (test.how == UriMatch::kBelow) append_string_start(prefix, test.value);
  return {{range_of_prefix(std::move(prefix))}, false};
}

TermPlan plan_reference(const Scope& scope, ParameterId parameter, const IsReference& test) {
  std::string prefix = tag_prefix(scope, parameter, Tag::kReference);
  append_string(prefix, test.id);
  if (test.type) append_u16(prefix, number_of(*test.type));
  return {{range_of_prefix(std::move(prefix))}, false};
}

/// After `prefix` an ordinal from `least` to `most`, both inside, and anything behind it.
TermRange range_of_ordinals(const std::string& prefix, const std::optional<Ordinal>& least,
                            const std::optional<Ordinal>& most) {
  TermRange range{prefix, prefix};
  append_ordinal(range.begin, least.value_or(Ordinal::least()));
  append_ordinal(range.end, most.value_or(Ordinal::greatest()));
  range.end = end_of_prefix(std::move(range.end));
  return range;
}

/// By the low ends, and by the high ends: whichever is narrower will be taken.
std::vector<TermPlan> plans_of_box(const Scope& scope, ParameterId parameter, const InBox& test,
                                   const std::optional<std::vector<std::string>>& units) {
  if (!test.unit && !units) return {whole_tag(scope, parameter, Tag::kInterval)};
  const std::vector<std::string> asked = test.unit ? std::vector{*test.unit} : *units;
  const bool on_low = test.low_min || test.low_max;
  const bool on_high = test.high_min || test.high_max;
  TermPlan by_low{{}, on_high};
  TermPlan by_high{{}, on_low};
  for (const std::string& unit : asked) {
    std::string prefix = tag_prefix(scope, parameter, Tag::kInterval);
    append_string(prefix, unit);
    by_low.ranges.push_back(range_of_ordinals(prefix, test.low_min, test.low_max));
    prefix = tag_prefix(scope, parameter, Tag::kIntervalByHigh);
    append_string(prefix, unit);
    by_high.ranges.push_back(range_of_ordinals(prefix, test.high_min, test.high_max));
  }
  if (!on_high) return {by_low};
  if (!on_low) return {by_high};
  return {by_low, by_high};
}

/// A belt of latitudes that holds the circle.
TermPlan plan_near(const Scope& scope, ParameterId parameter, const IsNear& test) {
  constexpr double kMetresPerUnit = 0.0111;  // Of latitude, a little less than the sphere's: the belt is never too narrow.
  const double reach = std::min(test.within_m / kMetresPerUnit + 1, 1.8e9);
  const auto limit = [&](double latitude_e7) {
    std::string key = tag_prefix(scope, parameter, Tag::kGeoPoint);
    append_degrees(key, static_cast<std::int32_t>(std::clamp(latitude_e7, -9.0e8, 9.0e8)));
    return key;
  };
  return {{{limit(test.center.latitude_e7 - reach), end_of_prefix(limit(test.center.latitude_e7 + reach))}}, true};
}

/// Appends what all parts that meet the test begin with. True: exactly they do, so that the next part may follow.
bool append_part_start(std::string& out, const Test& test) {
  if (const auto* token = std::get_if<IsToken>(&test)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kToken));
    if (!token->code) return false;
    append_string(out, *token->code);
    if (token->system) append_string(out, *token->system);
    return token->system.has_value();
  }
  if (std::holds_alternative<IsText>(test)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kTextPart));
    return false;
  }
  if (const auto* uri = std::get_if<IsUri>(&test)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kUri));
    if (uri->how == UriMatch::kEqual) append_string(out, uri->value);
    return uri->how == UriMatch::kEqual;
  }
  if (const auto* reference = std::get_if<IsReference>(&test)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kReference));
    append_string(out, reference->id);
    if (reference->type) append_u16(out, number_of(*reference->type));
    return reference->type.has_value();
  }
  if (std::holds_alternative<RefersTo>(test)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kReference));
    return false;
  }
  if (std::holds_alternative<IsNear>(test)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kGeoPoint));
    return false;
  }
  append_u8(out, static_cast<std::uint8_t>(Tag::kInterval));
  if (const auto& unit = std::get<InBox>(test).unit) append_string(out, *unit);
  return false;
}

TermPlan plan_composite(const Scope& scope, const Where& where) {
  std::string prefix = tag_prefix(scope, where.parameter, Tag::kComposite);
  append_u8(prefix, static_cast<std::uint8_t>(where.parts.size()));
  for (const Test& test : where.parts) {
    if (append_part_start(prefix, test)) continue;
    const auto* box = std::get_if<InBox>(&test);
    if (box != nullptr && box->unit) return {{range_of_ordinals(prefix, box->low_min, box->low_max)}, true};
    return {{range_of_prefix(std::move(prefix))}, true};
  }
  return {{range_of_prefix(std::move(prefix))}, false};
}

}  // namespace

bool asks_for_units(const Where& where) {
  if (where.parts.size() != 1) return false;
  const auto* box = std::get_if<InBox>(&where.parts.front());
  return box != nullptr && !box->unit;
}

std::vector<TermPlan> term_plans(const Scope& scope, const Where& where,
                                 const std::optional<std::vector<std::string>>& units) {
  if (where.parts.size() != 1) return {plan_composite(scope, where)};
  const Test& test = where.parts.front();
  if (const auto* token = std::get_if<IsToken>(&test)) return {plan_token(scope, where.parameter, *token)};
  if (const auto* text = std::get_if<IsText>(&test)) return {plan_text(scope, where.parameter, *text)};
  if (const auto* uri = std::get_if<IsUri>(&test)) return {plan_uri(scope, where.parameter, *uri)};
  if (const auto* reference = std::get_if<IsReference>(&test)) {
    return {plan_reference(scope, where.parameter, *reference)};
  }
  // Terms of references begin with their id, so each is looked at.
  if (std::holds_alternative<RefersTo>(test)) return {whole_tag(scope, where.parameter, Tag::kReference)};
  if (const auto* near = std::get_if<IsNear>(&test)) return {plan_near(scope, where.parameter, *near)};
  return plans_of_box(scope, where.parameter, std::get<InBox>(test), units);
}

TermRange primary_range(const Scope& scope, ParameterId parameter) {
  TermRange range{parameter_prefix(scope, parameter), parameter_prefix(scope, parameter)};
  append_u8(range.end, static_cast<std::uint8_t>(Tag::kSecondary));
  return range;
}

}  // namespace osler::store::rocks
