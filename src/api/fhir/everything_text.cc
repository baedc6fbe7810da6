#include "api/fhir/everything_text.h"

#include <algorithm>

#include "api/fhir/result_bundle.h"
#include "fhir/search/subset.h"
#include "json/pretty.h"

namespace osler::fhir_api {
namespace {

constexpr std::uint32_t kPortionMatches = 100;

http::Request without_body(const http::Request& request) {
  http::Request copy;
  copy.method = request.method;
  copy.path = request.path;
  copy.request_id = request.request_id;
  return copy;
}

}  // namespace

EverythingText::EverythingText(const Exchange& asked, Wanted wanted, Place place, Shape shape, std::string head)
    : request_(without_body(asked.request)),
      caller_(asked.session.caller),
      session_{caller_, asked.session.loop, parser_, asked.session.surface, asked.session.base_url, {}},
      exchange_{request_, asked.engine, session_, asked.target, asked.parameters, asked.base_url, asked.cursor_key},
      wanted_(std::move(wanted)),
      shape_(std::move(shape)),
      walk_(exchange_, wanted_, std::move(place)),
      ready_(std::move(head)) {}

Status EverythingText::make() {
  if (is_done_) return {};
  OSLER_TRY(const std::vector<engine::Resource> matches, walk_.take(kPortionMatches));
  OSLER_TRY(const std::vector<engine::Resource> included,
            referenced_by(exchange_, matches, seen_, exchange_.engine.settings().operation_reads_max,
                          [&](const engine::Resource& resource) { return has_own_place(exchange_, wanted_, resource); }));
  for (const engine::Resource& resource : matches) OSLER_RETURN_IF_ERROR(add(resource, "match"));
  for (const engine::Resource& resource : included) OSLER_RETURN_IF_ERROR(add(resource, "include"));
  total_ += matches.size();
  if (!walk_.next().empty()) return {};
  if (has_entries_) ready_ += ']';
  // Known only now, and exact for what was given.
  ready_ += ",\"total\":" + std::to_string(total_) + "}";
  is_done_ = true;
  return {};
}

Status EverythingText::add(const engine::Resource& resource, std::string_view mode) {
  engine::Resource shown{resource.key, resource.header, {}};
  if (shape_.subset.is_whole()) {
    shown.text = resource.text;
  } else {
    const osler::fhir::Definitions& definitions = exchange_.engine.definitions();
    OSLER_TRY(const json::Tree tree, parser_.parse(json::PaddedBytes(resource.text), definitions.names()));
    osler::fhir::append_subset(definitions, shape_.subset, tree.root(), mode == "include", shown.text);
  }
  std::string entry;
  json::Writer writer(entry);
  write_resource_entry(writer, exchange_, shown, mode);
  ready_ += has_entries_ ? "," : ",\"entry\":[";
  has_entries_ = true;
  ready_ += shape_.is_pretty ? json::pretty_text(entry) : entry;
  return {};
}

std::size_t EverythingText::read(std::span<char> buffer) {
  if (read_ == ready_.size()) {
    ready_.clear();
    read_ = 0;
    while (ready_.empty() && !is_done_) {
      if (!make().ok()) {
        failed_ = true;
        return 0;
      }
    }
  }
  const std::size_t bytes = std::min(buffer.size(), ready_.size() - read_);
  std::copy_n(ready_.data() + read_, bytes, buffer.data());
  read_ += bytes;
  return bytes;
}

}  // namespace osler::fhir_api
