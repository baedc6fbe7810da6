#pragma once
// Inside of evaluate.h: the state of one evaluation, and what functions get. Included by this folder alone.

#include <optional>
#include <string>
#include <vector>

#include "fhir/path/evaluate.h"

namespace osler::fhir::path {

/// FHIRPath's third truth value is no value. Spec: FHIRPath 2.0, 6.5.
using Truth = std::optional<bool>;

/// $this, $index and $total of the innermost function that set them.
struct Focus {
  const Item* item = nullptr;         ///< Null: $this is empty.
  std::int64_t index = 0;
  const Collection* total = nullptr;
};

/// One property of an object: its value and the sibling of a primitive, whichever of the two are there.
struct Property {
  const Element* element = nullptr;
  json::View value, sibling;
  /// Whether it holds any item.
  bool has_items() const;
};

/// A variable that defineVariable() made.
struct Defined {
  std::string_view name;
  Collection value;
};

class Evaluator {
 public:
  Evaluator(const Program& program, const Definitions& definitions, const Item& context, const Environment& environment, Workspace& workspace)
      : program_(program), definitions_(definitions), context_(context), environment_(environment), workspace_(workspace),
        kept_(workspace.memory()) {}

  Result<Collection> run();
  /// The whole expression as a condition.
  Result<Truth> decide();
  Result<Collection> eval(NodeIndex node, const Focus& focus);
  /// An operand or argument: variables it defines are its own.
  Result<Collection> eval_apart(NodeIndex node, const Focus& focus);
  /// As condition(eval(node, focus)), without making collections where the answer shows sooner.
  Result<Truth> test(NodeIndex node, const Focus& focus);
  Result<Truth> test_apart(NodeIndex node, const Focus& focus);
  /// Whether the input of a node has items; stops at the first.
  Result<bool> has_input_items(const Node& node, const Focus& focus);
  Result<Collection> input_of(const Node& node, const Focus& focus);

  const Program& program() const { return program_; }
  const Definitions& definitions() const { return definitions_; }
  const Environment& environment() const { return environment_; }
  Workspace& workspace() { return workspace_; }
  const Item& context() const { return context_; }
  json::View resource() const { return environment_.resource.exists() ? environment_.resource : context_.view; }

  // --- making collections
  Collection none() { return Collection(workspace_.memory()); }
  Collection single(const Item& item);
  Collection boolean(bool value);
  Collection truth(Truth value) { return value ? boolean(*value) : none(); }
  Collection integer(std::int64_t value);
  Collection decimal(const Decimal& value);
  /// Errors: kInvalidInput beyond text_bytes_max.
  Result<Collection> string(std::string_view text);

  // --- making items
  Item boolean_item(bool value) const;
  Item integer_item(std::int64_t value) const;
  Item decimal_item(const Decimal& value);
  Item string_item(std::string_view kept_text) const;
  Item moment_item(MomentKind kind, const DateTime& value);
  Item quantity_item(const Decimal& value, std::string_view kept_unit, bool is_calendar);

  /// Counts work. Errors: kInvalidInput, "too-costly", beyond the environment's limits.
  Status charge(std::size_t steps) {
    steps_ += steps;
    return steps_ <= environment_.steps_max ? Status() : too_costly();
  }
  Status check_size(const Collection& collection) const;

  // --- reading items
  /// The value of FHIRPath's own types that an item holds: elements of primitive types and Quantities are converted, all else
  /// stays as it is.
  Item system_value(const Item& item);
  /// One item or none. Errors: kInvalidInput if there are more.
  Result<std::optional<Item>> optional_item(const Collection& collection, std::string_view what);
  /// As a condition: empty is nothing, one boolean is itself, one other item is true. Errors: several items.
  Result<Truth> condition(const Collection& collection);
  /// The text of one string item; nothing if empty. Errors: several items or another type.
  Result<std::optional<std::string_view>> text(const Collection& collection, std::string_view what);
  Result<std::optional<std::int64_t>> whole(const Collection& collection, std::string_view what);

  /// The child of that name, if the definitions know exactly one property for it; else nothing: ask append_members().
  std::optional<Property> plain_property(const Item& item, json::NameId name) const;
  /// Children of that name of every item. Spec: FHIRPath 2.0, 5.1 (path selection).
  Status append_members(const Item& item, json::NameId name, std::string_view text, Collection& out);
  /// All children, in the order of the document.
  Status append_children(const Item& item, Collection& out);
  bool is_type(const Item& item, const TypeName& type);
  /// The same for as and ofType(), which do not take a code for a string: the official suite wants primitives exactly.
  bool is_cast_to(const Item& item, const TypeName& type);

  Error fail(const Node& node, std::string_view what) const;

  /// Seen by what follows in the same expression. Errors: kInvalidInput for a name that is taken.
  Status define(const Node& node, std::string_view name, Collection value);

 private:
  static Status too_costly();
  Focus start() const;
  Result<Collection> eval_node(const Node& node, const Focus& focus);
  Result<Collection> eval_fixed(const Node& node, const Focus& focus);
  bool is_context_type(const Node& node, const Item& item);
  Result<bool> has_items(NodeIndex node, const Focus& focus);
  Result<Truth> test_logic(const Node& node, const Focus& focus);
  std::optional<Truth> quick_equality(const Node& node, const Focus& focus);
  std::optional<std::string_view> quick_text(NodeIndex node, const Focus& focus, bool& is_empty) const;
  std::optional<Truth> quick_membership(const Node& node, const Focus& focus);
  Result<Collection> eval_member(const Node& node, const Focus& focus);
  Result<Collection> eval_function(const Node& node, const Focus& focus);
  Result<Collection> eval_indexer(const Node& node, const Focus& focus);
  Result<Collection> eval_external(const Node& node);
  Result<Collection> eval_sign(const Node& node, const Focus& focus);
  Result<Collection> eval_type(const Node& node, const Focus& focus);
  Result<Collection> eval_binary(const Node& node, const Focus& focus);
  Item literal_item(const Literal& literal);
  Status append_value(const Element* element, StructureId structure, json::View value, json::View sibling, Collection& out);

  const Program& program_;
  const Definitions& definitions_;
  const Item& context_;
  const Environment& environment_;
  Workspace& workspace_;
  std::uint64_t steps_ = 0;
  std::vector<Defined> defined_;
  std::pmr::vector<std::optional<Collection>> kept_;  ///< By Node::fixed - 1.
};

/// A call of a function: its input is evaluated, its arguments are not.
struct Call {
  Evaluator& evaluator;
  const Node& node;
  const Focus& focus;
  Collection& input;

  std::span<const NodeIndex> arguments() const { return evaluator.program().arguments_of(node); }
  std::size_t argument_count() const { return arguments().size(); }
  /// An argument evaluated where the call stands.
  Result<Collection> argument(std::size_t i) const { return evaluator.eval_apart(arguments()[i], focus); }
  /// An argument evaluated for one item of the input.
  Result<Collection> argument_for(std::size_t i, const Item& item, std::int64_t index) const {
    return evaluator.eval_apart(arguments()[i], Focus{&item, index, focus.total});
  }
  /// The same as a condition.
  Result<Truth> argument_test(std::size_t i, const Item& item, std::int64_t index) const {
    return evaluator.test_apart(arguments()[i], Focus{&item, index, focus.total});
  }
  Error fail(std::string_view what) const { return evaluator.fail(node, what); }
};

using FunctionBody = Result<Collection> (*)(const Call& call);
/// A function whose answer is a truth value; it evaluates its input as far as it needs.
using ConditionBody = Result<Truth> (*)(Evaluator& evaluator, const Node& node, const Focus& focus);

struct Function {
  std::string_view name;
  std::uint8_t arguments_min;
  std::uint8_t arguments_max;
  FunctionBody body;  ///< Null: `test` answers.
  ConditionBody test = nullptr;
};

// --- the groups, one file each
std::span<const Function> existence_functions();
std::span<const Function> filter_functions();
std::span<const Function> subset_functions();
std::span<const Function> combine_functions();
std::span<const Function> conversion_functions();
std::span<const Function> string_functions();
std::span<const Function> math_functions();
std::span<const Function> boundary_functions();
std::span<const Function> tree_functions();
std::span<const Function> utility_functions();
std::span<const Function> fhir_functions();
std::span<const Function> terms_functions();

/// All groups, one after the other. The index in it is Node::function.
std::span<const Function> all_functions();

// --- operators: equality.cc, comparison.cc, arithmetic.cc. Items are compared by their system values.
/// Nothing if the answer depends on missing precision.
Truth equal(Evaluator& evaluator, const Item& a, const Item& b);
bool equivalent(Evaluator& evaluator, const Item& a, const Item& b);
/// Pairwise in order; nothing if either is empty or a pair has no answer.
Truth equal(Evaluator& evaluator, const Collection& a, const Collection& b);
/// In any order; two empty collections are equivalent.
bool equivalent(Evaluator& evaluator, const Collection& a, const Collection& b);
bool contains_equal(Evaluator& evaluator, const Collection& items, const Item& item);
Result<Collection> distinct(Evaluator& evaluator, const Collection& items);

/// Errors: kInvalidInput for items that have no order between them.
Result<std::optional<std::strong_ordering>> compare(Evaluator& evaluator, const Node& node, const Item& a, const Item& b);
/// Both in the same unit, if they can be. Calendar words for years and months only meet their like.
std::optional<std::pair<Decimal, Decimal>> in_same_unit(const Item& a, const Item& b);

/// Towards zero.
Decimal truncated(const Decimal& value);
/// The same as an integer; nothing if it does not fit.
std::optional<std::int64_t> whole_part(const Decimal& value);

Result<Collection> arithmetic(Evaluator& evaluator, const Node& node, const Collection& left, const Collection& right);

}  // namespace osler::fhir::path
