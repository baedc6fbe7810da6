#pragma once
// What a list is asked for: filters, order and page of GET /v1/{resource}. Nothing is silently ignored.
// Spec: v1.md, section 5.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "api/v1/schema.h"
#include "fhir/search/search_parser.h"
#include "store/partition.h"
#include "store/query.h"

namespace osler::api::v1 {

inline constexpr std::uint32_t kCountDefault = 20;
inline constexpr std::uint32_t kCountMax = 100;
inline constexpr std::uint64_t kOffsetMax = 10'000;

struct ListContext {
  const Schema& schema;
  std::span<const std::string> own_bases;
  std::string_view cursor_key;
  store::Partition partition;
  std::int16_t zone_minutes = 0;  ///< In which zone days begin.
};

struct ListRequest {
  store::Query query;
  std::string question;  ///< Filters and order in one form: what a cursor is bound to.
};

/// Errors: kInvalidInput with code INVALID_PARAMETER naming the parameter (and the nearest known one), or
/// INVALID_CURSOR.
Result<ListRequest> parse_list(const ListContext& context, const ResourceSchema& resource,
                               const fhir::Parameters& parameters);

/// The cursor that continues after a page: opaque, signed, and good only for the same question.
std::string make_cursor(const ListContext& context, const ResourceSchema& resource, std::string_view question,
                        std::string_view store_cursor);

/// `count` and `limit`: above 100 is 100; missing, 0, negative or no number is 20.
std::uint32_t clamped_count(std::string_view text);

}  // namespace osler::api::v1
