// Spec: FHIR R4, search.html#combining, #chaining, #has, #modifiers.
#include "fhir/search/naive_search_test.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "json/parser.h"

namespace osler::fhir::naive {
namespace {

// The operands of the outermost '|'. Evaluated one by one: the union itself takes 5 and ">5" for the same.
std::vector<std::string> branches_of(std::string_view expression) {
  std::vector<std::string> branches(1);
  int depth = 0;
  for (const char c : expression) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == '|' && depth == 0) branches.emplace_back();
    else branches.back() += c;
  }
  return branches;
}

}  // namespace

using path::Item;

NaiveSearch::NaiveSearch(const Definitions& definitions, const std::vector<std::unique_ptr<Document>>& documents)
    : definitions_(definitions), documents_(documents) {
  for (const auto& document : documents) {
    by_path_[std::string(definitions.name_of(document->type)) + "/" + document->id] = document.get();
    add_contained(*document);
  }
}

void NaiveSearch::add_contained(const Document& document) {
  json::Parser parser;
  for (const json::View inside : document.tree.root().member("contained")) {
    const std::optional<TypeId> type = definitions_.resource_type(inside.member("resourceType").text());
    if (!type || !inside.member("id").is_string()) continue;
    Result<json::Tree> tree = parser.parse(json::PaddedBytes(inside.raw()), definitions_.names());
    ASSERT_TRUE(tree.ok());
    contained_.push_back(std::make_unique<Document>(Document{*type, inside.member("id").text(), std::string(inside.raw()), std::move(*tree), true}));
    by_fragment_[{&document, "#" + contained_.back()->id}] = contained_.back().get();
  }
}

std::vector<std::string> NaiveSearch::find(TypeId type, const Criteria& criteria) {
  std::vector<std::string> ids;
  for (const auto& document : documents_) {
    if (document->type != type) continue;
    const bool met = std::all_of(criteria.begin(), criteria.end(), [&](const auto& each) { return meets(*document, each.first, each.second); });
    if (met) ids.push_back(document->id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

// 'as' on a collection filters: a known defect of the R4 expressions.
const path::Program& NaiveSearch::program(std::string_view expression) {
  const auto known = programs_.find(expression);
  if (known != programs_.end()) return known->second;
  Result<path::Program> compiled = path::compile(definitions_, expression);
  EXPECT_TRUE(compiled.ok()) << expression;
  for (path::Node& node : compiled->nodes) {
    if (node.kind == path::NodeKind::kAs) node.kind = path::NodeKind::kOfType;
  }
  return programs_.emplace(expression, std::move(*compiled)).first->second;
}

path::Collection NaiveSearch::evaluate(const Document& document, std::string_view expression, const Item& context) {
  path::Environment environment;
  environment.resource = document.tree.root();
  Result<path::Collection> items = path::evaluate(program(expression), definitions_, context, environment, workspace_);
  return items.ok() ? std::move(*items) : path::Collection{};
}

const path::Collection& NaiveSearch::values(const Document& document, const SearchParameter& parameter) {
  const auto key = std::pair(&document, parameter.id);
  const auto known = values_.find(key);
  if (known != values_.end()) return known->second;
  const Item context = path::context_item(definitions_, document.tree.root());
  path::Collection found;
  for (const std::string& branch : branches_of(parameter.expression)) {
    const path::Collection items = evaluate(document, branch, context);
    found.insert(found.end(), items.begin(), items.end());
  }
  // An Extension stands for its value.
  for (Item& item : found) {
    if (item.structure == StructureId::kNone || definitions_.at(item.structure).name != "Extension") continue;
    const path::Collection inside = evaluate(document, "value", item);
    if (!inside.empty()) item = inside.front();
  }
  return values_.emplace(key, std::move(found)).first->second;
}

std::vector<const Document*> NaiveSearch::referred(const Document& document, const SearchParameter& parameter) {
  std::vector<const Document*> found;
  for (const Item& item : values(document, parameter)) {
    const auto target = by_path_.find(reference_of(item));
    if (target != by_path_.end()) found.push_back(target->second);
    if (!item.view.is_object()) continue;
    const auto inside = by_fragment_.find({&document, item.view.member("reference").text()});
    if (inside != by_fragment_.end()) found.push_back(inside->second);
  }
  return found;
}

bool NaiveSearch::has_value(const Document& document, const SearchParameter& parameter) {
  if (parameter.code == "_id" || parameter.code == "_lastUpdated") return true;
  const path::Collection& items = values(document, parameter);
  const auto searchable = [&](SearchType type) {
    return [this, type](const Item& item) { return is_searchable(definitions_, type, item); };
  };
  if (parameter.type != SearchType::kComposite) return std::any_of(items.begin(), items.end(), searchable(parameter.type));
  return std::any_of(items.begin(), items.end(), [&](const Item& base) {
    return std::all_of(parameter.components.begin(), parameter.components.end(), [&](const SearchComponent& part) {
      const SearchType type = definitions_.search_parameter(part.parameter)->type;
      const path::Collection values = evaluate(document, part.expression, base);
      return std::any_of(values.begin(), values.end(), [&](const Item& item) {
        return type == SearchType::kToken ? !codes_of(definitions_, item).empty() : is_searchable(definitions_, type, item);
      });
    });
  });
}

bool NaiveSearch::meets_composite(const Document& document, const SearchParameter& parameter, const std::string& value) {
  const std::vector<std::string> wanted = split(value, '$');
  const path::Collection& bases = values(document, parameter);
  return std::any_of(bases.begin(), bases.end(), [&](const Item& base) {
    for (std::size_t i = 0; i < parameter.components.size(); ++i) {
      const SearchParameter& part = *definitions_.search_parameter(parameter.components[i].parameter);
      const path::Collection items = evaluate(document, parameter.components[i].expression, base);
      const bool met = std::any_of(items.begin(), items.end(), [&](const Item& item) { return element_meets(definitions_, part.type, "", item, wanted[i]); });
      if (!met) return false;
    }
    return true;
  });
}

bool NaiveSearch::meets_plain(const Document& document, const SearchParameter& parameter, std::string_view word, const std::string& value) {
  const bool typed = parameter.type == SearchType::kReference && definitions_.resource_type(word).has_value();
  const std::vector<std::string> alternatives = split(value, ',');
  return std::any_of(alternatives.begin(), alternatives.end(), [&](const std::string& one) {
    if (parameter.code == "_id") return document.id == one;
    if (parameter.type == SearchType::kComposite) return meets_composite(document, parameter, one);
    // A bare id is of the only type there can be.
    std::string_view of = typed ? word : std::string_view();
    if (of.empty() && word.empty() && parameter.type == SearchType::kReference && parameter.targets.size() == 1) of = definitions_.name_of(parameter.targets.front());
    const bool bare = one.find('/') == std::string::npos && one.find(':') == std::string::npos;
    const std::string wanted = !of.empty() && bare ? std::string(of) + "/" + one : one;
    const path::Collection& items = values(document, parameter);
    return std::any_of(items.begin(), items.end(), [&](const Item& item) { return element_meets(definitions_, parameter.type, typed ? "" : word, item, wanted); });
  });
}

bool NaiveSearch::meets(const Document& document, std::string_view name, const std::string& value) {
  if (name.starts_with("_has:")) {
    const std::vector<std::string> words = split(name.substr(5), ':');
    const TypeId source = definitions_.resource_type(words[0]).value();
    const SearchParameter& reference = *definitions_.search_parameter(source, words[1]);
    const std::string_view rest = name.substr(5 + words[0].size() + 1 + words[1].size() + 1);
    return std::any_of(documents_.begin(), documents_.end(), [&](const auto& other) {
      if (other->type != source || !meets(*other, rest, value)) return false;
      const std::vector<const Document*> targets = referred(*other, reference);
      return std::find(targets.begin(), targets.end(), &document) != targets.end();
    });
  }
  const std::size_t dot = name.find('.');
  const std::string_view head = name.substr(0, dot);
  const std::string_view code = head.substr(0, head.find(':'));
  const std::string_view word = code.size() == head.size() ? std::string_view() : head.substr(code.size() + 1);
  const SearchParameter* parameter = definitions_.search_parameter(document.type, code);
  if (parameter == nullptr) return false;
  if (dot != std::string_view::npos) {
    const std::vector<const Document*> targets = referred(document, *parameter);
    return std::any_of(targets.begin(), targets.end(), [&](const Document* target) {
      if (!word.empty() && definitions_.name_of(target->type) != word) return false;
      const std::string_view next = name.substr(dot + 1);
      const bool leads_on = next.starts_with("_has:") || next.find('.') != std::string_view::npos || next.starts_with("_lastUpdated");
      if (target->is_contained && leads_on) return false;
      const bool known = next.starts_with("_has:") || definitions_.search_parameter(target->type, next.substr(0, next.find_first_of(":."))) != nullptr;
      return known && meets(*target, next, value);
    });
  }
  if (word == "missing") return has_value(document, *parameter) != (value == "true");
  if (word == "not") return !meets_plain(document, *parameter, "", value);
  return meets_plain(document, *parameter, word, value);
}

}  // namespace osler::fhir::naive
