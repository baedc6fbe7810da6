#include "fhir/path/fhirpath_patch.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "fhir/path/evaluate.h"
#include "fhir/path/patch_value.h"
#include "json/parser.h"

namespace osler::fhir::path {
namespace {

enum class Kind : std::uint8_t { kAdd, kInsert, kDelete, kReplace, kMove };

struct Operation {
  Kind kind = Kind::kAdd;
  std::string path;
  std::string name;
  PartValue value;
  std::optional<std::size_t> index, source, destination;
};

Error malformed(std::string what) {
  Issue issue{Severity::kError, IssueType::kStructure, what};
  return {ErrorKind::kInvalidInput, std::move(what), {}, {std::move(issue)}};
}

std::optional<Kind> kind_of(std::string_view word) {
  if (word == "add") return Kind::kAdd;
  if (word == "insert") return Kind::kInsert;
  if (word == "delete") return Kind::kDelete;
  if (word == "replace") return Kind::kReplace;
  if (word == "move") return Kind::kMove;
  return std::nullopt;
}

Result<std::optional<std::size_t>> whole_number(const PartValue& value, std::string_view part) {
  const std::string_view text = value.value.raw();
  std::size_t number = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!value.value.is_number() || failure != std::errc{} || rest != text.data() + text.size()) {
    return malformed(std::string(part) + ": expected valueInteger, a whole number from 0 up");
  }
  return std::optional(number);
}

// Spec: FHIR R4, fhirpatch.html, the table of parts.
Result<Operation> read_operation(json::View parameter) {
  if (!parameter.member("name").equals("operation")) return malformed("expected a parameter named operation");
  Operation operation;
  std::optional<Kind> kind;
  for (const json::View part : parameter.member("part")) {
    const std::string name = part.member("name").text();
    const PartValue value = read_part_value(part);
    if (name == "type") {
      kind = kind_of(value.value.text());
    } else if (name == "path") {
      operation.path = value.value.text();
    } else if (name == "name") {
      operation.name = value.value.text();
    } else if (name == "value") {
      operation.value = value;
    } else if (name == "index") {
      OSLER_TRY(operation.index, whole_number(value, name));
    } else if (name == "source") {
      OSLER_TRY(operation.source, whole_number(value, name));
    } else if (name == "destination") {
      OSLER_TRY(operation.destination, whole_number(value, name));
    } else {
      return malformed("a part is none of type, path, name, value, index, source, destination");
    }
  }
  if (!kind) return malformed("type: expected add, insert, delete, replace or move");
  operation.kind = *kind;
  if (operation.path.empty()) return malformed("path: expected a FHIRPath expression");
  return operation;
}

/// A place in a document: positions from the root down, members and elements alike.
using Place = std::vector<std::size_t>;

Place place_of(const json::Tree& tree, json::View view) {
  Place place;
  json::View at = tree.root();
  while (at.index() != view.index()) {
    std::size_t position = 0;
    for (const json::View child : at) {
      if (view.index() < tree.nodes()[child.index()].next) {
        place.push_back(position);
        at = child;
        break;
      }
      ++position;
    }
  }
  return place;
}

/// One operation on one state of the resource.
class PatchStep {
 public:
  PatchStep(const Definitions& definitions, const json::Tree& tree, std::int64_t now_ms)
      : definitions_(definitions), tree_(tree), now_ms_(now_ms), draft_(tree.root()) {}

  Status apply(const Operation& operation) {
    OSLER_TRY(const Program program, compile(definitions_, operation.path));
    Environment environment;
    environment.now_ms = now_ms_;
    environment.steps_max = kFhirPathPatchStepsMax;
    OSLER_TRY(const Collection found,
              evaluate(program, definitions_, context_item(definitions_, tree_.root()), environment, workspace_));
    for (const Item& item : found) {
      const json::View view = anchor(item);
      if (!view.exists() || view.tree() != &tree_) return unprocessable("path: leads to a computed value, not to an element");
    }
    switch (operation.kind) {
      case Kind::kAdd: return add(operation, found);
      case Kind::kInsert: return insert(operation, found);
      case Kind::kDelete: return remove(found);
      case Kind::kReplace: return replace(operation, found);
      case Kind::kMove: return move(operation, found);
    }
    return {};
  }
  json::PaddedBytes write() { return draft_.write(); }

 private:
  /// A node with what holds it: `list` if it is an element of one, and the object that has the element.
  struct Found {
    json::DraftNode owner;
    std::string name;                  ///< Of the member of `owner`, without the '_' of a sibling.
    std::optional<std::size_t> index;
    Place owner_place;
  };

  static json::View anchor(const Item& item) {
    if (item.kind != ItemKind::kElement) return {};
    return item.view.exists() ? item.view : item.sibling;
  }

  json::DraftNode node_at(const Place& place, std::size_t steps) {
    json::DraftNode node = draft_.root();
    for (std::size_t i = 0; i < steps; ++i) node = node.at(place[i]);
    return node;
  }

  Found locate(const Item& item) {
    const Place place = place_of(tree_, anchor(item));
    Found found;
    std::size_t steps = place.size() - 1;
    json::DraftNode holder = node_at(place, steps);
    if (holder.is_array()) {
      found.index = place.back();
      found.name = holder.key();
      --steps;
      holder = node_at(place, steps);
    } else {
      found.name = holder.at(place.back()).key();
    }
    if (!item.view.exists() && found.name.starts_with('_')) found.name.erase(0, 1);
    found.owner = holder;
    found.owner_place.assign(place.begin(), place.begin() + static_cast<std::ptrdiff_t>(steps));
    return found;
  }

  static Result<Item> only(const Collection& found) {
    if (found.empty()) return unprocessable("path: there is nothing there");
    if (found.size() > 1) return unprocessable("path: leads to several elements; expected one");
    return found.front();
  }

  Status add(const Operation& operation, const Collection& found) {
    OSLER_TRY(const Item item, only(found));
    if (operation.name.empty() || !operation.value.exists()) return malformed("add needs the parts name and value");
    const Element* element = element_for(definitions_, item.structure, operation.name, operation.value);
    if (element == nullptr) return unprocessable("name: the element at path has no such child");
    const Place place = place_of(tree_, anchor(item));
    json::DraftNode target = node_at(place, place.size());
    const bool is_primitive = item.view.exists() && !item.view.is_object();
    if (is_primitive) {
      const Found held = locate(item);
      target = held.owner;
      target = target.ensure_member("_" + held.name);
      if (held.index) {
        target.make_array();
        while (target.count() <= *held.index) target.append();
        target = target.at(*held.index);
      }
      target.make_object();
    }
    return add_value(definitions_, target, *element, operation.value);
  }

  // The list that all of `found` are, from the first to the last.
  Result<Found> whole_list(const Collection& found) {
    if (found.empty()) return unprocessable("path: there is no list there; use add");
    const Place first = place_of(tree_, anchor(found.front()));
    if (first.empty()) return unprocessable("path: leads to the resource, not to a list");
    Found held = locate(found.front());
    const bool is_whole = held.index && found.front().element != nullptr && held.owner.member(held.name).count() == found.size();
    for (const Item& item : found) {
      const Place place = place_of(tree_, anchor(item));
      const bool same = place.size() == first.size() && std::equal(first.begin(), first.end() - 1, place.begin());
      if (!is_whole || !same) return unprocessable("path: expected all elements of one list");
    }
    return held;
  }

  Status insert(const Operation& operation, const Collection& found) {
    if (!operation.index || !operation.value.exists()) return malformed("insert needs the parts index and value");
    OSLER_TRY(Found list, whole_list(found));
    json::DraftNode values = list.owner.member(list.name);
    if (*operation.index > values.count()) return unprocessable("index: beyond the end of the list");
    values.insert_at(*operation.index);
    json::DraftNode siblings = list.owner.member("_" + list.name);
    if (siblings.is_array() && *operation.index <= siblings.count()) siblings.insert_at(*operation.index);
    return put_value(definitions_, {list.owner, *found.front().element, operation.index}, operation.value);
  }

  Status replace(const Operation& operation, const Collection& found) {
    OSLER_TRY(const Item item, only(found));
    if (!operation.value.exists()) return malformed("replace needs the part value");
    if (item.element == nullptr) return unprocessable("path: the resource itself cannot be replaced");
    Found held = locate(item);
    const Element* element = item.element;
    if (!element->choice_base.empty()) {
      const Place& place = held.owner_place;
      const StructureId owner = owner_structure(item);
      const Element* chosen = element_for(definitions_, owner, element->choice_base, operation.value);
      if (chosen == nullptr) return unprocessable("value: is of a type that may not stand there");
      if (chosen != element) {
        json::DraftNode node = node_at(place, place.size());
        node.erase(held.name);
        node.erase("_" + held.name);
        element = chosen;
      }
    }
    return put_value(definitions_, {held.owner, *element, held.index}, operation.value);
  }

  // The structure that declares a choice element: the one of all whose element this is.
  StructureId owner_structure(const Item& item) const {
    for (std::uint16_t number = 1; number <= definitions_.structure_count(); ++number) {
      const auto id = static_cast<StructureId>(number);
      const auto& elements = definitions_.at(id).elements;
      if (!elements.empty() && item.element >= elements.data() && item.element < elements.data() + elements.size()) return id;
    }
    return StructureId::kNone;
  }

  Status remove(const Collection& found) {
    if (found.empty()) return {};
    OSLER_TRY(const Item item, only(found));
    if (place_of(tree_, anchor(item)).empty()) return unprocessable("path: the resource itself cannot be deleted");
    Found held = locate(item);
    const std::string sibling = "_" + held.name;
    if (held.index) {
      held.owner.member(held.name).erase_at(*held.index);
      if (json::DraftNode siblings = held.owner.member(sibling)) siblings.erase_at(*held.index);
    } else {
      held.owner.erase(held.name);
      held.owner.erase(sibling);
    }
    prune(held, sibling);
    return {};
  }

  // What became empty goes too: FHIR has no empty lists and objects.
  void prune(Found& held, const std::string& sibling) {
    for (const std::string& name : {held.name, sibling}) {
      if (held.owner.member(name).is_array() && held.owner.member(name).count() == 0) held.owner.erase(name);
    }
    Place place = held.owner_place;
    while (!place.empty() && node_at(place, place.size()).count() == 0) {
      const std::size_t last = place.back();
      place.pop_back();
      json::DraftNode parent = node_at(place, place.size());
      if (parent.is_array()) parent.erase_at(last);
      else parent.erase(parent.at(last).key());
    }
  }

  Status move(const Operation& operation, const Collection& found) {
    if (!operation.source || !operation.destination) return malformed("move needs the parts source and destination");
    OSLER_TRY(const Found list, whole_list(found));
    json::DraftNode values = list.owner.member(list.name);
    if (*operation.source >= values.count()) return unprocessable("source: beyond the end of the list");
    if (*operation.destination >= values.count()) return unprocessable("destination: beyond the end of the list");
    move_element(values, *operation.source, *operation.destination);
    json::DraftNode siblings = list.owner.member("_" + list.name);
    if (!siblings.is_array()) return {};
    while (siblings.count() < values.count()) siblings.append();
    move_element(siblings, *operation.source, *operation.destination);
    return {};
  }

  void move_element(json::DraftNode list, std::size_t source, std::size_t destination) {
    json::DraftNode kept = draft_.make_loose();
    kept.take(list.at(source));
    list.erase_at(source);
    list.insert_at(destination).take(kept);
  }

  const Definitions& definitions_;
  const json::Tree& tree_;
  const std::int64_t now_ms_;
  json::Draft draft_;
  Workspace workspace_;
};

Error at_operation(std::size_t index, Error error) {
  const std::string place = "Parameters.parameter[" + std::to_string(index) + "]";
  if (error.kind == ErrorKind::kInvalidInput && error.issues.empty()) error = unprocessable("path: " + std::move(error.message));
  error.message = place + ": " + error.message;
  for (Issue& issue : error.issues) issue.expression = place;
  return error;
}

}  // namespace

Result<json::PaddedBytes> apply_fhirpath_patch(const Definitions& definitions, json::PaddedBytes resource, json::View parameters,
                                               std::int64_t now_ms) {
  const json::View operations = parameters.member("parameter");
  if (!parameters.member("resourceType").equals("Parameters") || (operations.exists() && !operations.is_array())) {
    return malformed("expected a Parameters resource with one parameter for each operation");
  }
  const std::size_t count = operations.count();
  if (count > kFhirPathPatchOperationsMax || count * resource.size() > kFhirPathPatchWorkMax) {
    return Error{ErrorKind::kTooLarge, "a FHIRPath Patch takes at most " + std::to_string(kFhirPathPatchOperationsMax) +
                                           " operations, fewer on a large resource", {}, {}};
  }
  json::Parser parser;
  std::size_t index = 0;
  for (const json::View parameter : operations) {
    Result<Operation> operation = read_operation(parameter);
    if (!operation.ok()) return at_operation(index, std::move(operation).error());
    OSLER_TRY(const json::Tree tree, parser.parse(std::move(resource), definitions.names()));
    PatchStep step(definitions, tree, now_ms);
    const Status applied = step.apply(*operation);
    if (!applied.ok()) return at_operation(index, applied.error());
    resource = step.write();
    ++index;
  }
  return resource;
}

}  // namespace osler::fhir::path
