#include "api/v1/path.h"

namespace osler::api::v1 {
namespace {

json::View child(json::View node, const std::string& name) { return node.member(std::string_view(name)); }
json::DraftNode child(json::DraftNode node, const std::string& name) { return node.member(name); }

std::string text_of(json::View node) { return node.text(); }
std::string text_of(json::DraftNode node) { return node.text(); }

/// The first element for which `fits` is true; none if there is none.
template <class Fits>
json::View first_of(json::View list, const Fits& fits) {
  for (const json::View element : list) {
    if (fits(element)) return element;
  }
  return {};
}
template <class Fits>
json::DraftNode first_of(json::DraftNode list, const Fits& fits) {
  for (std::size_t i = 0, n = list.count(); i < n; ++i) {
    const json::DraftNode element = list.at(i);
    if (fits(element)) return element;
  }
  return {};
}

template <class Value>
bool leaf_holds(const Leaf& leaf, std::size_t depth, Value node) {
  if (!node.exists()) return false;
  if (node.is_array()) return first_of(node, [&](Value element) { return leaf_holds(leaf, depth, element); }).exists();
  if (depth < leaf.path.size()) return node.is_object() && leaf_holds(leaf, depth + 1, child(node, leaf.path[depth]));
  if (!node.is_string()) return false;
  const std::string text = text_of(node);
  return leaf.is_prefix ? std::string_view(text).starts_with(leaf.text) : text == leaf.text;
}

template <class Value>
bool any_alternative(const Slice& slice, Value element) {
  for (const std::vector<Leaf>& leaves : slice.alternatives) {
    bool all = true;
    for (const Leaf& leaf : leaves) all = all && leaf_holds(leaf, 0, element);
    if (all) return true;
  }
  return false;
}

template <class Value>
Value pick(const Step& step, Value list) {
  if (!list.exists()) return {};
  std::uint16_t unclaimed = 0;
  const auto fits = [&](Value element) {
    if (step.kind == StepKind::kSlice) return matches(step.slices->slices[step.index], element);
    return !is_claimed(step.slices, element) && unclaimed++ == step.index;
  };
  if (list.is_array()) return first_of(list, fits);
  return fits(list) ? list : Value{};
}

}  // namespace

std::vector<StepText> split_path(std::string_view text) {
  std::vector<StepText> steps;
  while (!text.empty()) {
    const std::size_t dot = text.find('.');
    std::string_view step = text.substr(0, dot);
    text = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
    const std::size_t bracket = step.find('[');
    if (bracket == std::string_view::npos) {
      steps.push_back({step, std::nullopt});
    } else {
      steps.push_back({step.substr(0, bracket), step.substr(bracket + 1, step.size() - bracket - 2)});
    }
  }
  return steps;
}

bool matches(const Slice& slice, json::View element) { return any_alternative(slice, element); }
bool matches(const Slice& slice, json::DraftNode element) { return any_alternative(slice, element); }

json::View element_at(const Step& step, json::View list) { return pick(step, list); }
json::DraftNode element_at(const Step& step, json::DraftNode list) { return pick(step, list); }

json::View follow(json::View from, const Path& path, std::size_t steps) {
  for (std::size_t i = 0; i < steps && from.exists(); ++i) {
    from = from.member(path[i].id);
    if (path[i].kind != StepKind::kMember) from = element_at(path[i], from);
  }
  return from;
}

}  // namespace osler::api::v1
