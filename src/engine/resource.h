#pragma once
// A resource as it leaves the engine: complete JSON text with its meta, ready to be sent.

#include <cstdint>
#include <string>

#include "store/record.h"

namespace osler::engine {

struct Resource {
  store::RecordKey key;
  store::VersionHeader header;
  std::string text;  ///< With meta.versionId, meta.lastUpdated and the tenant tag; empty for a deletion.

  Version version() const { return header.version; }
};

}  // namespace osler::engine
