#pragma once
// The contained resources of one root by id, so that many references into it cost no more than their number.

#include <string>
#include <string_view>
#include <unordered_map>

#include "json/tree.h"

namespace osler::fhir {

/// Filled for a root when that is first asked for; forgets the root before.
class ContainedIndex {
 public:
  /// The first resource contained in `root` with that id; none if there is none.
  json::View find(json::View root, std::string_view id) {
    if (root_.tree() != root.tree() || root_.index() != root.index()) fill(root);
    const auto found = by_id_.find(std::string(id));
    return found == by_id_.end() ? json::View{} : found->second;
  }

 private:
  void fill(json::View root) {
    root_ = root;
    by_id_.clear();
    for (const json::View resource : root.member("contained")) {
      const json::View id = resource.member("id");
      if (id.is_string()) by_id_.emplace(id.text(), resource);
    }
  }

  json::View root_;
  std::unordered_map<std::string, json::View> by_id_;
};

}  // namespace osler::fhir
