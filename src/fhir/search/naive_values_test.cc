// Spec: FHIR R4, search.html, the table of each parameter type; the doubtful cases as this server decides them.
#include "fhir/search/naive_values_test.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "fhir/model/date_time.h"
#include "fhir/model/decimal.h"
#include "fhir/path/canonical_unit.h"

namespace osler::fhir::naive {
namespace {

using path::Item;

std::string_view type_name(const Definitions& definitions, const Item& item) {
  return item.structure == StructureId::kNone ? std::string_view() : definitions.at(item.structure).name;
}
std::string text(json::View value) { return value.is_string() ? value.text() : std::string(); }

// --- ordered values: closed intervals of decimals or half-open ones of milliseconds

constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max();

struct Instants {
  std::int64_t begin, end;  ///< end outside.
};

std::optional<Instants> instants(std::string_view written) {
  const std::optional<DateTime> date = parse_search_date(written);
  if (!date) return std::nullopt;
  const InstantRange range = date->range();
  return Instants{range.begin_ms, range.end_ms};
}

std::optional<Instants> instants_of_period(json::View period) {
  const std::optional<Instants> start = instants(text(period.member("start")));
  const std::optional<Instants> end = instants(text(period.member("end")));
  if (!start && !end) return std::nullopt;
  const Instants all{start ? start->begin : -kEver, end ? end->end : kEver};
  return all.end > all.begin ? std::optional(all) : std::nullopt;
}

std::optional<Instants> instants_of(const Definitions& definitions, const Item& item) {
  const std::string_view type = type_name(definitions, item);
  if (type == "Period") return instants_of_period(item.view);
  const bool is_date = type == "date" || type == "dateTime" || type == "instant";
  if (type != "Timing") return is_date ? instants(text(item.view)) : std::nullopt;
  std::optional<Instants> all = instants_of_period(item.view.member("repeat").member("boundsPeriod"));
  for (const json::View event : item.view.member("event")) {
    const std::optional<Instants> one = instants(text(event));
    if (!one) continue;
    all = all ? Instants{std::min(all->begin, one->begin), std::max(all->end, one->end)} : *one;
  }
  return all;
}

std::string take_prefix(std::string& value) {
  for (const char* prefix : {"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"}) {
    if (!value.starts_with(prefix)) continue;
    value.erase(0, 2);
    return prefix;
  }
  return "eq";
}

bool date_meets(std::string_view prefix, const Instants& have, const Instants& want) {
  const bool inside = want.begin <= have.begin && have.end <= want.end;
  if (prefix == "eq") return inside;
  if (prefix == "ne") return !inside;
  if (prefix == "gt") return have.end > want.end;
  if (prefix == "lt") return have.begin < want.begin;
  if (prefix == "ge") return have.end > want.end || have.begin >= want.begin;
  if (prefix == "le") return have.begin < want.begin || have.end <= want.end;
  if (prefix == "sa") return have.begin >= want.end;
  if (prefix == "eb") return have.end <= want.begin;
  return have.begin < want.end && want.begin < have.end;
}

/// An amount with open ends and the unit it is written in.
struct Amount {
  std::optional<Decimal> low, high;
  std::string system, code, unit;
};

std::optional<Decimal> decimal(json::View value) { return value.is_number() ? Decimal::parse(value.raw()) : std::nullopt; }

std::optional<Amount> amount_of(const Definitions& definitions, const Item& item) {
  const std::string_view type = type_name(definitions, item);
  const json::View view = item.view;
  Amount amount;
  if (view.is_number()) {
    amount.low = amount.high = decimal(view);
  } else if (type == "Range") {
    amount.low = decimal(view.member("low").member("value"));
    amount.high = decimal(view.member("high").member("value"));
    const json::View end = view.member("low") ? view.member("low") : view.member("high");
    amount.system = text(end.member("system"));
    amount.code = text(end.member("code"));
    amount.unit = text(end.member("unit"));
  } else if (type == "Money") {
    amount.low = amount.high = decimal(view.member("value"));
    amount.code = text(view.member("currency"));
    if (!amount.code.empty()) amount.system = "urn:iso:std:iso:4217";
  } else {
    const json::View quantity = type == "SampledData" ? view.member("origin") : view;
    const std::string comparator = text(quantity.member("comparator"));
    const std::optional<Decimal> number = decimal(quantity.member("value"));
    if (!number) return std::nullopt;
    if (!comparator.starts_with("<")) amount.low = number;
    if (!comparator.starts_with(">")) amount.high = number;
    amount.system = text(quantity.member("system"));
    amount.code = text(quantity.member("code"));
    amount.unit = text(quantity.member("unit"));
  }
  if (!amount.low && !amount.high) return std::nullopt;
  if (amount.low && amount.high && *amount.high < *amount.low) return std::nullopt;
  return amount;
}

// Comparators take the number as it stands; eq and ne know the written precision, whose upper end is outside.
bool number_meets(std::string_view prefix, const Amount& have, const Decimal& low, const Decimal& high) {
  const bool implicit = prefix == "eq" || prefix == "ne";
  const bool inside = have.low && have.high && *have.low >= low && (implicit ? *have.high < high : *have.high <= high);
  const bool above = !have.high || *have.high > high;
  const bool below = !have.low || *have.low < low;
  if (prefix == "eq") return inside;
  if (prefix == "ne") return !inside;
  if (prefix == "gt") return above;
  if (prefix == "lt") return below;
  if (prefix == "ge") return above || (have.low && *have.low >= low);
  if (prefix == "le") return below || (have.high && *have.high <= high);
  if (prefix == "sa") return have.low && *have.low > high;
  if (prefix == "eb") return have.high && *have.high < low;
  return (!have.low || *have.low <= high) && (!have.high || *have.high >= low);
}

std::pair<Decimal, Decimal> searched_range(std::string_view prefix, const Decimal& number) {
  if (prefix == "eq" || prefix == "ne") return {number - number.half_unit(), number + number.half_unit()};
  if (prefix != "ap") return {number, number};
  const Decimal tenth = (number.is_negative() ? Decimal(0) - number : number) * *Decimal::parse("0.1");
  return {number - tenth, number + tenth};
}

bool amount_meets(const Amount& have, std::string value) {
  const std::string prefix = take_prefix(value);
  const std::vector<std::string> parts = split(value, '|');
  const std::optional<Decimal> number = Decimal::parse(parts[0]);
  if (!number) return false;
  auto [low, high] = searched_range(prefix, *number);
  const std::string system = parts.size() > 1 ? unescaped(parts[1]) : "";
  const std::string code = parts.size() > 2 ? unescaped(parts[2]) : "";
  if (code.empty()) return number_meets(prefix, have, low, high);
  if (system.empty()) return (have.code == code || have.unit == code) && number_meets(prefix, have, low, high);
  if (have.system != system) return false;
  if (have.code == code) return number_meets(prefix, have, low, high);
  if (system != path::kUcum) return false;
  const auto mine = path::canonical_unit(have.code);
  const auto asked = path::canonical_unit(code);
  if (!mine || !asked || mine->unit != asked->unit) return false;
  Amount same = have;
  if (same.low) same.low = path::to_canonical(*same.low, *mine).value;
  if (same.high) same.high = path::to_canonical(*same.high, *mine).value;
  return number_meets(prefix, same, path::to_canonical(low, *asked).value, path::to_canonical(high, *asked).value);
}

// --- texts

bool starts_a_word(const std::string& have, const std::string& wanted) { return (" " + have).find(" " + wanted) != std::string::npos; }

bool some_starts(const std::vector<std::string>& texts, const std::string& value) {
  const std::string wanted = folded(unescaped(value));
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& have) { return starts_a_word(folded(have), wanted); });
}

bool text_meets(const std::vector<std::string>& texts, std::string_view word, const std::string& value) {
  if (word == "exact") return std::find(texts.begin(), texts.end(), unescaped(value)) != texts.end();
  if (word != "contains") return some_starts(texts, value);
  const std::string wanted = folded(unescaped(value));
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& have) { return folded(have).find(wanted) != std::string::npos; });
}

bool code_meets(const std::vector<Coded>& codes, const std::string& value) {
  const std::vector<std::string> parts = split(value, '|');
  const std::string code = unescaped(parts.back());
  return std::any_of(codes.begin(), codes.end(), [&](const Coded& have) {
    if (parts.size() == 1) return have.code == code;
    return have.system == unescaped(parts[0]) && (code.empty() || have.code == code);
  });
}

bool of_type_meets(const json::View identifier, const std::string& value) {
  const std::vector<std::string> parts = split(value, '|');
  if (text(identifier.member("value")) != unescaped(parts[2])) return false;
  for (const json::View coding : identifier.member("type").member("coding")) {
    const bool system = parts[0].empty() || text(coding.member("system")) == unescaped(parts[0]);
    if (system && text(coding.member("code")) == unescaped(parts[1])) return true;
  }
  return false;
}

bool reference_meets(const Definitions& definitions, const Item& item, std::string_view word, const std::string& value) {
  if (word == "text") return some_starts(words_beside(definitions, item), value);
  if (word == "identifier") {
    const json::View identifier = item.view.member("identifier");
    if (text(identifier.member("value")).empty()) return false;
    return code_meets({{text(identifier.member("system")), text(identifier.member("value"))}}, value);
  }
  const std::string have = reference_of(item);
  const std::string wanted = unescaped(value);
  if (have == wanted) return true;
  const std::size_t slash = have.find('/');
  const bool is_local = slash != std::string::npos && definitions.resource_type(have.substr(0, slash)).has_value();
  if (is_local) return have.substr(slash + 1) == wanted;
  return have.substr(0, have.find('|')) == wanted;
}

bool uri_meets(const Item& item, std::string_view word, const std::string& value) {
  const std::string have = text(item.view);
  const std::string wanted = unescaped(value);
  if (have.empty()) return false;
  const bool versioned = item.element != nullptr && item.element->primitive == Primitive::kCanonical;
  const std::string bare = versioned ? have.substr(0, have.find('|')) : have;
  if (word == "below") return have.starts_with(wanted) || bare.starts_with(wanted);
  if (word == "above") return wanted.starts_with(have) || wanted.starts_with(bare);
  return have == wanted || bare == wanted;
}

}  // namespace

std::string folded(std::string_view in) {
  static const std::map<std::string, std::string> kPlain = [] {
    std::map<std::string, std::string> plain;
    const std::array<std::pair<const char*, const char*>, 14> kRows = {{{"a", "àáâãåäÀÁÂÃÅÄ"}, {"e", "èéêëÈÉÊË"}, {"i", "ìíîïÌÍÎÏ"}, {"o", "òóôõöÒÓÔÕÖ"},
        {"u", "ùúûüÙÚÛÜ"}, {"c", "çÇćĆ"}, {"n", "ñÑńŃ"}, {"y", "ýÿÝ"}, {"ø", "øØ"}, {"æ", "æÆ"}, {"ss", "ß"}, {"ł", "łŁ"}, {"z", "žŽźŹżŻ"}, {"s", "šŠśŚ"}}};
    for (const auto& [letter, from] : kRows) {
      for (std::string_view rest = from; rest.size() >= 2; rest.remove_prefix(2)) plain[std::string(rest.substr(0, 2))] = letter;
    }
    return plain;
  }();
  std::string out;
  bool gap = false;
  const auto add = [&](std::string_view letters) {
    if (gap && !out.empty()) out += ' ';
    gap = false;
    out += letters;
  };
  for (std::size_t i = 0; i < in.size();) {
    const auto byte = static_cast<unsigned char>(in[i]);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    const std::string character(in.substr(i, length));
    i += length;
    const auto known = kPlain.find(character);
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
    const bool capital = byte >= 'A' && byte <= 'Z';
    const bool symbol = byte < 0x80 || byte == 0xc2 || character.starts_with("\xe2\x80");
    if (known != kPlain.end()) add(known->second);
    else if (letter) add(character);
    else if (capital) add(std::string(1, static_cast<char>(byte + 32)));
    else if (symbol) gap = true;
    else add(character);
  }
  return out;
}

std::vector<std::string> split(std::string_view in, char separator) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i] == separator) {
      parts.emplace_back();
      continue;
    }
    parts.back() += in[i];
    if (in[i] == '\\' && i + 1 < in.size()) parts.back() += in[++i];
  }
  return parts;
}

std::string unescaped(std::string_view in) {
  std::string out;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const bool escape = in[i] == '\\' && i + 1 < in.size() && std::string_view(",$|\\").find(in[i + 1]) != std::string_view::npos;
    out += in[escape ? ++i : i];
  }
  return out;
}

std::vector<Coded> codes_of(const Definitions& definitions, const Item& item) {
  if (item.kind == path::ItemKind::kBoolean) return {{"", item.integer != 0 ? "true" : "false"}};
  if (item.kind == path::ItemKind::kString) return {{"", std::string(item.text)}};
  const std::string_view type = type_name(definitions, item);
  const json::View view = item.view;
  const auto of_coding = [](json::View coding) { return Coded{text(coding.member("system")), text(coding.member("code"))}; };
  std::vector<Coded> codes;
  if (type == "CodeableConcept") {
    for (const json::View coding : view.member("coding")) codes.push_back(of_coding(coding));
  } else if (type == "Coding") {
    codes.push_back(of_coding(view));
  } else if (type == "Identifier") {
    codes.push_back({text(view.member("system")), text(view.member("value"))});
  } else if (type == "ContactPoint") {
    codes.push_back({"", text(view.member("value"))});
    if (!text(view.member("system")).empty()) codes.push_back({text(view.member("system")), text(view.member("value"))});
    if (text(view.member("value")).empty()) codes.clear();
  } else if (type == "code" && view.is_string()) {
    Coded code{"", view.text()};
    const bool bound = item.element != nullptr && item.element->binding_strength == BindingStrength::kRequired && item.element->binding != ValueSetId::kNone;
    if (bound) {
      if (const std::optional<Concept> known = definitions.find(item.element->binding, code.code)) code.system = known->system;
    }
    codes.push_back(code);
  } else if (view.exists() && !view.is_object()) {
    codes.push_back({"", view.text()});
  }
  std::erase_if(codes, [](const Coded& code) { return code.system.empty() && code.code.empty(); });
  return codes;
}

std::vector<std::string> texts_of(const Definitions& definitions, const Item& item) {
  if (item.kind == path::ItemKind::kString) return {std::string(item.text)};
  const std::string_view type = type_name(definitions, item);
  std::vector<std::string> texts;
  const auto add = [&](json::View value) {
    if (value.is_string()) texts.push_back(value.text());
    for (const json::View each : value) {
      if (each.is_string()) texts.push_back(each.text());
    }
  };
  const auto add_members = [&](std::initializer_list<const char*> names) {
    for (const char* name : names) add(item.view.member(name));
  };
  if (type == "HumanName") {
    add_members({"family", "given", "prefix", "suffix", "text"});
  } else if (type == "Address") {
    add_members({"line", "city", "district", "state", "postalCode", "country", "text"});
  } else if (type == "Annotation" || type == "CodeableConcept") {
    add_members({"text"});
    for (const json::View coding : item.view.member("coding")) add(coding.member("display"));
  } else if (item.view.is_number()) {
    texts.emplace_back(item.view.raw());
  } else {
    add(item.view);
  }
  return texts;
}

std::vector<std::string> words_beside(const Definitions& definitions, const Item& item) {
  const std::string_view type = type_name(definitions, item);
  std::vector<std::string> words;
  if (type == "Coding" || type == "Reference") words.push_back(text(item.view.member("display")));
  if (type == "CodeableConcept") {
    words.push_back(text(item.view.member("text")));
    for (const json::View coding : item.view.member("coding")) words.push_back(text(coding.member("display")));
  }
  if (type == "Identifier") words.push_back(text(item.view.member("type").member("text")));
  std::erase_if(words, [](const std::string& word) { return folded(word).empty(); });
  return words;
}

std::string reference_of(const Item& item) {
  std::string written = item.view.is_object() ? text(item.view.member("reference")) : text(item.view);
  if (item.view.is_object() && item.view.member("resourceType")) {
    const std::string id = text(item.view.member("id"));
    return id.empty() ? "" : text(item.view.member("resourceType")) + "/" + id;
  }
  if (written.starts_with("#") || written.starts_with("urn:")) return item.view.is_object() || written.starts_with("#") ? "" : written;
  const std::size_t history = written.find("/_history/");
  const bool relative = written.find("://") == std::string::npos;
  return relative && history != std::string::npos ? written.substr(0, history) : written;
}

bool is_searchable(const Definitions& definitions, SearchType type, const Item& item) {
  switch (type) {
    case SearchType::kToken: return !codes_of(definitions, item).empty() || !words_beside(definitions, item).empty();
    case SearchType::kString: return !texts_of(definitions, item).empty();
    case SearchType::kDate: return instants_of(definitions, item).has_value();
    case SearchType::kNumber:
    case SearchType::kQuantity: return amount_of(definitions, item).has_value();
    case SearchType::kUri: return !text(item.view).empty();
    case SearchType::kReference:
      if (text(item.view.member("reference")).starts_with("#") && text(item.view.member("reference")).size() > 1) return true;
      return !reference_of(item).empty() || !text(item.view.member("identifier").member("value")).empty() || !words_beside(definitions, item).empty();
    default: return true;
  }
}

bool element_meets(const Definitions& definitions, SearchType type, std::string_view word, const Item& item, const std::string& value) {
  switch (type) {
    case SearchType::kToken:
      if (word == "text") return some_starts(words_beside(definitions, item), value);
      if (word == "of-type") return of_type_meets(item.view, value);
      return code_meets(codes_of(definitions, item), value);
    case SearchType::kString: return text_meets(texts_of(definitions, item), word, value);
    case SearchType::kReference: return reference_meets(definitions, item, word, value);
    case SearchType::kUri: return uri_meets(item, word, value);
    case SearchType::kDate: {
      std::string rest = unescaped(value);
      const std::string prefix = take_prefix(rest);
      const std::optional<Instants> have = instants_of(definitions, item);
      const std::optional<Instants> want = instants(rest);
      return have && want && date_meets(prefix, *have, *want);
    }
    case SearchType::kNumber:
    case SearchType::kQuantity: {
      const std::optional<Amount> have = amount_of(definitions, item);
      return have && amount_meets(*have, value);
    }
    default: return false;
  }
}

}  // namespace osler::fhir::naive
