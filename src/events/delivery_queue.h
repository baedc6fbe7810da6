#pragma once
// What waits for one endpoint, in memory: the events of one resource strictly in their order, those of different
// resources independent of each other. Pure: it knows neither rows nor time but what it is told.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "events/delivery.h"

namespace osler::events {

class DeliveryQueue {
 public:
  /// Adds a pending delivery, due at its next_ms. Of one resource in order of place; a place that is there already is
  /// replaced unless it is being attempted.
  void add(Delivery delivery);
  /// Hands out the delivery that has been due longest at `now_ms`; it stays, and its resource waits, until settled.
  std::optional<Delivery> take(std::int64_t now_ms);
  /// It is over: the next of its resource may be due.
  void finish(const std::string& place);
  /// It will be tried again, as `delivery` says.
  void put_back(Delivery delivery);

  bool holds(const std::string& place) const { return waiting_.contains(place); }
  std::size_t size() const { return waiting_.size(); }
  std::size_t taken() const { return taken_.size(); }

 private:
  void schedule(const std::string& resource);
  void unschedule(const std::string& resource);

  std::map<std::string, Delivery> waiting_;                         ///< By place.
  std::map<std::string, std::set<std::string>> places_;             ///< By resource; the first is its head.
  std::set<std::pair<std::int64_t, std::string>> due_;              ///< Heads that are not taken: when, place.
  std::set<std::string> taken_;
};

}  // namespace osler::events
