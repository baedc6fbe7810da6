#pragma once
// The id of an event: its place in the change feed, told to nobody. The same place has the same id for ever; whoever
// holds an id can go on from there and learns nothing else from it.

#include <optional>
#include <string>
#include <string_view>

#include "base/hmac.h"
#include "store/record.h"

namespace osler::events {

class EventIds {
 public:
  /// `key` is a secret of the installation.
  explicit EventIds(std::string_view key) : hmac_(key) {}
  /// "evt_" + 32 hex.
  std::string make(store::Position position) const;
  /// Nothing for a text that make() did not make.
  std::optional<store::Position> read(std::string_view id) const;

 private:
  HmacSha256 hmac_;
};

}  // namespace osler::events
