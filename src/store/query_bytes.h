#pragma once
// What is asked, as bytes: equal for equal questions, and for no others.

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/query.h"

namespace osler::store {

/// Each piece goes in with its kind or its length first, so that neighbours cannot run together.
class QueryBytes {
 public:
  void add(std::uint64_t number) {
    char bytes[8];
    for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> 8 * i);
    bytes_.append(bytes, 8);
  }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    bytes_ += text;
  }
  void add(const std::string& text) { add(std::string_view(text)); }
  void add(Ordinal ordinal) {
    add(ordinal.high);
    add(ordinal.low);
  }
  void add(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
  void add(TypeId type) { add(std::uint64_t{number_of(type)}); }
  void add(ParameterId parameter) { add(std::uint64_t{number_of(parameter)}); }
  template <class T>
  void add(const std::optional<T>& value) {
    add(std::uint64_t{value.has_value()});
    if (value) add(*value);
  }
  template <class T>
  void add(const std::vector<T>& values) {
    add(std::uint64_t{values.size()});
    for (const T& value : values) add(value);
  }
  void add(const Test& test) {
    add(std::uint64_t{test.index()});
    std::visit([this](const auto& t) { add_test(t); }, test);
  }
  void add(const Expr& expr) {
    add(std::uint64_t{expr.node.index()});
    std::visit([this](const auto& node) { add_node(node); }, expr.node);
  }
  void add(const SortKey& key) {
    add(static_cast<std::uint64_t>(key.by));
    add(key.parameter);
    add(std::uint64_t{key.descending});
    add(std::uint64_t{key.by_start});
  }
  const std::string& bytes() const { return bytes_; }

 private:
  void add_test(const IsToken& t) {
    add(t.system);
    add(t.code);
  }
  void add_test(const IsText& t) {
    add(static_cast<std::uint64_t>(t.how));
    add(t.value);
  }
  void add_test(const IsUri& t) {
    add(static_cast<std::uint64_t>(t.how));
    add(t.value);
  }
  void add_test(const IsReference& t) {
    add(t.type);
    add(t.id);
  }
  void add_test(const RefersTo& t) { add(t.type); }
  void add_test(const IsNear& t) {
    add(std::int64_t{t.center.latitude_e7});
    add(std::int64_t{t.center.longitude_e7});
    add(std::bit_cast<std::uint64_t>(t.within_m));
  }
  void add_test(const InBox& t) {
    add(t.unit);
    add(t.low_min);
    add(t.low_max);
    add(t.high_min);
    add(t.high_max);
  }

  void add_node(const All& n) { add(n.parts); }
  void add_node(const Any& n) { add(n.parts); }
  void add_node(const Not& n) { add(n.part); }
  void add_node(const Present& n) { add(n.parameter); }
  void add_node(const Where& n) {
    add(n.parameter);
    add(n.parts);
  }
  void add_node(const Ids& n) { add(n.ids); }
  void add_node(const Updated& n) {
    add(n.from_ms);
    add(n.until_ms);
  }
  void add_node(const Points& n) {
    add(n.reference);
    add(n.target);
    add(n.where);
  }
  void add_node(const Within& n) {
    add(n.reference);
    add(n.target);
    add(n.link);
    add(static_cast<std::uint64_t>(n.way));
    add(n.ids);
    add(n.where);
  }
  void add_node(const Mentions& n) {
    add(n.field);
    add(n.phrase);
  }
  void add_node(const Holds& n) {
    add(n.type);
    add(n.by);
    add(n.where);
  }
  void add_node(const IsType& n) { add(n.type); }
  void add_node(const PointedAt& n) {
    add(n.source);
    add(n.reference);
    add(n.where);
  }

  std::string bytes_;
};

}  // namespace osler::store
