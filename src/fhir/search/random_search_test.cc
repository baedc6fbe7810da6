#include "fhir/search/random_search_test.h"

#include <algorithm>
#include <array>

#include "fhir/model/date_time.h"
#include "fhir/search/criterion.h"
#include "fhir/search/reference_links.h"

namespace osler::fhir::naive {
namespace {

std::string text(json::View value) { return value.is_string() ? value.text() : std::string(); }

std::string escaped(std::string_view in) {
  std::string out;
  for (const char c : in) {
    if (c == ',' || c == '$' || c == '|' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// About so many bytes, never half a character.
std::string begin_of(const std::string& in, std::size_t bytes) {
  while (bytes < in.size() && (static_cast<unsigned char>(in[bytes]) & 0xC0U) == 0x80U) ++bytes;
  return in.substr(0, bytes);
}

const std::vector<std::string> kFamilies{"Müller-Lüdenscheidt", "Smith", "smithers", "O'Brien", "de la Cruz", "a,b|c$d", "Łódź 3", "Ng"};
const std::vector<std::string> kUnits{"mg", "g", "ug", "kg", "/min", "mm[Hg]", "kPa", "1"};

}  // namespace

// --- resources

std::string RandomSearch::date() {
  const std::string year = std::to_string(2019 + number(4));
  if (one_in(4)) return year;
  const std::string month = year + "-0" + std::to_string(1 + number(3));
  return one_in(3) ? month : month + "-1" + std::to_string(number(4));
}

std::string RandomSearch::instant() {
  const std::string day = "2020-0" + std::to_string(1 + number(2)) + "-1" + std::to_string(number(3));
  return day + "T" + std::string(one_in(2) ? "23" : "00") + ":30:0" + std::to_string(number(3)) + (one_in(3) ? ".5" : "") + pick(std::vector<std::string>{"Z", "+01:00", "-05:00"});
}

std::string RandomSearch::quantity() {
  const std::string number_text = pick(std::vector<std::string>{"5", "5.0", "5.4", "5400", "0.0054", "100.4", "100", "-3", "1e2", "72"});
  const std::string unit = pick(kUnits);
  std::string out = "{\"value\":" + number_text;
  if (one_in(6)) out += R"(,"comparator":")" + pick(std::vector<std::string>{"<", "<=", ">", ">="}) + "\"";
  if (!one_in(4)) out += R"(,"unit":")" + (one_in(2) ? unit : "unit " + unit) + "\"";
  if (!one_in(3)) out += R"(,"system":"http://unitsofmeasure.org","code":")" + unit + "\"";
  return out + "}";
}

std::string RandomSearch::concept_of(const std::string& system) {
  std::string out = "{";
  if (!one_in(6)) {
    out += R"("coding":[{)";
    if (!one_in(4)) out += R"("system":")" + system + "\",";
    out += R"("code":"c)" + std::to_string(number(4)) + "\"";
    if (one_in(2)) out += R"(,"display":"Kind )" + std::to_string(number(4)) + " (severe)\"";
    out += "}]";
  }
  if (out.size() == 1 || one_in(3)) out += std::string(out.size() == 1 ? "" : ",") + R"("text":"Words )" + std::to_string(number(3)) + "\"";
  return out + "}";
}

std::string RandomSearch::reference(const std::string& type, int count) {
  if (one_in(12)) return R"({"identifier":{"system":"urn:mrn","value":"A-)" + std::to_string(number(5)) + R"("}})";
  if (one_in(15)) return R"({"reference":"https://other.example.org/fhir/)" + type + R"(/1"})";
  std::string out = R"({"reference":")" + type + "/" + std::to_string(number(count)) + (one_in(10) ? "/_history/1" : "") + "\"";
  if (one_in(4)) out += R"(,"display":"Ann )" + pick(kFamilies) + "\"";
  return out + "}";
}

std::string RandomSearch::patient(int count) {
  std::string out;
  if (!one_in(5)) out += R"(,"name":[{"family":")" + pick(kFamilies) + R"(","given":["Anna","Jürgen)" + std::to_string(number(3)) + R"("]}])";
  if (!one_in(4)) out += R"(,"gender":")" + pick(std::vector<std::string>{"male", "female", "other", "unknown"}) + "\"";
  if (!one_in(5)) out += R"(,"birthDate":")" + date() + "\"";
  if (one_in(3)) out += R"(,"active":)" + std::string(one_in(2) ? "true" : "false");
  if (one_in(3)) out += one_in(2) ? R"(,"deceasedBoolean":)" + std::string(one_in(2) ? "true" : "false") : R"(,"deceasedDateTime":")" + date() + "\"";
  if (!one_in(3)) {
    out += R"(,"identifier":[{"system":"urn:mrn","value":"A-)" + std::to_string(number(5)) + R"("},{"value":"bare","type":{"coding":[{"system":"urn:kind","code":"MR"}],"text":"Record"}}])";
  }
  if (one_in(3)) out += R"(,"telecom":[{"system":"phone","value":"+49 30 )" + std::to_string(number(3)) + R"("}])";
  if (one_in(3)) out += R"(,"address":[{"line":["Main Street 1"],"city":"Köln","postalCode":"5066)" + std::to_string(number(3)) + R"("}])";
  if (one_in(2)) out += R"(,"managingOrganization":)" + reference("Organization", count);
  if (one_in(4)) out += R"(,"link":[{"other":)" + reference("Patient", count) + R"(,"type":"seealso"}])";
  return out;
}

std::string RandomSearch::observation(int count) {
  std::string out = R"(,"status":")" + pick(std::vector<std::string>{"final", "amended"}) + R"(","code":)" + concept_of("http://loinc.org");
  if (!one_in(6)) out += R"(,"subject":)" + reference("Patient", count);
  if (one_in(2)) out += R"(,"encounter":)" + reference("Encounter", count);
  switch (number(4)) {
    case 0: out += R"(,"effectiveDateTime":")" + (one_in(2) ? date() : instant()) + "\""; break;
    case 1: out += R"(,"effectivePeriod":{"start":")" + date() + "\"" + (one_in(2) ? R"(,"end":")" + date() + "\"" : "") + "}"; break;
    case 2: out += R"(,"effectiveTiming":{"event":[")" + date() + R"("],"repeat":{"boundsPeriod":{"start":"2020-01-11"}}})"; break;
    default: break;
  }
  switch (number(5)) {
    case 0: out += R"(,"valueCodeableConcept":)" + concept_of("urn:finding"); break;
    case 1: out += R"(,"valueString":"Free text )" + std::to_string(number(3)) + "\""; break;
    case 2: break;
    default: out += R"(,"valueQuantity":)" + quantity();
  }
  if (one_in(3)) {
    out += R"(,"component":[{"code":)" + concept_of("http://loinc.org") + R"(,"valueQuantity":)" + quantity() + R"(},{"code":)" + concept_of("http://loinc.org") + R"(,"valueQuantity":)" + quantity() + "}]";
  }
  if (one_in(3)) out += R"(,"meta":{"tag":[{"system":"urn:t","code":"x"}],"profile":["http://example.org/p|1"],"source":"http://example.org/s"})";
  return out;
}

std::string RandomSearch::encounter(int count) {
  std::string out = R"(,"status":")" + pick(std::vector<std::string>{"finished", "planned"}) + R"(","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":")" +
                    pick(std::vector<std::string>{"AMB", "IMP"}) + R"("},"subject":)" + reference("Patient", count);
  if (!one_in(4)) out += R"(,"period":{)" + std::string(one_in(4) ? "" : R"("start":")" + date() + "\",") + R"("end":")" + date() + R"("})";
  if (one_in(2)) out += R"(,"location":[{"location":)" + reference("Location", count) + "}]";
  if (one_in(3)) out += R"(,"length":{"value":)" + std::to_string(number(3)) + R"(.5,"system":"http://unitsofmeasure.org","code":"h"})";
  return out;
}

std::string RandomSearch::other(int kind, int count) {
  switch (kind) {
    case 0: return R"(,"name":")" + pick(kFamilies) + "\"" + (one_in(2) ? R"(,"partOf":)" + reference("Organization", count) : "");
    case 1: return R"(,"name":"Ward )" + std::to_string(number(3)) + "\"" + (one_in(2) ? R"(,"partOf":)" + reference("Location", count) : "");
    case 2:
      return R"(,"status":"final","subject":)" + reference("Patient", count) + R"(,"prediction":[{"probabilityDecimal":)" +
             pick(std::vector<std::string>{"0.5", "0.50", "1e-1", "0.123"}) + R"(},{"probabilityRange":{"low":{"value":0.2},"high":{"value":0.4}}}])";
    default:
      return R"(,"status":"draft","url":"http://example.org/fhir/ValueSet/)" + pick(std::vector<std::string>{"a", "a/b", "a/b/c", "x"}) + R"(","version":")" + std::to_string(number(2)) + R"(","name":"Set")";
  }
}

std::vector<std::string> RandomSearch::resources(int count) {
  static const std::array<const char*, 4> kOthers{"Organization", "Location", "RiskAssessment", "ValueSet"};
  std::vector<std::string> made;
  const auto add = [&](const std::string& type, int id, const std::string& content) {
    made.push_back(R"({"resourceType":")" + type + R"(","id":")" + std::to_string(id) + "\"" + content + "}");
  };
  for (int id = 0; id < count; ++id) {
    add("Patient", id, patient(count));
    add("Observation", id, observation(count));
    add("Encounter", id, encounter(count));
    for (int kind = 0; kind < 4; ++kind) add(kOthers[static_cast<std::size_t>(kind)], id, other(kind, count));
  }
  return made;
}

// --- queries

std::string RandomSearch::code_value(std::string_view word, const path::Item& item) {
  if (word == "text") {
    const std::vector<std::string> words = words_beside(definitions_, item);
    return words.empty() ? "" : escaped(begin_of(folded(pick(words)), static_cast<std::size_t>(1 + number(6))));
  }
  if (word == "of-type") {
    const json::View coding = item.view.member("type").member("coding").at(0);
    if (text(coding.member("code")).empty() || text(item.view.member("value")).empty()) return "";
    return (one_in(2) ? escaped(text(coding.member("system"))) : "") + "|" + escaped(text(coding.member("code"))) + "|" + escaped(text(item.view.member("value")));
  }
  const std::vector<Coded> codes = codes_of(definitions_, item);
  if (codes.empty()) return "";
  const Coded code = pick(codes);
  if (code.code.empty()) return escaped(code.system) + "|";
  switch (number(4)) {
    case 0: return escaped(code.system) + "|" + escaped(code.code);
    case 1: return "|" + escaped(code.code);
    case 2: return code.system.empty() ? escaped(code.code) : escaped(code.system) + "|";
    default: return escaped(code.code);
  }
}

std::string RandomSearch::text_value(std::string_view word, const path::Item& item) {
  const std::vector<std::string> texts = texts_of(definitions_, item);
  if (texts.empty()) return "";
  const std::string have = pick(texts);
  if (word == "exact") return escaped(one_in(5) ? folded(have) : have);
  const std::string plain = folded(have);
  if (plain.empty()) return "";
  const bool ascii = std::all_of(plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) return escaped(plain);
  const std::size_t from = word == "contains" || one_in(6) ? static_cast<std::size_t>(number(static_cast<int>(plain.size()))) : 0;
  const std::string part = plain.substr(from, static_cast<std::size_t>(1 + number(8)));
  return folded(part).empty() ? "" : part;
}

std::string RandomSearch::date_value(const path::Item& item) {
  std::string have = text(item.view);
  if (item.view.is_object()) have = text(item.view.member(one_in(2) ? "start" : "end"));
  if (!parse_search_date(have) || one_in(4)) have = one_in(2) ? date() : instant();
  const std::size_t cut = pick(std::vector<std::size_t>{4, 7, 10, 16, 100});
  have = have.substr(0, cut);
  if (have.size() == 16) have += "Z";
  return prefix() + have;
}

std::string RandomSearch::amount_value(const SearchParameter& parameter, const path::Item& item) {
  const json::View number_view = item.view.is_object() ? item.view.member("value") : item.view;
  std::string amount = number_view.is_number() && !one_in(4) ? std::string(number_view.raw()) : pick(std::vector<std::string>{"5", "5.4", "100", "100.0", "0.5", "1e2", "5400", "-3"});
  amount = prefix() + amount;
  if (parameter.type == SearchType::kNumber || one_in(3)) return amount;
  const std::string code = text(item.view.member("code"));
  const std::string unit = code.empty() || one_in(4) ? pick(kUnits) : code;
  return amount + (one_in(3) ? "||" : "|http://unitsofmeasure.org|") + escaped(unit);
}

std::string RandomSearch::composite_value(const SearchParameter& parameter, const Document& document, NaiveSearch& search) {
  std::string out;
  for (const SearchComponent& component : parameter.components) {
    const SearchParameter& part = *definitions_.search_parameter(component.parameter);
    const path::Collection* items = nullptr;
    if (definitions_.search_parameter(document.type, part.code) != nullptr) items = &search.values(document, part);
    std::string piece = items == nullptr || items->empty() ? "" : value(part, "", pick(*items));
    if (piece.empty()) piece = part.type == SearchType::kToken ? "c" + std::to_string(number(4)) : part.type == SearchType::kQuantity ? "gt5" : "";
    if (piece.empty() || part.type == SearchType::kReference) return "";
    out += (out.empty() ? "" : "$") + piece;
  }
  return out;
}

std::string RandomSearch::value(const SearchParameter& parameter, std::string_view word, const path::Item& item) {
  switch (parameter.type) {
    case SearchType::kToken: return code_value(word, item);
    case SearchType::kString: return text_value(word, item);
    case SearchType::kDate: return date_value(item);
    case SearchType::kNumber:
    case SearchType::kQuantity: return amount_value(parameter, item);
    case SearchType::kUri: {
      const std::string have = text(item.view);
      if (word == "below") return escaped(have.substr(0, static_cast<std::size_t>(8 + number(20))));
      return escaped(word == "above" ? have + "/more" : have);
    }
    case SearchType::kReference: {
      if (word == "text") return code_value(word, item);
      if (word == "identifier") return escaped(text(item.view.member("identifier").member("value")));
      const std::string have = reference_of(item);
      const std::size_t slash = have.find('/');
      const bool local = slash != std::string::npos && definitions_.resource_type(have.substr(0, slash)).has_value();
      return local && (one_in(2) || !word.empty()) ? have.substr(slash + 1) : have;
    }
    default: return "";
  }
}

std::optional<std::pair<std::string, std::string>> RandomSearch::plain(const SearchParameter& parameter, const Document& document, NaiveSearch& search) {
  const std::string code(parameter.code);
  if (parameter.code == "_id") return std::pair(code, document.id + (one_in(2) ? ",nothing" : ""));
  if (parameter.code == "_lastUpdated" || parameter.type == SearchType::kSpecial) return std::nullopt;
  if (one_in(8)) return std::pair(code + ":missing", std::string(one_in(2) ? "true" : "false"));
  std::string word;
  if (one_in(3)) {
    if (parameter.type == SearchType::kString) word = pick(std::vector<std::string>{"exact", "contains"});
    if (parameter.type == SearchType::kToken) word = pick(std::vector<std::string>{"not", "text", "of-type"});
    if (parameter.type == SearchType::kReference) word = pick(std::vector<std::string>{"identifier", "text", "Patient"});
    if (parameter.type == SearchType::kUri) word = pick(std::vector<std::string>{"above", "below"});
  }
  if (word == "Patient" && !reference_links(definitions_, document.type, parameter).targets.empty()) word.clear();
  std::string list;
  for (int left = one_in(3) ? 2 : 1; left > 0; --left) {
    const path::Collection& items = search.values(document, parameter);
    std::string one;
    if (parameter.type == SearchType::kComposite) one = composite_value(parameter, document, search);
    else if (!items.empty()) one = value(parameter, word == "not" ? "" : word, pick(items));
    if (one.empty()) return std::nullopt;
    list += (list.empty() ? "" : ",") + one;
  }
  return std::pair(code + (word.empty() ? "" : ":" + word), list);
}

std::optional<std::pair<std::string, std::string>> RandomSearch::criterion(const Document& document, NaiveSearch& search, int depth) {
  const auto parameters = definitions_.search_parameters(document.type);
  const SearchParameter& parameter = *pick(parameters);
  if (!is_indexed(definitions_, document.type, parameter)) return std::nullopt;
  if (parameter.type != SearchType::kReference || depth == 0 || !one_in(2)) return plain(parameter, document, search);
  const path::Collection& items = search.values(document, parameter);
  if (items.empty()) return std::nullopt;
  const std::string target = reference_of(pick(items));
  const Document* found = search.document(target);
  if (found == nullptr) return std::nullopt;
  const std::string type(definitions_.name_of(found->type));
  const ReferenceLinks links = reference_links(definitions_, document.type, parameter);
  const bool fits = links.targets.empty() || std::find(links.targets.begin(), links.targets.end(), found->type) != links.targets.end();
  if (links.by_url_only || !fits) return std::nullopt;
  if (depth == 2 && one_in(3)) {  // From the target's side.
    const auto inner = criterion(document, search, depth - 1);
    if (!inner) return std::nullopt;
    return std::pair("_has:" + std::string(definitions_.name_of(document.type)) + ":" + std::string(parameter.code) + ":" + inner->first, inner->second);
  }
  const auto inner = criterion(*found, search, depth - 1);
  if (!inner) return std::nullopt;
  return std::pair(std::string(parameter.code) + (one_in(2) ? ":" + type : "") + "." + inner->first, inner->second);
}

RandomSearch::Question RandomSearch::question(const std::vector<std::unique_ptr<Document>>& documents, NaiveSearch& search) {
  while (true) {
    const Document& document = *documents[static_cast<std::size_t>(number(static_cast<int>(documents.size())))];
    Question question{document.type, {}};
    for (int left = 1 + number(3), tries = 0; left > 0 && tries < 20; ++tries) {
      auto made = criterion(document, search, 2);
      if (!made) continue;
      // A _has at the front asks about what the document refers to.
      if (made->first.starts_with("_has:")) {
        const auto links = split(made->first, ':');
        const SearchParameter& reference = *definitions_.search_parameter(document.type, links[2]);
        const path::Collection& items = search.values(document, reference);
        const Document* target = items.empty() ? nullptr : search.document(reference_of(items.front()));
        if (target == nullptr || !question.criteria.empty()) continue;
        question.type = target->type;
        question.criteria.push_back(*std::move(made));
        return question;
      }
      question.criteria.push_back(*std::move(made));
      --left;
    }
    if (!question.criteria.empty()) return question;
  }
}

}  // namespace osler::fhir::naive
