#pragma once
// A read with everything around it: _include, _revinclude and include of GET /v1/{resource}/{id}.
// Spec: v1.md, section 7.

#include <string>
#include <string_view>
#include <vector>

#include "api/v1/exchange.h"

namespace osler::api::v1 {

/// Resources that refer to the one that is read, or that it refers to.
struct Inclusion {
  bool reverse = false;
  TypeId type = TypeId::kNone;               ///< reverse: of those who refer; else: of the targets, kNone is any.
  std::vector<ParameterId> parameters = {};  ///< The references that count; forward: empty is any.
};

/// What the query asks to include; empty: nothing, the read is a plain one.
/// Errors: kInvalidInput naming the parameter, for a value of another form, an unknown type, or a reference that no
/// spelling of the request makes a search parameter.
Result<std::vector<Inclusion>> parse_inclusions(const Exchange& exchange);

/// Appends a searchset Bundle: the resource (mode match) and what it includes (mode include), each once.
/// Errors: kInvalidInput with code TOO_COSTLY beyond the engine's include_max.
Status write_bundle(Exchange& exchange, const engine::Resource& resource, const std::vector<Inclusion>& inclusions,
                    std::string& out);

}  // namespace osler::api::v1
