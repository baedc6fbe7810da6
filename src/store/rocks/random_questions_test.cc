#include "store/rocks/random_questions.h"

#include <array>

namespace osler::store {
namespace {

constexpr std::array kParameters{kName, kCode, kDate, kSubject, kUrl, kWeight, kPlace};
constexpr std::array kWords{"anna", "ann", "maria", "smith", "a", "mar"};

}  // namespace

TypeId RandomQuestions::type() {
  return std::array{kPatient, kEncounter, kObservation}[static_cast<std::size_t>(number(3))];
}

std::string RandomQuestions::word() { return kWords[static_cast<std::size_t>(number(kWords.size()))]; }

std::string RandomQuestions::words() {
  std::string text = word();
  while (one_in(2)) text += " " + word();
  return text;
}

Atom RandomQuestions::atom(ParameterId parameter) {
  if (parameter == kName) {
    const std::string text = words();
    return Text{text, one_in(2) ? text : "X" + text};
  }
  if (parameter == kCode)
    return Token{one_in(3) ? "" : "s" + std::to_string(number(3)), "c" + std::to_string(number(6))};
  if (parameter == kSubject) return Reference{one_in(5) ? TypeId::kNone : type(), id()};
  if (parameter == kUrl) return Uri{"http://a" + std::string(one_in(2) ? "/b" : "") + (one_in(2) ? "/c" : "")};
  if (parameter == kPlace) return place();
  const bool is_amount = parameter == kWeight;
  const Ordinal low = is_amount ? amount() : ordinal();
  const Ordinal high = std::max(low, is_amount ? amount() : ordinal());
  return Interval{is_amount ? unit() : "", low, high};
}

std::vector<IndexEntry> RandomQuestions::entries() {
  std::vector<IndexEntry> entries;
  for (const ParameterId parameter : kParameters) {
    while (one_in(2) && entries.size() < 12) entries.push_back({parameter, {atom(parameter)}});
  }
  if (one_in(2)) entries.push_back({kCodeAndWeight, {atom(kCode), atom(kWeight)}});
  if (one_in(6)) entries.push_back({kCodeAndWeight, {atom(kSubject), atom(kName), atom(kUrl)}});
  return entries;
}

Expect RandomQuestions::expect() {
  switch (number(10)) {
    case 0: return ExpectAbsent{};
    case 1: return ExpectNotLive{};
    case 2: return ExpectLive{};
    case 3: return ExpectVersion{Version{1 + number(3)}};
    default: return ExpectAny{};
  }
}

WriteSet RandomQuestions::write_set() {
  WriteSet writes(partition());
  std::vector<RecordKey> used;
  const auto fresh = [&](const RecordKey& key) {
    if (std::find(used.begin(), used.end(), key) != used.end()) return false;
    used.push_back(key);
    return true;
  };
  for (int left = 1 + number(4); left > 0; --left) {
    const RecordKey key{type(), id()};
    if (!fresh(key)) continue;
    if (one_in(5)) {
      writes.removes.push_back({key, expect()});
    } else {
      writes.puts.push_back(put(key.type, key.id, entries(), expect(), word()));
    }
  }
  const auto row_change = [&] {
    const std::string key = "k" + std::to_string(number(5));
    const std::optional<std::string> bytes = one_in(3) ? std::nullopt : std::optional(word());
    const std::optional<std::uint64_t> expected = one_in(3) ? std::optional<std::uint64_t>(number(3)) : std::nullopt;
    return RowChange{"jobs", key, bytes, expected};
  };
  if (one_in(3)) writes.rows.push_back(row_change());
  if (one_in(6)) writes.system_rows.push_back(row_change());
  if (one_in(6)) writes.guards.emplace_back(MustExist{{type(), id()}});
  if (one_in(8))
    writes.guards.emplace_back(RowIs{"jobs", "k" + std::to_string(number(5)), static_cast<std::uint64_t>(number(3))});
  if (one_in(6)) {
    const auto count = static_cast<std::uint64_t>(number(3));
    writes.guards.emplace_back(MatchesExactly{authorize({{type()}, expr(1), {}, {}, Totals::kNone}, SeesAll()), count});
  }
  if (one_in(5)) {
    writes.rows_after = [](const std::vector<VersionHeader>& headers) {
      return std::vector<RowChange>{
          {"answers", "n" + std::to_string(headers.size()), std::to_string(headers.size()), {}}};
    };
  }
  if (one_in(3)) writes.audit = words();
  writes.origin = {"key_" + word(), "fhir", one_in(2) ? "" : "req_" + word()};
  return writes;
}

store::Test RandomQuestions::test(ParameterId parameter) {
  if (parameter == kName)
    return IsText{static_cast<TextMatch>(number(5)), one_in(10) ? "" : (one_in(3) ? words() : word())};
  if (parameter == kCode) {
    IsToken token;
    if (one_in(2)) token.system = one_in(3) ? "" : "s" + std::to_string(number(3));
    if (!one_in(4)) token.code = "c" + std::to_string(number(6));
    return token;
  }
  if (parameter == kSubject && one_in(4)) return RefersTo{type()};
  if (parameter == kSubject) return IsReference{one_in(2) ? std::optional(type()) : std::nullopt, id()};
  if (parameter == kUrl) return IsUri{static_cast<UriMatch>(number(3)), one_in(2) ? "http://a" : "http://a/b/c"};
  if (parameter == kPlace) return IsNear{place(), number(5) * 500.0};
  return box(parameter);
}

InBox RandomQuestions::box(ParameterId parameter) {
  const auto end = [&] { return parameter == kWeight ? amount() : ordinal(); };
  InBox box;
  if (one_in(2)) box.unit = parameter == kWeight ? unit() : "";
  if (one_in(3)) box.low_min = end();
  if (one_in(3)) box.low_max = end();
  if (one_in(3)) box.high_min = end();
  if (one_in(3)) box.high_max = end();
  return box;
}

/// As prefixes make them: below or above, inside or beyond.
Expr RandomQuestions::ranges() {
  const ParameterId parameter = one_in(3) ? kDate : kWeight;
  std::vector<Expr> parts;
  for (int left = 1 + number(2); left > 0; --left) parts.push_back({Where{parameter, {box(parameter)}}});
  return {Any{std::move(parts)}};
}

Where RandomQuestions::where() {
  if (one_in(6)) return {kCodeAndWeight, {test(kCode), test(kWeight)}};
  const ParameterId parameter = kParameters[static_cast<std::size_t>(number(kParameters.size()))];
  return {parameter, {test(parameter)}};
}

Expr RandomQuestions::expr(int depth) {
  const auto parts = [&](int least) {
    std::vector<Expr> made;
    for (int left = least + number(3); left > 0; --left) made.push_back(expr(depth - 1));
    return made;
  };
  const ParameterId parameter = kParameters[static_cast<std::size_t>(number(kParameters.size()))];
  // Texts are asked for by searches alone: the committer reads no records.
  switch (depth <= 0 ? number(5) : number(depth == 1 ? 12 : 14)) {
    case 0: return {Present{parameter}};
    case 1: return {Ids{{id(), id(), id()}}};
    case 5: return {All{parts(0)}};
    case 6: return {Any{parts(0)}};
    case 7: return no(expr(depth - 1));
    case 8: return {Points{kSubject, type(), parts(0)}};
    case 9: return {PointedAt{type(), kSubject, parts(0)}};
    case 10:
      return {Updated{1'700'000'000'000 + number(2000),
                      one_in(2) ? std::optional<std::int64_t>() : 1'700'000'000'000 + number(4000)}};
    case 11: return {Within{kSubject, type(), kSubject, one_in(2) ? Hierarchy::kAbove : Hierarchy::kBelow, {id(), id()}, parts(0)}};
    case 12: return {Mentions{kName, word()}};
    case 13: return no({Mentions{kName, word()}});
    default: return one_in(4) ? ranges() : Expr{where()};
  }
}

std::vector<SortKey> RandomQuestions::sort() {
  std::vector<SortKey> keys;
  while (one_in(2) && keys.size() < 3) {
    const ParameterId parameter =
        one_in(12) ? kCodeAndWeight : kParameters[static_cast<std::size_t>(number(kParameters.size()))];
    keys.push_back({one_in(2) ? SortBy::kParameter : static_cast<SortBy>(number(4)), parameter, one_in(2), one_in(3)});
  }
  return keys;
}

Query RandomQuestions::query() {
  Query query{{type()}, expr(3), sort(), {static_cast<std::uint32_t>(1 + number(9)), "", 0}, Totals::kExact};
  if (one_in(3)) {
    const TypeId second = type();
    if (second != query.types.front()) query.types.push_back(second);
  }
  if (one_in(6)) query.where = all({});
  if (one_in(6)) query.page.offset = static_cast<std::uint64_t>(number(6));
  return query;
}

HistoryQuery RandomQuestions::history_query(std::int64_t start_ms) {
  HistoryQuery query;
  if (!one_in(3)) query.type = type();
  if (query.type && one_in(2)) query.id = id();
  if (!query.type && one_in(2)) query.hidden = {type()};
  if (one_in(3)) query.since_ms = start_ms + number(3000);
  if (one_in(3)) query.at_ms = start_ms + number(3000);
  query.count = static_cast<std::uint32_t>(1 + number(9));
  return query;
}

namespace {

std::string described(const store::Test& test) {
  const auto or_any = [](const auto& value) { return value ? *value : std::string("*"); };
  const auto bound = [](const std::optional<Ordinal>& o) { return o ? std::to_string(o->to_ms()) : std::string("*"); };
  if (const auto* token = std::get_if<IsToken>(&test)) return or_any(token->system) + "|" + or_any(token->code);
  if (const auto* text = std::get_if<IsText>(&test))
    return std::to_string(static_cast<int>(text->how)) + "'" + text->value + "'";
  if (const auto* uri = std::get_if<IsUri>(&test))
    return std::to_string(static_cast<int>(uri->how)) + "<" + uri->value + ">";
  if (const auto* to = std::get_if<IsReference>(&test))
    return (to->type ? std::to_string(number_of(*to->type)) : "*") + "/" + to->id;
  if (const auto* any = std::get_if<RefersTo>(&test)) return std::to_string(number_of(any->type)) + "/any";
  if (const auto* near = std::get_if<IsNear>(&test)) {
    return "near " + std::to_string(near->center.latitude_e7) + " " + std::to_string(near->center.longitude_e7) + " " + std::to_string(near->within_m);
  }
  const auto& box = std::get<InBox>(test);
  return "box " + or_any(box.unit) + " " + bound(box.low_min) + ".." + bound(box.low_max) + ", " + bound(box.high_min) +
         ".." + bound(box.high_max);
}

std::string described(const std::vector<Expr>& parts);

std::string described(const Expr& expr) {
  const auto number = [](ParameterId p) { return std::to_string(number_of(p)); };
  if (const auto* all = std::get_if<All>(&expr.node)) return "all" + described(all->parts);
  if (const auto* any = std::get_if<Any>(&expr.node)) return "any" + described(any->parts);
  if (const auto* negated = std::get_if<Not>(&expr.node)) return "not" + described(negated->part);
  if (const auto* present = std::get_if<Present>(&expr.node)) return "present " + number(present->parameter);
  if (const auto* points = std::get_if<Points>(&expr.node))
    return "points to " + std::to_string(number_of(points->target)) + described(points->where);
  if (const auto* from = std::get_if<PointedAt>(&expr.node))
    return "pointed at by " + std::to_string(number_of(from->source)) + described(from->where);
  if (const auto* ids = std::get_if<Ids>(&expr.node)) {
    std::string text = "ids";
    for (const std::string& id : ids->ids) text += " " + id;
    return text;
  }
  if (const auto* updated = std::get_if<Updated>(&expr.node)) {
    return "updated " + std::to_string(updated->from_ms.value_or(0)) + ".." +
           std::to_string(updated->until_ms.value_or(0));
  }
  if (const auto* within = std::get_if<Within>(&expr.node)) {
    return (within->way == Hierarchy::kAbove ? "above " : "below ") + std::to_string(number_of(within->target)) + " " + within->ids[0] + " " +
           within->ids[1] + described(within->where);
  }
  if (const auto* mentioned = std::get_if<Mentions>(&expr.node)) return "mentions " + mentioned->phrase;
  const auto& where = std::get<Where>(expr.node);
  std::string text = number(where.parameter);
  for (const store::Test& test : where.parts) text += " = " + described(test);
  return text;
}

std::string described(const std::vector<Expr>& parts) {
  std::string text = "(";
  for (const Expr& part : parts) text += described(part) + "; ";
  return text + ")";
}

}  // namespace

std::string described(const Query& query) {
  std::string text = "types";
  for (const TypeId type : query.types) text += " " + std::to_string(number_of(type));
  text += ", where " + described(query.where) + ", sort";
  for (const SortKey& key : query.sort) {
    text += " " + std::to_string(static_cast<int>(key.by)) + ":" + std::to_string(number_of(key.parameter)) +
            (key.descending ? "-" : "+") + (key.by_start ? "start" : "");
  }
  return text + ", count " + std::to_string(query.page.count) + ", offset " + std::to_string(query.page.offset);
}

}  // namespace osler::store
