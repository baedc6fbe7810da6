#pragma once
// Versions of resources as the store keeps them: bytes with a header. The store does not know what the bytes mean.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace osler::store {

/// A place in the one order of all versions of all partitions. Opaque: compare, keep, hand back. 0 is before all.
struct Position {
  std::uint64_t number = 0;
  auto operator<=>(const Position&) const = default;
};

struct RecordKey {
  TypeId type = TypeId::kNone;
  std::string id;  ///< 1 to 64 bytes of [A-Za-z0-9.-].
  auto operator<=>(const RecordKey&) const = default;
};

/// kCreate: the record was not live before, be it new or brought back from deletion.
enum class Action : std::uint8_t { kCreate = 1, kUpdate = 2, kDelete = 3 };

/// Who caused a version, for history and events. Ids only.
struct Origin {
  std::string actor;       ///< "key_…", "user_…" or "system".
  std::string surface;     ///< "fhir", "v1", "import", "admin".
  std::string request_id;  ///< "req_…"; may be empty.
  bool operator==(const Origin&) const = default;
};

struct VersionHeader {
  Position position;        ///< Of this version.
  Position first;           ///< Of the record's first version: the order of creation.
  Version version;          ///< 1, 2, 3 … without gaps; deletions count.
  Action action = Action::kCreate;
  std::int64_t time_ms = 0;     ///< Given by the committer; rises with `position`.
  std::int64_t created_ms = 0;  ///< time_ms of version 1.
  std::uint32_t splice_at = 0;  ///< A number that came with the content: where reading inserts the version.
  Origin origin;

  bool is_deleted() const { return action == Action::kDelete; }
};

/// One version with its content. A deletion has no text.
struct Record {
  RecordKey key;
  VersionHeader header;
  std::string text;
};

}  // namespace osler::store
