#include "fhir/path/presence_gate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace osler::fhir::path {
namespace {

using Answer = PresenceGate::Answer;

const Definitions& definitions() {
  static const Definitions known = Definitions::built_in().value();
  return known;
}

Answer decided(std::string_view type, std::string_view expression, const std::vector<std::string_view>& present) {
  const StructureId id = definitions().structure(type).value();
  const Structure& structure = definitions().at(id);
  ElementSet elements;
  for (std::size_t i = 0; i < structure.elements.size(); ++i) {
    for (const std::string_view name : present) {
      if (definitions().names().name(structure.elements[i].name) == name) elements.mark(i);
    }
  }
  return PresenceGate::create(definitions(), compile(definitions(), expression).value(), id).decide(elements);
}

TEST(PresenceGate, DecidesWhatPresenceDecides) {
  EXPECT_EQ(decided("Quantity", "code.empty() or system.exists()", {}), Answer::kTrue);
  EXPECT_EQ(decided("Quantity", "code.empty() or system.exists()", {"code"}), Answer::kFalse);
  EXPECT_EQ(decided("Quantity", "code.empty() or system.exists()", {"code", "system"}), Answer::kTrue);
  EXPECT_EQ(decided("Extension", "extension.exists() != value.exists()", {"url"}), Answer::kFalse);
  EXPECT_EQ(decided("Extension", "extension.exists() != value.exists()", {"url", "valueCode"}), Answer::kTrue);
  EXPECT_EQ(decided("Extension", "extension.exists() != value.exists()", {"extension", "valueCode"}), Answer::kFalse);
  EXPECT_EQ(decided("Appointment", "start.exists() = end.exists()", {"start"}), Answer::kFalse);
  EXPECT_EQ(decided("Appointment", "start.exists() = end.exists()", {"start", "end"}), Answer::kTrue);
  EXPECT_EQ(decided("Appointment", "Appointment.cancelationReason.exists() implies status = 'x'", {"status"}), Answer::kTrue);
  EXPECT_EQ(decided("Range", "low.empty() or high.empty() or (low <= high)", {"low"}), Answer::kTrue);
  EXPECT_EQ(decided("Group", "member.empty() or actual = true", {"member"}), Answer::kEmpty);
  EXPECT_EQ(decided("Observation", "value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()", {"valueQuantity"}),
            Answer::kTrue);
}

TEST(PresenceGate, LeavesTheRestOpen) {
  EXPECT_EQ(decided("Range", "low.empty() or high.empty() or (low <= high)", {"low", "high"}), Answer::kUnknown);
  EXPECT_EQ(decided("Element", "hasValue() or (children().count() > id.count())", {}), Answer::kUnknown);
  EXPECT_EQ(decided("Patient", "$this.name.exists()", {}), Answer::kUnknown);
  EXPECT_EQ(decided("Patient", "Patient.descendants().empty()", {}), Answer::kUnknown);
  EXPECT_EQ(decided("Patient", "%resource.name.exists()", {}), Answer::kUnknown);
  EXPECT_EQ(decided("Patient", "name.given.exists()", {"name"}), Answer::kUnknown);
  EXPECT_EQ(decided("Observation", "subject.resolve().exists()", {"subject"}), Answer::kUnknown);
  EXPECT_EQ(PresenceGate().decide({}), Answer::kUnknown);
}

}  // namespace
}  // namespace osler::fhir::path
