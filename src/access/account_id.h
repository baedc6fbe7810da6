#pragma once
// Ids of accounts: organizations, keys, users, tokens.

#include <string>

#include "base/clock.h"
#include "base/rng.h"

namespace osler::access {

/// 24 lower-case hex characters: 12 of Unix milliseconds, 12 random. A legal FHIR id; ids sort by time of creation.
std::string new_account_id(Clock& clock, Rng& rng);

}  // namespace osler::access
