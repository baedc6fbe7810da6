// Spec: FHIR R4, search_filter.html, the grammar. "and" binds tighter than "or".
#include <algorithm>

#include "fhir/search/filter.h"

namespace osler::fhir {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ':';
}

class FilterParser {
 public:
  explicit FilterParser(std::string_view text) : text_(text) {}

  Result<Filter> parse() {
    OSLER_TRY(Filter filter, alternatives(0));
    skip_blanks();
    if (at_ < text_.size()) return expected("'and', 'or' or the end");
    return filter;
  }

 private:
  Error expected(std::string_view what) const {
    return invalid_input("expected " + std::string(what) + " at character " + std::to_string(at_ + 1));
  }
  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    skip_blanks();
    const std::string_view rest = text_.substr(at_);
    const bool ends = rest.size() == word.size() || (rest.size() > word.size() && !is_name_character(rest[word.size()]) && rest[word.size()] != '.');
    if (!rest.starts_with(word) || !ends) return false;
    at_ += word.size();
    return true;
  }

  Result<Filter> alternatives(int depth) {
    if (depth > kFilterDepthMax) return too_costly("_filter: brackets may stand in one another " + std::to_string(kFilterDepthMax) + " times at most");
    return joined(depth, "or", Filter::Kind::kOr, [&] {
      return joined(depth, "and", Filter::Kind::kAnd, [&] { return term(depth); });
    });
  }

  template <class Part>
  Result<Filter> joined(int, std::string_view word, Filter::Kind kind, const Part& part) {
    OSLER_TRY(Filter first, part());
    if (!take_word(word)) return first;
    Filter all;
    all.kind = kind;
    all.parts.push_back(std::move(first));
    do {
      OSLER_TRY(Filter next, part());
      all.parts.push_back(std::move(next));
    } while (take_word(word));
    return all;
  }

  Result<Filter> term(int depth) {
    if (take_word("not")) {
      Filter negated;
      negated.kind = Filter::Kind::kNot;
      OSLER_TRY(Filter inner, bracketed(depth));
      negated.parts.push_back(std::move(inner));
      return negated;
    }
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '(') return bracketed(depth);
    return condition(depth);
  }

  Result<Filter> bracketed(int depth) {
    if (!take('(')) return expected("'('");
    OSLER_TRY(Filter inner, alternatives(depth + 1));
    if (!take(')')) return expected("')'");
    return inner;
  }

  Result<Filter> condition(int depth) {
    if (++conditions_ > kFilterConditionsMax) return too_costly("_filter: at most " + std::to_string(kFilterConditionsMax) + " conditions");
    Filter filter;
    do {
      OSLER_TRY(Filter::Step step, path_step(depth));
      filter.path.push_back(std::move(step));
    } while (take('.'));
    if (filter.path.back().where) return expected("'.' and a parameter behind ']'");
    skip_blanks();
    filter.op = name();
    if (filter.op.size() != 2) return expected("an operator of two letters, such as eq");
    OSLER_TRY(filter.value, value());
    return filter;
  }

  Result<Filter::Step> path_step(int depth) {
    skip_blanks();
    Filter::Step step{name(), nullptr};
    if (step.name.empty()) return expected("the name of a parameter");
    if (at_ == text_.size() || text_[at_] != '[') return step;
    ++at_;
    OSLER_TRY(Filter where, alternatives(depth + 1));
    step.where = std::make_unique<Filter>(std::move(where));
    if (!take(']')) return expected("']'");
    return step;
  }

  std::string name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  // A text in quotes, with the escapes of JSON, or anything up to a blank or a bracket.
  Result<std::string> value() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '"') return quoted();
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != ')' && text_[at_] != ']') ++at_;
    if (at_ == begin) return expected("a value");
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> quoted() {
    std::string out;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_];
    }
    if (at_ == text_.size()) return expected("'\"'");
    ++at_;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t conditions_ = 0;
};

}  // namespace

Result<Filter> parse_filter(std::string_view text) { return FilterParser(text).parse(); }

}  // namespace osler::fhir
