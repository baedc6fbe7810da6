#pragma once
// Every route of /api/auth, /api/admin, /api/public and /api/health, as data: who may call it, and what is done.

#include <optional>
#include <span>
#include <string_view>

#include "api/admin/exchange.h"
#include "base/result.h"
#include "base/task.h"

namespace osler::api::admin {

enum class Admission : std::uint8_t {
  kPublic,
  kPerson,  ///< Any valid token.
  kAdmin,
  kAdminOrAuditor,
  kAdminOrPractitioner,
};

/// Which limit per address applies.
enum class Door : std::uint8_t { kHealth, kAuth, kPublic, kAdmin };

using Handler = Task<Result<http::Response>> (*)(Rooms& rooms, Exchange& exchange);

struct Route {
  http::Method method;
  std::string_view path;  ///< "{id}" stands for one segment.
  Admission admission;
  Door door;
  std::string_view action;  ///< For the audit entry; empty: not audited.
  Handler handler;
};

std::span<const Route> routes();

/// Whether `path` is one of the pattern, and what stands for its {id} (empty if it has none).
std::optional<std::string_view> match(std::string_view pattern, std::string_view path);

bool admits(Admission admission, access::Role role);

}  // namespace osler::api::admin
