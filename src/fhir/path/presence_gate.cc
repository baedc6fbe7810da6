#include "fhir/path/presence_gate.h"

#include <algorithm>

#include "fhir/path/evaluator.h"
#include "json/parser.h"

namespace osler::fhir::path {
namespace {

using Answer = PresenceGate::Answer;

Answer negated(Answer a) {
  if (a == Answer::kTrue) return Answer::kFalse;
  return a == Answer::kFalse ? Answer::kTrue : a;
}
Answer both(Answer a, Answer b) {
  if (a == Answer::kFalse || b == Answer::kFalse) return Answer::kFalse;
  if (a == Answer::kUnknown || b == Answer::kUnknown) return Answer::kUnknown;
  return a == Answer::kEmpty || b == Answer::kEmpty ? Answer::kEmpty : Answer::kTrue;
}
Answer either(Answer a, Answer b) { return negated(both(negated(a), negated(b))); }
Answer exclusive(Answer a, Answer b) {
  if (a == Answer::kUnknown || b == Answer::kUnknown) return Answer::kUnknown;
  if (a == Answer::kEmpty || b == Answer::kEmpty) return Answer::kEmpty;
  return a == b ? Answer::kFalse : Answer::kTrue;
}

// Functions that evaluate their arguments once for each item of their input: what they name there is the item's.
bool is_per_item(std::string_view name) {
  return name == "where" || name == "select" || name == "exists" || name == "all" || name == "repeat";
}

}  // namespace

/// Takes an expression apart into conditions that name elements of the context.
class GateBuilder {
 public:
  GateBuilder(const Definitions& definitions, const Program& program, StructureId structure)
      : definitions_(definitions), program_(program), structure_(definitions.at(structure)),
        nothing_(json::Parser().parse(json::PaddedBytes("{}"), definitions.names()).value()),
        empty_object_(context_item(definitions, nothing_.root(), structure)) {}

  PresenceGate run() {
    add(program_.root);
    return std::move(gate_);
  }

 private:
  std::uint16_t push(const PresenceGate::Step& step) {
    gate_.steps_.push_back(step);
    return static_cast<std::uint16_t>(gate_.steps_.size() - 1);
  }

  static std::optional<PresenceGate::Kind> logic_of(Operator op) {
    switch (op) {
      case Operator::kAnd: return PresenceGate::Kind::kAnd;
      case Operator::kOr: return PresenceGate::Kind::kOr;
      case Operator::kXor: return PresenceGate::Kind::kXor;
      case Operator::kImplies: return PresenceGate::Kind::kImplies;
      default: return std::nullopt;
    }
  }

  // exists() and empty() always answer true or false.
  bool is_certain(NodeIndex index) const {
    const Node& node = program_.at(index);
    return node.kind == NodeKind::kFunction && (program_.text_of(node) == "exists" || program_.text_of(node) == "empty");
  }

  std::uint16_t add(NodeIndex index) {
    const Node& node = program_.at(index);
    if (node.kind == NodeKind::kBinary) {
      const auto operands = program_.children_of(node);
      std::optional<PresenceGate::Kind> logic = logic_of(node.op);
      const bool compares = (node.op == Operator::kEqual || node.op == Operator::kNotEqual) && is_certain(operands[0]) && is_certain(operands[1]);
      if (compares) logic = PresenceGate::Kind::kXor;
      if (logic) {
        PresenceGate::Step step{.kind = *logic};
        step.left = add(operands[0]);
        step.right = add(operands[1]);
        const std::uint16_t made = push(step);
        return node.op == Operator::kEqual ? push({.kind = PresenceGate::Kind::kNot, .left = made}) : made;
      }
    }
    if (node.kind == NodeKind::kFunction && node.has_input && program_.text_of(node) == "not") {
      const std::uint16_t inner = add(program_.children_of(node).front());
      return push({.kind = PresenceGate::Kind::kNot, .left = inner});
    }
    return leaf(index);
  }

  std::uint16_t leaf(NodeIndex index) {
    PresenceGate::Step step;
    opaque_ = false;
    collect(index, step.elements, true);
    if (opaque_) return push(step);
    step.when_absent = value_without(index);
    const Node& node = program_.at(index);
    const bool asks_presence = is_certain(index) && program_.arguments_of(node).empty() && node.has_input &&
                               program_.at(program_.children_of(node).front()).kind == NodeKind::kMember &&
                               is_own(program_.children_of(node).front());
    if (asks_presence) step.when_present = program_.text_of(node) == "exists" ? Answer::kTrue : Answer::kFalse;
    return push(step);
  }

  // Names the context itself: "Appointment" in "Appointment.status".
  bool is_context(NodeIndex index) const {
    const Node& node = program_.at(index);
    return node.kind == NodeKind::kMember && !node.has_input && node.type.structure != StructureId::kNone &&
           definitions_.at(node.type.structure).name == structure_.name;
  }
  // A property of the context.
  bool is_own(NodeIndex index) const {
    const Node& node = program_.at(index);
    if (node.kind != NodeKind::kMember || is_context(index)) return false;
    return !node.has_input || is_context(program_.children_of(node).front());
  }

  // The elements of the context that a part of the expression may read; opaque if it reads the context as a whole.
  void collect(NodeIndex index, ElementSet& elements, bool at_context) {
    const Node& node = program_.at(index);
    if (is_own(index)) return mark(node, elements);
    const bool reads_context = node.kind == NodeKind::kThis || is_context(index) || (node.kind == NodeKind::kFunction && !node.has_input);
    if (at_context && reads_context) opaque_ = true;
    const bool per_item = node.kind == NodeKind::kFunction && node.has_input && is_per_item(program_.text_of(node));
    const auto children = program_.children_of(node);
    for (std::size_t i = 0; i < children.size(); ++i) collect(children[i], elements, at_context && !(per_item && i > 0));
  }

  void mark(const Node& node, ElementSet& elements) const {
    for (std::size_t i = 0; i < structure_.elements.size(); ++i) {
      const Element& element = structure_.elements[i];
      const bool named = element.choice_group == 0 ? element.name == node.name : element.choice_base == program_.text_of(node);
      if (named) elements.mark(i);
    }
  }

  // On an object without any of the elements; unknown if it looks beyond the object.
  Answer value_without(NodeIndex index) {
    Environment alone;
    alone.context_only = true;
    Workspace workspace;
    Evaluator evaluator(program_, definitions_, empty_object_, alone, workspace);
    const Result<Truth> value = evaluator.test(index, Focus{&empty_object_, 0, nullptr});
    if (!value.ok()) return Answer::kUnknown;
    if (!*value) return Answer::kEmpty;
    return **value ? Answer::kTrue : Answer::kFalse;
  }

  const Definitions& definitions_;
  const Program& program_;
  const Structure& structure_;
  json::Tree nothing_;
  Item empty_object_;
  PresenceGate gate_;
  bool opaque_ = false;
};

PresenceGate PresenceGate::create(const Definitions& definitions, const Program& program, StructureId structure) {
  return GateBuilder(definitions, program, structure).run();
}

PresenceGate::Answer PresenceGate::decide(std::size_t at, const ElementSet& present) const {
  const Step& step = steps_[at];
  switch (step.kind) {
    case Kind::kLeaf: return present.meets(step.elements) ? step.when_present : step.when_absent;
    case Kind::kNot: return negated(decide(step.left, present));
    case Kind::kAnd: return both(decide(step.left, present), decide(step.right, present));
    case Kind::kOr: return either(decide(step.left, present), decide(step.right, present));
    case Kind::kXor: return exclusive(decide(step.left, present), decide(step.right, present));
    case Kind::kImplies: return either(negated(decide(step.left, present)), decide(step.right, present));
  }
  return Answer::kUnknown;
}

}  // namespace osler::fhir::path
