#include "fhir/path/regular_expression.h"

namespace osler::fhir::path {
namespace {

RE2::Options options() {
  RE2::Options chosen(RE2::Quiet);
  chosen.set_dot_nl(true);
  chosen.set_max_mem(1 << 20);
  return chosen;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

RegularExpression::RegularExpression(std::string_view pattern) : compiled_(piece(pattern), options()) {}

std::shared_ptr<const RegularExpression> RegularExpression::create(std::string_view pattern) {
  const std::shared_ptr<const RegularExpression> made(new RegularExpression(pattern));
  return made->compiled_.ok() ? made : nullptr;
}

bool RegularExpression::matches_part(std::string_view text) const { return RE2::PartialMatch(piece(text), compiled_); }
bool RegularExpression::matches_all(std::string_view text) const { return RE2::FullMatch(piece(text), compiled_); }

std::string RegularExpression::replaced(std::string_view text, std::string_view substitution) const {
  std::string result(text);
  RE2::GlobalReplace(&result, compiled_, rewrite_of(substitution));
  return result;
}

// FHIRPath writes groups as $1 and ${name}; RE2 as \1. A group that does not exist is left out.
std::string RegularExpression::rewrite_of(std::string_view substitution) const {
  std::string rewrite;
  for (std::size_t i = 0; i < substitution.size(); ++i) {
    const char c = substitution[i];
    const char next = i + 1 < substitution.size() ? substitution[i + 1] : '\0';
    if (c == '\\') {
      rewrite += "\\\\";
    } else if (c == '$' && next >= '0' && next <= '9') {
      if (next - '0' <= compiled_.NumberOfCapturingGroups()) (rewrite += '\\') += next;
      ++i;
    } else if (c == '$' && next == '{' && substitution.find('}', i) != std::string_view::npos) {
      const std::size_t end = substitution.find('}', i);
      const auto group = compiled_.NamedCapturingGroups().find(std::string(substitution.substr(i + 2, end - i - 2)));
      if (group != compiled_.NamedCapturingGroups().end() && group->second < 10) rewrite += "\\" + std::to_string(group->second);
      i = end;
    } else {
      rewrite += c;
    }
  }
  return rewrite;
}

}  // namespace osler::fhir::path
