#pragma once
// What fhir/search asks and every backend can answer: typed values, not encoded bytes and not FHIR. See
// design/engine-room.md, section 3, for the table of nodes and backends.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "store/record.h"

namespace osler::store {

/// A number's place on one scale: compares as the number does. Dates are milliseconds (Ordinal::of_ms); decimals are
/// made by fhir/search (33 significant digits). Two int64-sized columns or 16 big-endian bytes in a backend.
struct Ordinal {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Ordinal&) const = default;
  static constexpr Ordinal of_ms(std::int64_t ms) { return {static_cast<std::uint64_t>(ms) ^ (1ULL << 63U), 0}; }
  constexpr std::int64_t to_ms() const { return static_cast<std::int64_t>(high ^ (1ULL << 63U)); }
  static constexpr Ordinal least() { return {0, 0}; }
  static constexpr Ordinal greatest() { return {~0ULL, ~0ULL}; }
};

// --- stored values

struct Token {
  std::string system;  ///< Empty: none.
  std::string code;
  auto operator<=>(const Token&) const = default;
};
struct Text {
  std::string folded;  ///< For comparing: case, accents and punctuation removed.
  std::string exact;   ///< As written.
  auto operator<=>(const Text&) const = default;
};
struct Uri {
  std::string text;
  auto operator<=>(const Uri&) const = default;
};
struct Reference {
  TypeId type = TypeId::kNone;  ///< kNone: an absolute URL or a canonical stands in `id`.
  std::string id;
  auto operator<=>(const Reference&) const = default;
};
/// Half-open [low, high). A unit-less number or a date has an empty unit.
struct Interval {
  std::string unit;
  Ordinal low, high;
  auto operator<=>(const Interval&) const = default;
};
/// A place on the Earth (WGS 84), in units of 1e-7 degrees: about a centimetre.
struct GeoPoint {
  std::int32_t latitude_e7 = 0;
  std::int32_t longitude_e7 = 0;
  auto operator<=>(const GeoPoint&) const = default;
};
using Atom = std::variant<Token, Text, Uri, Reference, Interval, GeoPoint>;

/// One value of one parameter of one version. Two or three parts: a composite, all from one element.
struct IndexEntry {
  ParameterId parameter = ParameterId::kNone;
  std::vector<Atom> parts;
  auto operator<=>(const IndexEntry&) const = default;
};

// --- tests on one stored value

/// Absent optional: any. Empty system: only values without a system.
struct IsToken {
  std::optional<std::string> system;
  std::optional<std::string> code;
};
enum class TextMatch : std::uint8_t { kStartsWith, kContains, kExact, kEqual, kEndsWith };
struct IsText {
  TextMatch how = TextMatch::kStartsWith;
  std::string value;  ///< As written for kExact; folded for all others. kStartsWith: of any word.
};
enum class UriMatch : std::uint8_t { kEqual, kBelow, kAbove };
/// kBelow: URIs that begin with the value; kAbove: URIs that the value begins with. Byte by byte.
struct IsUri {
  UriMatch how = UriMatch::kEqual;
  std::string value;
};
struct IsReference {
  std::optional<TypeId> type;  ///< Absent: any type with that id.
  std::string id;
};
/// A reference by type and id to any record of that type.
struct RefersTo {
  TypeId type = TypeId::kNone;
};
/// Inclusive limits on both ends of the stored interval; absent: none. "Below x" is written as at most x minus the least
/// step by whoever makes the query.
struct InBox {
  std::optional<std::string> unit;  ///< Absent: any unit.
  std::optional<Ordinal> low_min, low_max, high_min, high_max;
};
/// At most so far from the center, along the surface.
struct IsNear {
  GeoPoint center;
  double within_m = 0;
};
/// Those that test one kind of value stand in the order of Atom.
using Test = std::variant<IsToken, IsText, IsUri, IsReference, InBox, IsNear, RefersTo>;

// --- the tree

struct Expr;
struct All { std::vector<Expr> parts; };   ///< Empty: everything.
struct Any { std::vector<Expr> parts; };   ///< Empty: nothing.
struct Not { std::vector<Expr> part; };    ///< Exactly one.
struct Present { ParameterId parameter = ParameterId::kNone; };
/// One stored value meets all tests, part by part.
struct Where {
  ParameterId parameter = ParameterId::kNone;
  std::vector<Test> parts;
};
struct Ids { std::vector<std::string> ids; };
/// Versions written at from_ms <= time < until_ms.
struct Updated { std::optional<std::int64_t> from_ms, until_ms; };
/// The record refers, by `reference`, to a live record of `target` that meets all of `where`.
struct Points {
  ParameterId reference = ParameterId::kNone;
  TypeId target = TypeId::kNone;
  std::vector<Expr> where;
};
/// A live record of `source` that meets all of `where` refers to the record.
struct PointedAt {
  TypeId source = TypeId::kNone;
  ParameterId reference = ParameterId::kNone;
  std::vector<Expr> where;
};
/// The record refers, by `reference`, to one of `ids` of `target`, or to another live record of `target` that hangs together with
/// one of them by `link`: kBelow: links lead from it to one of them; kAbove: links lead from one of them to it; in any
/// number of steps. Every record on the way, the first and the last included, meets all of `where`.
enum class Hierarchy : std::uint8_t { kAbove, kBelow };
struct Within {
  ParameterId reference = ParameterId::kNone;
  TypeId target = TypeId::kNone;
  ParameterId link = ParameterId::kNone;
  Hierarchy way = Hierarchy::kBelow;
  std::vector<std::string> ids;
  std::vector<Expr> where;
};
/// The record's folded text of this kind (Extractor::folded_text) has the phrase at the start of some word. Not indexed: each
/// candidate is read.
struct Mentions {
  ParameterId field = ParameterId::kNone;
  std::string phrase;  ///< Folded.
};
/// A resource contained in the record, of `type`, meets all of `where`, which is judged by that resource's own id and values. With `by`,
/// only if the record has a Token of that parameter whose code is the contained one's id. Not indexed: each candidate is read.
struct Holds {
  TypeId type = TypeId::kNone;
  ParameterId by = ParameterId::kNone;
  std::vector<Expr> where;
};
/// The record is of this type.
struct IsType { TypeId type = TypeId::kNone; };
struct Expr {
  std::variant<All, Any, Not, Present, Where, Ids, Updated, Points, PointedAt, Within, Mentions, Holds, IsType> node;
};

enum class SortBy : std::uint8_t { kCreated, kUpdated, kId, kParameter };
/// For a parameter with several values the least counts ascending, the greatest descending (matches.h has the order of
/// values; of a composite the first part). Missing values come last in both directions. Ties are broken by order of
/// creation, oldest first.
struct SortKey {
  SortBy by = SortBy::kCreated;
  ParameterId parameter = ParameterId::kNone;
  bool descending = false;
  bool by_start = false;  ///< Intervals by their beginning, descending too.
};

struct Page {
  std::uint32_t count = 50;
  std::string cursor;          ///< As a former answer gave it; empty: from the start.
  std::uint64_t offset = 0;    ///< Rows to leave out first; only without a cursor.
};

enum class Totals : std::uint8_t { kNone, kExact };

struct Query {
  std::vector<TypeId> types;      ///< At least one; each once.
  Expr where{All{}};
  std::vector<SortKey> sort;      ///< Empty: creation, newest first.
  Page page;
  Totals totals = Totals::kExact;
  bool explain = false;           ///< The answer tells how it was found.
  std::uint32_t duration_ms_max = 0;  ///< A backend that takes longer to find the matches refuses: TOO_COSTLY. 0: as long as it takes.
  std::uint64_t mentions_read_max = 100'000;  ///< Records that one Mentions or Holds may read; a backend that reads more refuses: TOO_COSTLY.
};

/// One step of how an answer was found, for people.
struct PlanStep {
  std::string_view action;                    ///< "driver", "filter by reading", …: constant words.
  TypeId type = TypeId::kNone;                ///< Whose records were selected.
  ParameterId parameter = ParameterId::kNone; ///< By which values; kNone if not by those of one parameter.
  std::uint64_t estimated = 0;                ///< Index entries to look at, as estimated beforehand; 0: not estimated.
  std::uint64_t rows = 0;                     ///< Records left afterwards.
  std::int64_t duration_us = 0;
};
/// Steps beyond are left out.
inline constexpr std::size_t kPlanStepsMax = 100;

struct SearchResult {
  std::vector<Record> records;
  std::optional<std::uint64_t> total;
  std::string next;      ///< Cursor of the next page; empty if this is the last.
  std::string previous;  ///< Cursor of the page before; empty on the first.
  Position moment;       ///< The store as it was after this position was answered.
  std::vector<PlanStep> plan;  ///< Empty unless asked for, and where a backend has no plans.
};

/// What a caller may see, type by type. `access` implements it; nothing reaches a store around it.
class Visibility {
 public:
  virtual ~Visibility() = default;
  /// Added, by All, wherever records of `type` are selected: at the root, at every Points or Within target and PointedAt source.
  /// An empty Any hides the type.
  virtual Expr visible(TypeId type) const = 0;
};

/// A query that has been narrowed. Made by authorize() alone.
class AuthorizedQuery {
 public:
  const Query& query() const { return query_; }
  /// Narrowing of one type of query().types, in the same order.
  const std::vector<Expr>& by_type() const { return by_type_; }

 private:
  friend AuthorizedQuery authorize(Query query, const Visibility& visibility);
  AuthorizedQuery(Query query, std::vector<Expr> by_type) : query_(std::move(query)), by_type_(std::move(by_type)) {}
  Query query_;
  std::vector<Expr> by_type_;
};

/// Narrows every place where records are selected.
AuthorizedQuery authorize(Query query, const Visibility& visibility);

/// Sees everything: for the system itself (verification, claims, re-index), never for a request.
class SeesAll final : public Visibility {
 public:
  Expr visible(TypeId) const override { return {All{}}; }
};

}  // namespace osler::store
