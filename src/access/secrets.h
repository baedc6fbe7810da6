#pragma once
// The secrets of one installation, made when it is made and kept as one row of the system partition.

#include <string>

#include "base/result.h"
#include "base/rng.h"
#include "store/store.h"

namespace osler::access {

struct Secrets {
  std::string key_hash;  ///< Keys the hashes of API keys. 32 bytes.
  std::string token;     ///< Signs tokens. 32 bytes.
};

Secrets make_secrets(Rng& rng);
/// Expects that there is none yet: an installation is made once.
store::RowChange row_for_new(const Secrets& secrets);
/// Errors: kNotFound if the store holds no installation.
Result<Secrets> read_secrets(const store::Store& store);

}  // namespace osler::access
