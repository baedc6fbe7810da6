#pragma once
// Stored values as ordered bytes: a token, text, reference, URI, interval or composite becomes the terms of the index.
// Byte order is value order, so equality, prefixes and ranges are all ranges of keys. docs/formats/store.md has the
// table.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/partition.h"
#include "store/query.h"

namespace osler::store::rocks {

enum class Tag : std::uint8_t {
  kToken = 0x01,
  kText = 0x02,
  kUri = 0x03,
  kReference = 0x04,
  kInterval = 0x05,
  kTextPart = 0x06,  ///< Within composites only.
  kGeoPoint = 0x07,
  kComposite = 0x0A,
  kSecondary = 0x10,  ///< Tags below are primary: each stored value has exactly one.
  kTextWord = 0x11,
  kTextExact = 0x12,
  kIntervalByHigh = 0x13,
};

/// A later word of a text is indexed by its first bytes only.
inline constexpr std::size_t kWordBytesMax = 64;
/// Stands where a parameter would, in the entries that list a type's versions.
inline constexpr ParameterId kEveryVersion{0xFFFF};
inline constexpr std::size_t kPositionBytes = 8;

/// Whose entries: no key of the index is made without it.
struct Scope {
  Partition partition;
  TypeId type;
  bool operator==(const Scope&) const = default;
};

/// Many terms in one piece of memory.
class TermList {
 public:
  /// What is appended until close() is the next term.
  std::string& open() { return bytes_; }
  void close() { ends_.push_back(static_cast<std::uint32_t>(bytes_.size())); }
  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t i) const;
  std::size_t bytes() const { return bytes_.size(); }

 private:
  std::string bytes_;
  std::vector<std::uint32_t> ends_;
};

/// A string in a key: escaped, ended.
void append_string(std::string& out, std::string_view text);
/// The beginning of all strings that begin with `text`.
void append_string_start(std::string& out, std::string_view text);
void append_ordinal(std::string& out, const Ordinal& ordinal);
/// A latitude or longitude: 4 bytes whose order is that of the numbers.
void append_degrees(std::string& out, std::int32_t degrees_e7);

/// Begins the keys of one parameter.
std::string parameter_prefix(const Scope& scope, ParameterId parameter);
inline constexpr std::size_t kParameterPrefixBytes = 8;
/// Read back. `prefix` must have that many bytes.
std::pair<Scope, ParameterId> read_parameter_prefix(std::string_view prefix);
/// Begins the keys of one parameter with this tag.
std::string tag_prefix(const Scope& scope, ParameterId parameter, Tag tag);
/// The entry of `kEveryVersion`, without and with its position.
std::string every_version_prefix(const Scope& scope);
std::string every_version_key(const Scope& scope, std::uint64_t position);

/// Appends the terms of one entry, each with the partition, type and parameter that it belongs to.
void append_terms(const Scope& scope, const IndexEntry& entry, TermList& out);

/// The last 8 bytes of an index key.
std::uint64_t position_of_key(std::string_view key);

/// The values in a term, from the tag on, without position. Of kText only `folded` is known, of kTextExact only
/// `exact`. Errors: kInternal for bytes that are no term; kTextWord cannot be read back.
Result<std::vector<Atom>> read_term(std::string_view term);

}  // namespace osler::store::rocks
