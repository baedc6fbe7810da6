#include "access/caller_row.h"

namespace osler::access {
namespace {

constexpr std::string_view kUser = "user";

}  // namespace

void write_caller(json::Writer& writer, const Caller& caller) {
  writer.member("callerKind", caller.kind == CallerKind::kUser ? kUser : "key");
  writer.member("callerId", caller.id);
  writer.member("callerEmail", caller.email);
  writer.member("callerName", caller.name);
  writer.member("role", word_for(caller.role));
  writer.member("mayRead", caller.may_read);
  writer.member("mayWrite", caller.may_write);
  writer.member("seesRestricted", caller.sees_restricted);
  writer.member("practitioner", caller.practitioner_id);
  writer.member("organization", caller.organization.id);
  writer.member("organizationName", caller.organization.name);
  writer.member("organizationParent", caller.organization.parent);
  writer.member("organizationNumber", std::uint64_t{caller.organization.number});
  writer.member("environment", word_for(caller.environment));
}

Result<Caller> read_caller(const JsonRow& row) {
  Caller caller;
  const auto role = role_for(row.text("role"));
  const auto environment = environment_for(row.text("environment"));
  const auto number = row.number("organizationNumber");
  if (!role || !environment || !number) return internal_error("who asked for a job cannot be read");
  caller.kind = row.text("callerKind") == kUser ? CallerKind::kUser : CallerKind::kKey;
  caller.id = row.text("callerId");
  caller.email = row.text("callerEmail");
  caller.name = row.text("callerName");
  caller.role = *role;
  caller.may_read = row.flag("mayRead");
  caller.may_write = row.flag("mayWrite");
  caller.sees_restricted = row.flag("seesRestricted");
  caller.practitioner_id = row.text("practitioner");
  caller.organization = {static_cast<std::uint32_t>(*number), row.text("organization"), row.text("organizationName"), row.text("organizationParent")};
  caller.environment = *environment;
  return caller;
}

}  // namespace osler::access
