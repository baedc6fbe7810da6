#include "engine/stored_form.h"

#include "base/assert.h"
#include "fhir/model/date_time.h"

namespace osler::engine {
namespace {

constexpr std::string_view kTagOpening = "\"tag\":[";
constexpr std::string_view kSourceMember = "\"source\":";
constexpr std::string_view kComputedSource = "urn:osler:";

bool is_computed_source(json::View source) { return source.is_string() && source.text().starts_with(kComputedSource); }

/// Whether meta, whose members begin `inside` behind a bracket of two, has a source. Names are written by append_member() alone,
/// without spaces around them.
bool has_source(std::string_view inside) {
  int depth = 2;  // meta, and the list of its tags.
  bool in_string = false;
  for (std::size_t i = 0; i < inside.size() && depth > 0; ++i) {
    const char c = inside[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') {
      if (depth == 1 && inside.substr(i).starts_with(kSourceMember)) return true;
      in_string = true;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  return false;
}

/// Empty for what has no origin: an entry of the ledger.
std::string source_of(const store::Origin& origin) {
  if (origin.surface.empty()) return {};
  std::string source = std::string(kComputedSource) + origin.surface + ":" + origin.actor;
  if (!origin.request_id.empty()) source += "#" + origin.request_id;
  return source;
}

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

bool holds_computed(json::View resource, std::string_view tenant_system) {
  const json::View meta = resource.member("meta");
  for (const json::View tag : meta.member("tag")) {
    if (is_tenant_tag(tag, tenant_system)) return true;
  }
  return is_computed_source(meta.member("source"));
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
      if (key == "source" && is_computed_source(member)) continue;
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

namespace {

std::string presented(std::string_view stored, const store::VersionHeader& header, std::string_view tenant_system,
                      std::string_view tenant, std::string_view source) {
  const std::string_view front = stored.substr(0, header.splice_at);
  const std::string_view rest = stored.substr(header.splice_at + kTagOpening.size());
  std::string out;
  out.reserve(stored.size() + tenant_system.size() + tenant.size() + source.size() + 128);
  out += front;
  out += "\"versionId\":\"";
  out += std::to_string(header.version.number);
  out += "\",\"lastUpdated\":\"";
  fhir::append_instant(out, header.time_ms);
  if (!source.empty()) {
    out += "\",";
    out += kSourceMember;
    out += '"';
    out += source;
  }
  out += "\",\"tag\":[{\"system\":\"";
  out += tenant_system;
  out += "\",\"code\":\"";
  out += tenant;
  out += "\"}";
  if (rest.front() != ']') out += ',';
  out += rest;
  return out;
}

}  // namespace

std::string present_text(std::string_view stored, const store::VersionHeader& header, std::string_view tenant_system,
                         std::string_view tenant) {
  OSLER_ASSERT(header.splice_at + kTagOpening.size() < stored.size());
  return presented(stored, header, tenant_system, tenant, {});
}

std::string present_with_source(std::string_view stored, const store::VersionHeader& header, std::string_view tenant_system,
                                std::string_view tenant) {
  OSLER_ASSERT(header.splice_at + kTagOpening.size() < stored.size());
  const bool has_own = has_source(stored.substr(header.splice_at + kTagOpening.size()));
  return presented(stored, header, tenant_system, tenant, has_own ? std::string() : source_of(header.origin));
}

}  // namespace osler::engine
