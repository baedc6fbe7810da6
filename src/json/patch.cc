#include "json/patch.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/pointer.h"

namespace osler::json {
namespace {

constexpr std::uint64_t kBytesPerPart = 64;  ///< About what a copied value takes in memory beside its text.
constexpr std::size_t kPathShownMax = 200;  ///< Longer paths are left out of messages.

using Steps = std::vector<std::string>;

enum class Op { kAdd, kRemove, kReplace, kMove, kCopy, kTest };

std::optional<Op> op_of(std::string_view word) {
  if (word == "add") return Op::kAdd;
  if (word == "remove") return Op::kRemove;
  if (word == "replace") return Op::kReplace;
  if (word == "move") return Op::kMove;
  if (word == "copy") return Op::kCopy;
  if (word == "test") return Op::kTest;
  return std::nullopt;
}

/// One operation of the list, its shape checked.
struct Operation {
  Op op = Op::kTest;
  std::string path_text;
  Steps path;
  Steps from;  ///< Of move and copy.
  View value;  ///< Of add, replace and test.
};

class PatchRun {
 public:
  explicit PatchRun(Draft& draft) : draft_(draft) {}

  Status apply(std::size_t index, View operation) {
    index_ = index;
    path_text_.clear();
    OSLER_TRY(const Operation checked, check_shape(operation));
    path_text_ = checked.path_text;
    switch (checked.op) {
      case Op::kAdd: return add(checked);
      case Op::kRemove: return remove(checked.path);
      case Op::kReplace: return replace(checked);
      case Op::kMove: return move(checked);
      case Op::kCopy: return copy(checked);
      case Op::kTest: return test(checked);
    }
    return {};
  }

 private:
  Error error(ErrorKind kind, std::string_view what) const {
    std::string message = "operation " + std::to_string(index_);
    if (!path_text_.empty() && path_text_.size() <= kPathShownMax) message += " at " + path_text_;
    message += ": ";
    message += what;
    return {kind, std::move(message), {}, {}};
  }
  Error unprocessable(std::string_view what) const { return error(ErrorKind::kUnprocessable, what); }
  Error malformed(std::string_view what) const { return error(ErrorKind::kInvalidInput, what); }

  Result<Operation> check_shape(View operation) const {
    if (!operation.is_object()) return malformed("expected an object");
    const View op = operation.member("op");
    const View path = operation.member("path");
    if (!op.is_string()) return malformed("expected a string \"op\"");
    if (!path.is_string()) return malformed("expected a string \"path\"");
    const std::optional<Op> known = op_of(op.text());
    if (!known) return unprocessable("expected op add, remove, replace, move, copy or test");
    Operation checked{.op = *known, .path_text = path.text(), .path = {}, .from = {}, .value = operation.member("value")};
    const bool has_value = checked.op == Op::kAdd || checked.op == Op::kReplace || checked.op == Op::kTest;
    if (has_value && !checked.value.exists()) return malformed("expected a \"value\"");
    OSLER_TRY(checked.path, steps_of(path));
    if (checked.op == Op::kMove || checked.op == Op::kCopy) {
      const View from = operation.member("from");
      if (!from.is_string()) return malformed("expected a string \"from\"");
      OSLER_TRY(checked.from, steps_of(from));
    }
    return checked;
  }

  Result<Steps> steps_of(View pointer) const {
    std::optional<Steps> steps = parse_pointer(pointer.text());
    if (!steps) return malformed("expected a JSON pointer: empty, or beginning with /, with ~ only in ~0 and ~1");
    return std::move(*steps);
  }

  /// Errors: kTooLarge once all the patch's work is too much.
  Status spend(std::uint64_t bytes) {
    if (bytes > work_left_) return error(ErrorKind::kTooLarge, "expected a patch that copies and moves less");
    work_left_ -= bytes;
    return {};
  }

  /// A value `height` high fits at `path`. Errors: kTooLarge.
  Status fits(const Steps& path, std::uint32_t height) const {
    if (path.size() + height <= kPatchDepthMax) return {};
    return error(ErrorKind::kTooLarge, "expected a document with fewer levels of nesting");
  }

  static DraftNode child(DraftNode around, const std::string& step) {
    if (around.is_object()) return around.member(step);
    if (!around.is_array()) return {};
    const std::optional<std::size_t> index = array_index(step);
    return index ? around.at(*index) : DraftNode{};
  }

  /// The value at the first `count` steps.
  Result<DraftNode> find(const Steps& path, std::size_t count) {
    DraftNode node = draft_.root();
    for (std::size_t i = 0; i < count; ++i) {
      node = child(node, path[i]);
      if (!node.exists()) return unprocessable("expected a path to a value that exists");
    }
    return node;
  }
  Result<DraftNode> find(const Steps& path) { return find(path, path.size()); }

  /// The place that an add makes or overwrites. Spec: RFC 6902, section 4.1.
  Result<DraftNode> place_for(const Steps& path) {
    if (path.empty()) return draft_.root();
    OSLER_TRY(DraftNode around, find(path, path.size() - 1));
    const std::string& last = path.back();
    if (around.is_object()) return around.ensure_member(last);
    if (!around.is_array()) return unprocessable("expected a path into an object or array");
    if (last == "-") return around.append();
    const std::optional<std::size_t> index = array_index(last);
    if (!index || *index > around.count()) return unprocessable("expected an array index up to the array's length, or -");
    OSLER_RETURN_IF_ERROR(spend((around.count() - *index) / 8));
    return around.insert_at(*index);
  }

  Status add(const Operation& operation) {
    OSLER_RETURN_IF_ERROR(measure_value(operation));
    OSLER_TRY(DraftNode place, place_for(operation.path));
    place.set_view(operation.value);
    return {};
  }

  /// The value of an add or replace, taken as a draft's, so that it can be measured. Errors: kTooLarge.
  Status measure_value(const Operation& operation) {
    DraftNode loose = draft_.make_loose();
    loose.set_view(operation.value);
    return fits(operation.path, loose.extent().height);
  }

  Status remove(const Steps& path) {
    if (path.empty()) return unprocessable("expected a path inside the document");
    OSLER_RETURN_IF_ERROR(find(path));
    OSLER_TRY(DraftNode around, find(path, path.size() - 1));
    if (around.is_object()) {
      around.erase(path.back());
      return {};
    }
    const std::size_t index = array_index(path.back()).value_or(0);
    OSLER_RETURN_IF_ERROR(spend((around.count() - index) / 8));
    around.erase_at(index);
    return {};
  }

  Status replace(const Operation& operation) {
    OSLER_RETURN_IF_ERROR(measure_value(operation));
    OSLER_TRY(DraftNode place, find(operation.path));
    place.set_view(operation.value);
    return {};
  }

  Status move(const Operation& operation) {
    OSLER_TRY(DraftNode moving, find(operation.from));
    if (operation.from == operation.path) return {};
    const bool into_itself = operation.from.size() < operation.path.size() &&
                             std::equal(operation.from.begin(), operation.from.end(), operation.path.begin());
    if (into_itself) return unprocessable("expected a path that is not inside the value to be moved");
    if (operation.path.size() > operation.from.size()) {
      const DraftExtent extent = moving.extent();
      OSLER_RETURN_IF_ERROR(spend(extent.bytes));
      OSLER_RETURN_IF_ERROR(fits(operation.path, extent.height));
    }
    DraftNode loose = draft_.make_loose();
    loose.take(moving);
    OSLER_RETURN_IF_ERROR(remove(operation.from));
    OSLER_TRY(DraftNode place, place_for(operation.path));
    place.take(loose);
    return {};
  }

  Status copy(const Operation& operation) {
    OSLER_TRY(DraftNode original, find(operation.from));
    const DraftExtent extent = original.extent();
    OSLER_RETURN_IF_ERROR(spend(extent.bytes + extent.parts * kBytesPerPart));
    OSLER_RETURN_IF_ERROR(fits(operation.path, extent.height));
    DraftNode loose = draft_.make_loose();
    loose.set_copy(original);
    OSLER_TRY(DraftNode place, place_for(operation.path));
    place.take(loose);
    return {};
  }

  Status test(const Operation& operation) {
    OSLER_TRY(DraftNode actual, find(operation.path));
    OSLER_RETURN_IF_ERROR(spend(operation.value.raw().size()));
    Draft expected(operation.value);
    if (!actual.same_as(expected.root(), Numbers::kByValue)) return unprocessable("the test failed");
    return {};
  }

  Draft& draft_;
  std::size_t index_ = 0;
  std::string path_text_;
  std::uint64_t work_left_ = kPatchWorkMax;
};

}  // namespace

Status apply_json_patch(Draft& draft, View operations) {
  if (!operations.is_array()) return invalid_input("expected an array of operations");
  if (operations.count() > kPatchOperationsMax) {
    return Error{ErrorKind::kTooLarge, "expected at most " + std::to_string(kPatchOperationsMax) + " operations", {}, {}};
  }
  PatchRun run(draft);
  std::size_t index = 0;
  for (const View operation : operations) OSLER_RETURN_IF_ERROR(run.apply(index++, operation));
  return {};
}

void apply_merge_patch(DraftNode target, View patch) {
  if (!patch.is_object()) {
    target.set_view(patch);
    return;
  }
  target.make_object();
  for (const View member : patch) {
    const std::string name = member.key();
    if (member.is_null()) {
      target.erase(name);
    } else {
      apply_merge_patch(target.ensure_member(name), member);
    }
  }
}

}  // namespace osler::json
