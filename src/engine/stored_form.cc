#include "engine/stored_form.h"

#include "base/assert.h"
#include "fhir/model/date_time.h"

namespace osler::engine {
namespace {

constexpr std::string_view kTagOpening = "\"tag\":[";

bool is_tenant_tag(json::View tag, std::string_view tenant_system) {
  return tag.is_object() && tag.member("system").equals(tenant_system);
}

void append_member(std::string& out, json::View member) {
  json::append_quoted(out, member.key());
  out += ':';
  out += member.raw();
}

void append_tags(std::string& out, json::View tags, std::string_view tenant_system) {
  bool first = true;
  for (const json::View tag : tags) {
    if (is_tenant_tag(tag, tenant_system)) continue;
    if (!first) out += ',';
    first = false;
    out += tag.raw();
  }
}

}  // namespace

bool has_tenant_tag(json::View resource, std::string_view tenant_system) {
  for (const json::View tag : resource.member("meta").member("tag")) {
    if (is_tenant_tag(tag, tenant_system)) return true;
  }
  return false;
}

StoredForm make_stored_form(json::View resource, std::string_view type_name, std::string_view id,
                            std::string_view tenant_system) {
  StoredForm form;
  std::string& out = form.text;
  out.reserve(resource.raw().size() + 128);
  out += "{\"resourceType\":\"";
  out += type_name;
  out += "\",\"id\":\"";
  out += id;
  out += "\",\"meta\":{";
  form.splice_at = static_cast<std::uint32_t>(out.size());
  out += kTagOpening;
  const json::View meta = resource.member("meta");
  append_tags(out, meta.member("tag"), tenant_system);
  out += ']';
  if (meta.is_object()) {
    for (const json::View member : meta) {
      const std::string key = member.key();
      if (key == "tag" || key == "versionId" || key == "lastUpdated") continue;
      out += ',';
      append_member(out, member);
    }
  }
  out += '}';
  std::string scratch;
  for (const json::View member : resource) {
    const std::string_view key = member.key(scratch);
    if (key == "resourceType" || key == "id" || key == "meta") continue;
    out += ',';
    append_member(out, member);
  }
  out += '}';
  return form;
}

std::string present_text(std::string_view stored, const store::VersionHeader& header, std::string_view tenant_system,
                         std::string_view tenant) {
  OSLER_ASSERT(header.splice_at + kTagOpening.size() < stored.size());
  const std::string_view front = stored.substr(0, header.splice_at);
  const std::string_view rest = stored.substr(header.splice_at + kTagOpening.size());
  std::string out;
  out.reserve(stored.size() + tenant_system.size() + tenant.size() + 128);
  out += front;
  out += "\"versionId\":\"";
  out += std::to_string(header.version.number);
  out += "\",\"lastUpdated\":\"";
  fhir::append_instant(out, header.time_ms);
  out += "\",\"tag\":[{\"system\":\"";
  out += tenant_system;
  out += "\",\"code\":\"";
  out += tenant;
  out += "\"}";
  if (rest.front() != ']') out += ',';
  out += rest;
  return out;
}

}  // namespace osler::engine
