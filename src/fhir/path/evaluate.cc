#include "fhir/path/evaluate.h"

#include <algorithm>
#include <array>
#include <limits>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {

Collection Evaluator::single(const Item& item) {
  Collection collection(workspace_.memory());
  collection.push_back(item);
  return collection;
}
Collection Evaluator::boolean(bool value) { return single(boolean_item(value)); }
Collection Evaluator::integer(std::int64_t value) { return single(integer_item(value)); }
Collection Evaluator::decimal(const Decimal& value) { return single(decimal_item(value)); }

Result<Collection> Evaluator::string(std::string_view text) {
  if (text.size() > environment_.text_bytes_max) return invalid_input("FHIRPath: too-costly: a computed text is too long");
  OSLER_RETURN_IF_ERROR(charge(1 + text.size() / 64));
  return single(string_item(workspace_.keep(text)));
}

Status Evaluator::too_costly() { return invalid_input("FHIRPath: too-costly: the evaluation takes too many steps"); }

Status Evaluator::check_size(const Collection& collection) const {
  if (collection.size() > environment_.collection_max) return invalid_input("FHIRPath: too-costly: a collection has too many items");
  return {};
}

Error Evaluator::fail(const Node& node, std::string_view what) const {
  return invalid_input("FHIRPath: " + std::string(what) + " at offset " + std::to_string(node.offset));
}

Result<std::optional<Item>> Evaluator::optional_item(const Collection& collection, std::string_view what) {
  if (collection.empty()) return std::optional<Item>{};
  if (collection.size() > 1) return invalid_input("FHIRPath: " + std::string(what) + " needs a single item");
  return std::optional<Item>{collection.front()};
}

Result<Truth> Evaluator::condition(const Collection& collection) {
  OSLER_TRY(const std::optional<Item> item, optional_item(collection, "a condition"));
  if (!item) return Truth{};
  const Item value = system_value(*item);
  return Truth{value.kind != ItemKind::kBoolean || value.integer != 0};
}

Result<std::optional<std::string_view>> Evaluator::text(const Collection& collection, std::string_view what) {
  OSLER_TRY(const std::optional<Item> item, optional_item(collection, what));
  if (!item) return std::optional<std::string_view>{};
  const Item value = system_value(*item);
  if (value.kind != ItemKind::kString) return invalid_input("FHIRPath: " + std::string(what) + " needs a string");
  return std::optional<std::string_view>{value.text};
}

Result<std::optional<std::int64_t>> Evaluator::whole(const Collection& collection, std::string_view what) {
  OSLER_TRY(const std::optional<Item> item, optional_item(collection, what));
  if (!item) return std::optional<std::int64_t>{};
  const Item value = system_value(*item);
  if (value.kind != ItemKind::kInteger) return invalid_input("FHIRPath: " + std::string(what) + " needs an integer");
  return std::optional<std::int64_t>{value.integer};
}

Focus Evaluator::start() const {
  const bool is_empty = context_.kind == ItemKind::kElement && !context_.view.exists() && !context_.sibling.exists();
  return {is_empty ? nullptr : &context_, 0, nullptr};
}

Result<Collection> Evaluator::run() { return eval(program_.root, start()); }
Result<Truth> Evaluator::decide() { return test(program_.root, start()); }

Result<Collection> Evaluator::eval_apart(NodeIndex node, const Focus& focus) {
  const std::size_t outside = defined_.size();
  Result<Collection> answer = eval(node, focus);
  defined_.resize(outside);
  return answer;
}

Result<Truth> Evaluator::test_apart(NodeIndex node, const Focus& focus) {
  const std::size_t outside = defined_.size();
  Result<Truth> answer = test(node, focus);
  defined_.resize(outside);
  return answer;
}

Result<Collection> Evaluator::eval(NodeIndex index, const Focus& focus) {
  OSLER_RETURN_IF_ERROR(charge(1));
  const Node& node = program_.at(index);
  return node.fixed == 0 ? eval_node(node, focus) : eval_fixed(node, focus);
}

Result<Collection> Evaluator::eval_fixed(const Node& node, const Focus& focus) {
  if (kept_.empty()) kept_.resize(program_.fixed_count);
  const std::size_t place = node.fixed - 1U;
  if (!kept_[place]) {
    OSLER_TRY(Collection made, eval_node(node, focus));
    kept_[place] = std::move(made);
  } else {
    OSLER_RETURN_IF_ERROR(charge(kept_[place]->size()));  // The copy takes memory like the first.
  }
  return Collection(*kept_[place], workspace_.memory());
}

Result<Collection> Evaluator::eval_node(const Node& node, const Focus& focus) {
  switch (node.kind) {
    case NodeKind::kEmpty: return none();
    case NodeKind::kLiteral: return single(literal_item(program_.literal_of(node)));
    case NodeKind::kThis: return focus.item == nullptr ? none() : single(*focus.item);
    case NodeKind::kIndex: return integer(focus.index);
    case NodeKind::kTotal:
      if (focus.total == nullptr) return none();
      return Collection(*focus.total, workspace_.memory());
    case NodeKind::kExternal: return eval_external(node);
    case NodeKind::kMember: return eval_member(node, focus);
    case NodeKind::kIndexer: return eval_indexer(node, focus);
    case NodeKind::kFunction: return eval_function(node, focus);
    case NodeKind::kNegate:
    case NodeKind::kPlus: return eval_sign(node, focus);
    case NodeKind::kBinary: return eval_binary(node, focus);
    case NodeKind::kIs:
    case NodeKind::kAs:
    case NodeKind::kOfType: return eval_type(node, focus);
  }
  return internal_error("unknown node");
}

Item Evaluator::literal_item(const Literal& literal) {
  struct Make {
    Evaluator& evaluator;
    Item operator()(bool value) const { return evaluator.boolean_item(value); }
    Item operator()(std::int64_t value) const { return evaluator.integer_item(value); }
    Item operator()(const Decimal& value) const { return evaluator.decimal_item(value); }
    Item operator()(const std::string& value) const { return evaluator.string_item(value); }
    Item operator()(const MomentLiteral& value) const { return evaluator.moment_item(value.kind, value.value); }
    Item operator()(const QuantityLiteral& value) const { return evaluator.quantity_item(value.value, value.unit, value.is_calendar); }
  };
  return std::visit(Make{*this}, literal);
}

Result<Collection> Evaluator::input_of(const Node& node, const Focus& focus) {
  if (node.has_input) return eval(program_.children_of(node).front(), focus);
  return focus.item == nullptr ? none() : single(*focus.item);
}

// A path may begin with the type of its context. Spec: FHIRPath 2.0, 5.1.
bool Evaluator::is_context_type(const Node& node, const Item& item) {
  return node.type.structure != StructureId::kNone && is_type(item, node.type);
}

Result<Collection> Evaluator::eval_member(const Node& node, const Focus& focus) {
  Collection result = none();
  const std::string_view text = program_.text_of(node);
  if (!node.has_input) {
    if (focus.item == nullptr) return result;
    if (is_context_type(node, *focus.item)) return single(*focus.item);
    OSLER_RETURN_IF_ERROR(append_members(*focus.item, node.name, text, result));
    return result;
  }
  OSLER_TRY(const Collection input, input_of(node, focus));
  for (const Item& item : input) OSLER_RETURN_IF_ERROR(append_members(item, node.name, text, result));
  OSLER_RETURN_IF_ERROR(check_size(result));
  return result;
}

Result<Collection> Evaluator::eval_function(const Node& node, const Focus& focus) {
  const Function& function = all_functions()[node.function];
  if (function.test != nullptr) {
    OSLER_TRY(const Truth answer, function.test(*this, node, focus));
    return truth(answer);
  }
  OSLER_TRY(Collection input, input_of(node, focus));
  return function.body(Call{*this, node, focus, input});
}

Result<Collection> Evaluator::eval_indexer(const Node& node, const Focus& focus) {
  OSLER_TRY(const Collection input, input_of(node, focus));
  OSLER_TRY(const Collection index, eval_apart(program_.children_of(node)[1], focus));
  OSLER_TRY(const std::optional<std::int64_t> at, whole(index, "an index"));
  if (!at || *at < 0 || static_cast<std::uint64_t>(*at) >= input.size()) return none();
  return single(input[static_cast<std::size_t>(*at)]);
}

Result<Collection> Evaluator::eval_external(const Node& node) {
  const std::string_view name = program_.text_of(node);
  for (const Defined& variable : defined_) {
    if (variable.name == name) return Collection(variable.value, workspace_.memory());
  }
  for (const Variable& variable : environment_.variables) {
    if (variable.name == name) return single(variable.value);
  }
  if (name == "ucum") return single(string_item("http://unitsofmeasure.org"));
  if (name == "sct") return single(string_item("http://snomed.info/sct"));
  if (name == "loinc") return single(string_item("http://loinc.org"));
  if (environment_.context_only) return fail(node, "the variable looks beyond the context");
  if (name == "context") return single(context_);
  if (name == "resource") return single(context_item(definitions_, resource()));
  if (name == "rootResource") {
    return single(context_item(definitions_, environment_.root_resource.exists() ? environment_.root_resource : resource()));
  }
  if (name.starts_with("vs-")) return string("http://hl7.org/fhir/ValueSet/" + std::string(name.substr(3)));
  if (name.starts_with("ext-")) return string("http://hl7.org/fhir/StructureDefinition/" + std::string(name.substr(4)));
  return fail(node, "unknown variable '%" + std::string(name) + "'");
}

Status Evaluator::define(const Node& node, std::string_view name, Collection value) {
  constexpr std::array<std::string_view, 6> kFixed = {"context", "resource", "rootResource", "ucum", "sct", "loinc"};
  const auto is_it = [name](const auto& variable) { return variable.name == name; };
  const bool taken = std::ranges::find(kFixed, name) != kFixed.end() || name.starts_with("vs-") || name.starts_with("ext-") ||
                     std::ranges::any_of(environment_.variables, is_it) || std::ranges::any_of(defined_, is_it);
  if (taken) return fail(node, "this variable is defined already");
  defined_.push_back({name, std::move(value)});
  return {};
}

Result<Collection> Evaluator::eval_sign(const Node& node, const Focus& focus) {
  OSLER_TRY(const Collection operand, eval(program_.children_of(node).front(), focus));
  OSLER_TRY(const std::optional<Item> item, optional_item(operand, "a sign"));
  if (!item) return none();
  const Item value = system_value(*item);
  const bool negate = node.kind == NodeKind::kNegate;
  switch (value.kind) {
    case ItemKind::kInteger:
      // The least integer has no opposite.
      if (negate && value.integer == std::numeric_limits<std::int64_t>::min()) return none();
      return integer(negate ? -value.integer : value.integer);
    case ItemKind::kDecimal: return decimal(negate ? Decimal(0) - *value.decimal : *value.decimal);
    case ItemKind::kQuantity:
      return single(quantity_item(negate ? Decimal(0) - *value.decimal : *value.decimal, value.text, value.is_calendar));
    default: return fail(node, "a sign needs a number");
  }
}

Result<Collection> Evaluator::eval_type(const Node& node, const Focus& focus) {
  OSLER_TRY(const Collection input, input_of(node, focus));
  if (node.kind == NodeKind::kOfType) {
    Collection result = none();
    for (const Item& item : input) {
      if (is_cast_to(item, node.type)) result.push_back(item);
    }
    return result;
  }
  OSLER_TRY(const std::optional<Item> item, optional_item(input, node.kind == NodeKind::kIs ? "'is'" : "'as'"));
  if (!item) return none();
  if (node.kind == NodeKind::kIs) return boolean(is_type(*item, node.type));
  return is_cast_to(*item, node.type) ? single(*item) : none();
}

Result<Collection> evaluate(const Program& program, const Definitions& definitions, const Item& context,
                            const Environment& environment, Workspace& workspace) {
  return Evaluator(program, definitions, context, environment, workspace).run();
}

Result<std::optional<bool>> decide(const Program& program, const Definitions& definitions, const Item& context,
                                   const Environment& environment, Workspace& workspace) {
  return Evaluator(program, definitions, context, environment, workspace).decide();
}

Result<bool> holds(const Program& program, const Definitions& definitions, const Item& context,
                   const Environment& environment, Workspace& workspace) {
  OSLER_TRY(const std::optional<bool> truth, decide(program, definitions, context, environment, workspace));
  return truth.value_or(false);
}

}  // namespace osler::fhir::path
