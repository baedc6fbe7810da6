#pragma once
// Where patients are seen and by whom: for each block of 100 patients one organization, two locations and four
// practitioners. Patients refer to facilities of their own and of earlier blocks only, so that any first part of the
// data is complete in itself.

#include "random.h"
#include "resource.h"

namespace osler::synthetic {

inline constexpr std::uint32_t kPatientsPerBlock = 100;
inline constexpr std::uint32_t kLocationsPerBlock = 2;
inline constexpr std::uint32_t kPractitionersPerBlock = 4;

/// The facilities that one encounter takes place at, as references: "Organization/org-3".
struct Place {
  std::string organization;
  std::string location;
  std::string practitioner;
};

void make_block(std::uint64_t seed, std::uint32_t block, Facts& facts, const Sink& sink);
/// One of the blocks up to that of `patient`.
Place random_place(std::uint32_t patient, Random& random);

}  // namespace osler::synthetic
