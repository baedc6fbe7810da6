#include "fhir/validate/bundle_scope.h"

namespace osler::fhir {
namespace {

bool is_urn(std::string_view reference) { return reference.starts_with("urn:uuid:") || reference.starts_with("urn:oid:"); }

// The base of a RESTful full URL: what stands before "Type/id".
std::string_view base_of(std::string_view full_url) {
  if (!full_url.starts_with("http")) return {};
  const std::size_t id = full_url.rfind('/');
  if (id == std::string_view::npos || id == 0) return {};
  const std::size_t type = full_url.rfind('/', id - 1);
  return type == std::string_view::npos ? std::string_view{} : full_url.substr(0, type + 1);
}

}  // namespace

bool BundleScope::is_closed() const {
  const json::View type = bundle_.member("type");
  return type.equals("document") || type.equals("message");
}

void BundleScope::read() {
  is_read_ = true;
  for (const json::View entry : bundle_.member("entry")) {
    const json::View full_url = entry.member("fullUrl");
    if (full_url.is_string()) full_urls_.emplace(full_url.text(), entry.member("resource"));
    const json::View type = entry.member("resource").member("resourceType");
    const json::View id = entry.member("resource").member("id");
    if (type.is_string() && id.is_string()) ids_.emplace(type.text() + "/" + id.text(), entry.member("resource"));
  }
}

Resolution BundleScope::resolve(std::string_view reference) {
  if (!bundle_.exists() || reference.starts_with('#')) return Resolution::kElsewhere;
  if (!is_read_) read();
  const std::string_view plain = reference.substr(0, reference.find('#'));
  const std::string_view target = plain.substr(0, plain.find("/_history/"));
  if (full_urls_.contains(std::string(target))) return Resolution::kFound;
  if (is_urn(target)) return Resolution::kMissing;
  const bool relative = target.find(':') == std::string_view::npos;
  const json::View own_url = entry_.member("fullUrl");
  if (!relative || !own_url.is_string()) return Resolution::kElsewhere;
  const std::string own = own_url.text();
  const std::string_view base = base_of(own);
  if (!base.empty() && full_urls_.contains(std::string(base) + std::string(target))) return Resolution::kFound;
  return ids_.contains(std::string(target)) ? Resolution::kOtherBase : Resolution::kElsewhere;
}

json::View BundleScope::find(std::string_view reference) {
  if (!is_read_) read();
  const std::string target(reference.substr(0, reference.find("/_history/")));
  if (const auto by_url = full_urls_.find(target); by_url != full_urls_.end()) return by_url->second;
  const auto by_id = ids_.find(target);
  return by_id == ids_.end() ? json::View() : by_id->second;
}

}  // namespace osler::fhir
