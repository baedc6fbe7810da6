#pragma once
// One made resource and how it is named.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace osler::synthetic {

/// How the resources of a patient are called: by ids of ours, or by links that a transaction resolves (the server
/// gives the ids). Facilities always have ids of ours.
enum class Naming : std::uint8_t { kIds, kLinks };

struct Resource {
  std::string_view type;
  std::string id;    ///< Empty with Naming::kLinks.
  std::string link;  ///< urn:uuid:…; empty with Naming::kIds.
  std::string text;  ///< JSON, one line.
};

/// What the generator knows of what it made, as counts: "type/Patient", "Observation.code/8302-2".
using Facts = std::map<std::string, std::uint64_t, std::less<>>;

inline void count(Facts& facts, std::string key) { ++facts[std::move(key)]; }

using Sink = std::function<void(Resource)>;

}  // namespace osler::synthetic
