#include "api/fhir/bundle_reader.h"

#include <array>

#include "fhir/model/date_time.h"
#include "json/splitter.h"

namespace osler::fhir_api {
namespace {

constexpr std::size_t kPortionBytes = 1024 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // No column of the splitter's counts it.

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kConditions{{
    {"ifMatch", "If-Match"}, {"ifNoneMatch", "If-None-Match"}, {"ifNoneExist", "If-None-Exist"}, {"ifModifiedSince", "If-Modified-Since"}}};

std::optional<http::Method> method_of(json::View request) {
  for (const auto method : {http::Method::kGet, http::Method::kHead, http::Method::kPost, http::Method::kPut, http::Method::kPatch,
                            http::Method::kDelete}) {
    if (request.member("method").equals(http::name_of(method))) return method;
  }
  return std::nullopt;
}

Error no_bundle(std::string what, std::string expression) {
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kStructure, what, std::move(expression)}}};
}

/// Where the elements stand in the body: the splitter tells line and column of each.
class ElementFinder {
 public:
  explicit ElementFinder(std::string_view body) : body_(body), line_begin_(body.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0) {}

  Result<std::size_t> offset_of(const json::SplitElement& element) {
    while (line_ < element.start.line) {
      const std::size_t end = body_.find('\n', line_begin_);
      if (end == std::string_view::npos) return internal_error("an entry of a Bundle was not found again");
      line_begin_ = end + 1;
      ++line_;
    }
    const std::size_t offset = line_begin_ + element.start.column - 1;
    if (body_.substr(offset, element.text.size()) != element.text.view()) return internal_error("an entry of a Bundle was not found again");
    return offset;
  }

 private:
  std::string_view body_;
  std::size_t line_begin_;
  std::uint32_t line_ = 1;
};

/// What View::text() says, without a copy where that is what stands in the body.
std::string_view text_of(json::View value, std::string_view text_in_body, TextPieces& texts) {
  const std::string_view raw = value.raw();
  const bool is_as_sent = raw.size() >= 2 && raw.front() == '"' && raw.find('\\') == std::string_view::npos;
  return is_as_sent ? text_in_body.substr(value.offset() + 1, raw.size() - 2) : texts.keep(value.text());
}

BundleEntry read_entry(json::View entry, std::uint32_t index, std::string_view text_in_body, TextPieces& texts) {
  BundleEntry read;
  read.index = index;
  const json::View request = entry.member("request");
  read.has_request = request.is_object();
  read.method = method_of(request);
  read.method_text = text_of(request.member("method"), text_in_body, texts);
  read.url = text_of(request.member("url"), text_in_body, texts);
  read.full_url = text_of(entry.member("fullUrl"), text_in_body, texts);
  for (const auto& [member, header] : kConditions) {
    if (const json::View condition = request.member(member)) read.conditions.add(std::string(header), condition.text());
  }
  if (const auto since = osler::fhir::parse_instant(request.member("ifModifiedSince").text())) {
    read.conditions.set("If-Modified-Since", osler::fhir::format_http_date(since->range().begin_ms));
  }
  if (const json::View resource = entry.member("resource")) {
    read.resource = text_in_body.substr(resource.offset(), resource.raw().size());
    read.resource_id = text_of(resource.member("id"), text_in_body, texts);
  }
  return read;
}

Error as_structure(Error error) {
  if (error.issues.empty()) {
    error.issues.push_back({Severity::kError, error.kind == ErrorKind::kTooLarge ? IssueType::kTooLong : IssueType::kStructure, error.message});
  }
  return error;
}

/// Takes the entries that are complete out of the splitter.
class EntryReader {
 public:
  EntryReader(const Exchange& exchange, std::string_view body, std::size_t entries_max)
      : exchange_(exchange), body_(body), finder_(body), entries_max_(entries_max) {}

  Status take(json::Splitter& splitter) {
    while (auto element = splitter.next()) {
      if (request_.entries.size() >= entries_max_) {
        return Error{ErrorKind::kTooLarge, "Bundle.entry: at most " + std::to_string(entries_max_) + " entries (limits.bundle_entries)", {}, {}};
      }
      OSLER_TRY(const std::size_t offset, finder_.offset_of(*element));
      const std::string_view text = body_.substr(offset, element->text.size());
      const json::SourcePosition start = element->start;
      Result<json::Tree> tree = exchange_.session.parser.parse(std::move(element->text), exchange_.engine.definitions().names(), {}, start);
      if (!tree.ok()) return as_structure(std::move(tree).error());
      request_.entries.push_back(read_entry(tree->root(), static_cast<std::uint32_t>(request_.entries.size()), text, request_.texts));
    }
    return {};
  }
  BundleRequest take_request() { return std::move(request_); }

 private:
  const Exchange& exchange_;
  std::string_view body_;
  ElementFinder finder_;
  std::size_t entries_max_;
  BundleRequest request_;
};

}  // namespace

Error entry_error(std::size_t index, std::string_view member, std::string what, IssueType type) {
  const std::string expression = "Bundle.entry[" + std::to_string(index) + "]" + std::string(member);
  return {ErrorKind::kInvalidInput, expression + ": " + what, {}, {{Severity::kError, type, what, expression}}};
}

Result<BundleRequest> read_bundle(const Exchange& exchange, std::size_t entries_max) {
  const std::string_view body = exchange.request.body.view();
  if (body.empty()) return no_bundle("the request needs a body: a Bundle of type batch or transaction", "Bundle");
  json::Splitter splitter("entry", exchange.engine.definitions().names());
  EntryReader reader(exchange, body, entries_max);
  for (std::size_t at = 0; at < body.size(); at += kPortionBytes) {
    const Status fed = splitter.feed(body.substr(at, kPortionBytes));
    if (!fed.ok()) return as_structure(fed.error());
    OSLER_RETURN_IF_ERROR(reader.take(splitter));
  }
  const Status finished = splitter.finish();
  if (!finished.ok()) return as_structure(finished.error());
  OSLER_RETURN_IF_ERROR(reader.take(splitter));
  if (!splitter.member("resourceType").equals("Bundle")) return no_bundle("expected a Bundle of type batch or transaction", "Bundle");
  BundleRequest bundle = reader.take_request();
  bundle.is_transaction = splitter.member("type").equals("transaction");
  if (!bundle.is_transaction && !splitter.member("type").equals("batch")) {
    const std::string what = "expected batch or transaction";
    return Error{ErrorKind::kInvalidInput, "Bundle.type: " + what, {}, {{Severity::kError, IssueType::kValue, what, "Bundle.type"}}};
  }
  return bundle;
}

}  // namespace osler::fhir_api
