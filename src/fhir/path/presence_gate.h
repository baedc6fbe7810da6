#pragma once
// What the mere presence of elements says about a condition: most invariants are decided by it, without evaluating
// anything. Made once for a program and the structure it is evaluated on.

#include <array>
#include <cstdint>
#include <vector>

#include "fhir/path/program.h"

namespace osler::fhir::path {

/// Elements of one structure, at most: ElementDefinition has the most.
inline constexpr std::size_t kElementsMax = 320;

/// A set of elements of one structure, by their position in it.
struct ElementSet {
  std::array<std::uint64_t, kElementsMax / 64> words{};

  void mark(std::size_t position) { words[position / 64] |= std::uint64_t{1} << (position % 64); }
  bool holds(std::size_t position) const { return (words[position / 64] >> (position % 64) & 1) != 0; }
  bool meets(const ElementSet& other) const {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if ((words[i] & other.words[i]) != 0) return true;
    }
    return false;
  }
};

class PresenceGate {
 public:
  enum class Answer : std::uint8_t { kTrue, kFalse, kEmpty, kUnknown };

  /// A gate that decides nothing.
  PresenceGate() = default;
  /// `program` is evaluated on objects of `structure`.
  static PresenceGate create(const Definitions& definitions, const Program& program, StructureId structure);

  /// The program's value as a condition on any object that has exactly these elements, each with a value; kUnknown if
  /// that depends on more.
  Answer decide(const ElementSet& present) const { return steps_.empty() ? Answer::kUnknown : decide(steps_.size() - 1, present); }

 private:
  friend class GateBuilder;
  enum class Kind : std::uint8_t { kLeaf, kNot, kAnd, kOr, kXor, kImplies };
  struct Step {
    Kind kind = Kind::kLeaf;
    Answer when_absent = Answer::kUnknown;   ///< kLeaf: if none of `elements` is there.
    Answer when_present = Answer::kUnknown;  ///< kLeaf: if one of them is.
    std::uint16_t left = 0, right = 0;
    ElementSet elements = {};
  };
  Answer decide(std::size_t step, const ElementSet& present) const;

  std::vector<Step> steps_;  ///< The root is the last.
};

}  // namespace osler::fhir::path
