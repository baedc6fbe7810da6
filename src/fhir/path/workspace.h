#pragma once
// The memory of evaluations: one growing block that is given back at once. One per thread, passed down and used again.

#include <array>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "json/tree.h"

namespace osler::fhir::path {

/// Everything made here lives until reset() or the end of the workspace.
class Workspace {
 public:
  Workspace() : arena_(first_.data(), first_.size()) {}
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  /// Makes room again: all items made here are gone.
  void reset() {
    trees_.clear();
    arena_.release();
  }
  std::pmr::memory_resource* memory() { return &arena_; }

  /// A copy of `text` that lives as long as the items.
  std::string_view keep(std::string_view text);

  /// The root of a tree that lives as long as the items.
  json::View keep(json::Tree tree) { return trees_.emplace_back(std::make_unique<const json::Tree>(std::move(tree)))->root(); }

  /// A value that lives as long as the items. Only types that need no destructor.
  template <class T, class... Arguments>
  const T* make(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (arena_.allocate(sizeof(T), alignof(T))) T(std::forward<Arguments>(arguments)...);
  }

 private:
  alignas(std::max_align_t) std::array<std::byte, 16 * 1024> first_;
  std::pmr::monotonic_buffer_resource arena_;
  std::vector<std::unique_ptr<const json::Tree>> trees_;
};

}  // namespace osler::fhir::path
