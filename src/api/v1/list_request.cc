#include "api/v1/list_request.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "api/v1/filter.h"
#include "base/nearest.h"
#include "base/signed_text.h"

namespace osler::api::v1 {
namespace {

/// In front of every cursor, so that an altered one is told from other text.
constexpr std::string_view kCursorMark = "c_";

using Values = std::map<std::string, std::string, std::less<>>;

Error invalid_cursor(std::string_view what) { return invalid_input("cursor: " + std::string(what), "INVALID_CURSOR"); }

bool has_pages(const ResourceSchema& resource) {
  return resource.path == "assessments" || resource.path == "documents";
}

std::vector<std::string_view> known_names(const ResourceSchema& resource) {
  std::vector<std::string_view> names = {"count", "cursor", "sort"};
  if (has_pages(resource)) names.insert(names.end(), {"page", "limit"});
  for (const Filter& filter : resource.filters) names.emplace_back(filter.name);
  return names;
}

/// Every parameter once and known.
Result<Values> single_values(const ResourceSchema& resource, const fhir::Parameters& parameters) {
  const std::vector<std::string_view> known = known_names(resource);
  Values values;
  for (const auto& [name, value] : parameters) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto near = nearest(name, known);
      return invalid_parameter(
          name, near ? "unknown parameter; did you mean " + std::string(*near) + "?" : "unknown parameter");
    }
    if (!values.emplace(name, value).second) return invalid_parameter(name, "given twice, but it takes one value");
  }
  return values;
}

std::string value_of(const Values& values, std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

std::optional<std::uint64_t> whole(std::string_view text) {
  std::uint64_t number = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc::result_out_of_range) return ~0ULL;
  return !text.empty() && failure == std::errc{} && rest == text.data() + text.size() ? std::optional(number)
                                                                                      : std::nullopt;
}

/// The search parameter behind a sort key: of the table, or of a filter of that name. Empty: there is none.
std::string sort_parameter(const ResourceSchema& resource, std::string_view name) {
  for (const SortName& known : resource.sort_names) {
    if (known.name == name) return known.parameter;
  }
  for (const Filter& filter : resource.filters) {
    const bool sortable = filter.type != FilterType::kId && filter.name != "dateFrom" && filter.name != "dateTo";
    if (filter.name == name && sortable) return filter.first.parameter.substr(0, filter.first.parameter.find(':'));
  }
  return {};
}

Error unknown_sort(const ResourceSchema& resource, std::string_view name) {
  std::vector<std::string_view> known;
  std::string list;
  for (const SortName& sort : resource.sort_names) {
    known.emplace_back(sort.name);
    list += (list.empty() ? "" : ", ") + sort.name;
  }
  const auto near = nearest(name, known);
  return invalid_parameter(
      "sort", "unknown key; expected one of " + list + (near ? "; did you mean " + std::string(*near) + "?" : ""));
}

Result<std::vector<store::SortKey>> parse_order(const ListContext& context, const ResourceSchema& resource,
                                                std::string_view text) {
  std::vector<store::SortKey> keys;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view name = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    store::SortKey key;
    key.descending = name.starts_with('-');
    if (key.descending) name.remove_prefix(1);
    const std::string parameter = sort_parameter(resource, name);
    if (parameter.empty()) return unknown_sort(resource, name);
    if (keys.size() == fhir::kSortKeysMax) return invalid_parameter("sort", "too many keys");
    if (parameter == "_created") key.by = store::SortBy::kCreated;
    if (parameter == "_lastUpdated") key.by = store::SortBy::kUpdated;
    if (!parameter.starts_with('_')) {
      const fhir::SearchParameter* definition = context.schema.definitions().search_parameter(resource.type, parameter);
      if (definition == nullptr) return invalid_parameter("sort", std::string(name) + " is not offered yet");
      key.by = store::SortBy::kParameter;
      key.by_start = true;  // A period stands where it begins. Spec: v1.md, section 5.
      key.parameter = definition->id;
    }
    keys.push_back(key);
  }
  return keys;
}

std::string cursor_context(const ListContext& context, const ResourceSchema& resource, std::string_view question) {
  return std::to_string(context.partition.number()) + "|" + resource.path + "|" + std::string(question);
}

// Digits are an offset; what has our mark must be ours; any other text starts from the beginning. Spec: v1.md,
// section 5.
Status read_cursor(const ListContext& context, const ResourceSchema& resource, const std::string& text,
                   ListRequest& out) {
  if (const auto offset = whole(text)) {
    if (*offset > kOffsetMax) return invalid_cursor("an offset may be at most " + std::to_string(kOffsetMax));
    out.query.page.offset = *offset;
    return {};
  }
  if (!text.starts_with(kCursorMark)) return {};
  const auto content = open_signed_text(context.cursor_key, cursor_context(context, resource, out.question),
                                        std::string_view(text).substr(kCursorMark.size()));
  if (!content) return invalid_cursor("it was altered, or belongs to another query");
  out.query.page.cursor = *content;
  return {};
}

Status read_page(const ListContext& context, const ResourceSchema& resource, const Values& values, ListRequest& out) {
  const bool has_cursor = values.contains("cursor");
  for (const std::string_view alias : {"page", "limit"}) {
    if (has_cursor && values.contains(alias)) return invalid_parameter(alias, "cannot be sent together with cursor");
  }
  out.query.page.count = clamped_count(value_of(values, values.contains("limit") ? "limit" : "count"));
  if (has_cursor) return read_cursor(context, resource, value_of(values, "cursor"), out);
  if (!values.contains("page")) return {};
  const auto page = whole(value_of(values, "page"));
  if (!page || *page == 0) return invalid_parameter("page", "expected a number from 1");
  if (*page > kOffsetMax / out.query.page.count + 1) return invalid_parameter("page", "too far; use cursor");
  out.query.page.offset = (*page - 1) * out.query.page.count;
  return {};
}

}  // namespace

std::uint32_t clamped_count(std::string_view text) {
  const auto number = whole(text);
  if (!number || *number == 0) return kCountDefault;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(*number, kCountMax));
}

Result<ListRequest> parse_list(const ListContext& context, const ResourceSchema& resource,
                               const fhir::Parameters& parameters) {
  OSLER_TRY(const Values values, single_values(resource, parameters));
  ListRequest request;
  request.query.types = {resource.type};
  store::All all;
  for (const Filter& filter : resource.filters) {
    const auto found = values.find(filter.name);
    if (found == values.end()) continue;
    OSLER_TRY(store::Expr expression, filter_expression(context, resource, filter, found->second));
    all.parts.push_back(std::move(expression));
    request.question += filter.name + "=" + std::to_string(found->second.size()) + ":" + found->second + "&";
  }
  request.query.where = {std::move(all)};
  const std::string order = value_of(values, "sort");
  OSLER_TRY(request.query.sort, parse_order(context, resource, order.empty() ? resource.default_sort : order));
  request.question += "sort=" + order;
  OSLER_RETURN_IF_ERROR(read_page(context, resource, values, request));
  return request;
}

std::string make_cursor(const ListContext& context, const ResourceSchema& resource, std::string_view question,
                        std::string_view store_cursor) {
  return std::string(kCursorMark) +
         sign_text(context.cursor_key, cursor_context(context, resource, question), store_cursor);
}

}  // namespace osler::api::v1
