#pragma once
// Walks over one type's versions in an order that the disk already has: by creation, by update, by id, or by the values
// of a parameter. What a caller needs of a long list is often its beginning only.

#include <optional>
#include <string>

#include "store/rocks/index.h"

namespace osler::store::rocks {

/// kCreation: a record's place is its first version. kUpdate: it is the visible version itself.
enum class PlaceBy : std::uint8_t { kCreation, kUpdate };

/// One visible version and its place in the order.
struct Placed {
  std::uint64_t place = 0;
  std::uint64_t position = 0;
};

/// Every visible version of a type, by creation or update.
class PlaceWalk {
 public:
  /// Begins after the place `anchor`; 0: from the start.
  PlaceWalk(const Index& index, const Scope& scope, PlaceBy by, Direction direction, std::uint64_t anchor);
  /// Nothing at the end; see status().
  std::optional<Placed> next();
  Status status() const { return scan_.status(); }

 private:
  std::optional<Placed> placed(std::uint64_t position) const;

  const Index& index_;
  PlaceBy by_;
  Direction direction_;
  Scan scan_;
};

/// Bytes that sort like the value, and the visible versions that have it, at least one. A version comes once for each
/// of its values.
struct Valued {
  std::string value;
  Positions positions;
};

/// The visible versions of a type by a parameter's values, or by id.
class ValueWalk {
 public:
  static ValueWalk by_parameter(const Index& index, const Scope& scope, const SortKey& key);
  static ValueWalk by_id(const Index& index, const Scope& scope, Direction direction);
  /// Nothing at the end; see status().
  std::optional<Valued> next();
  Status status() const { return terms_ ? terms_->status() : ids_->status(); }

 private:
  ValueWalk(const Index& index, Direction direction) : index_(index), direction_(direction) {}
  std::optional<Valued> next_of_terms();
  std::optional<Valued> next_of_ids();

  const Index& index_;
  Direction direction_;
  std::optional<TermWalk> terms_;
  std::optional<TermWalk> then_;  ///< What follows once `terms_` is at its end.
  std::optional<Scan> ids_;       ///< Instead of terms.
};

/// Whether some value of the parameter is a place or a composite, which no walk by value can order.
Result<bool> has_unwalkable_values(const Index& index, const Scope& scope, ParameterId parameter);

}  // namespace osler::store::rocks
