#include "fhir/search/expression_branches.h"

#include "base/ascii.h"

namespace osler::fhir {
namespace {

// The operands of the outermost '|'. Quotes and brackets hide what is inside them.
std::vector<std::string_view> outermost_branches(std::string_view expression) {
  std::vector<std::string_view> branches;
  std::size_t begin = 0;
  int depth = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (quote != '\0') {
      if (c == '\\') ++i;
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"' || c == '`') {
      quote = c;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if (c == ')' || c == ']') {
      --depth;
    } else if (c == '|' && depth == 0) {
      branches.push_back(trimmed(expression.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  branches.push_back(trimmed(expression.substr(begin)));
  return branches;
}

std::string_view leading_word(std::string_view branch) {
  while (!branch.empty() && (branch.front() == '(' || branch.front() == ' ')) branch.remove_prefix(1);
  std::size_t end = 0;
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  while (end < branch.size() && is_word(branch[end])) ++end;
  return branch.substr(0, end);
}

bool speaks_of(std::string_view type_name, std::string_view branch) {
  const std::string_view word = leading_word(branch);
  if (word.empty()) return false;
  const bool is_type = word.front() >= 'A' && word.front() <= 'Z';
  return !is_type || word == type_name || word == "Resource" || word == "DomainResource";
}

}  // namespace

std::vector<std::string_view> branches_for(const Definitions& definitions, TypeId type, std::string_view expression) {
  if (expression.empty()) return {};
  std::vector<std::string_view> branches = outermost_branches(expression);
  const std::string_view type_name = definitions.name_of(type);
  std::erase_if(branches, [&](std::string_view branch) { return !speaks_of(type_name, branch); });
  return branches;
}

}  // namespace osler::fhir
