#include "access/organizations.h"

#include <charconv>
#include <utility>

#include "access/json_row.h"
#include "json/writer.h"

namespace osler::access {
namespace {

constexpr std::string_view kOrganizationTable = "organization";
constexpr std::string_view kSettings = "settings";
constexpr std::string_view kCountKey = "organizations";
constexpr std::size_t kPageRows = 1'000;
constexpr int kAncestorsMax = 16;

Result<Organization> decode(const store::Row& row, const JsonRow& json) {
  const auto number = static_cast<std::uint32_t>(json.number("number").value_or(0));
  if (number == 0) return internal_error("an organization's row has no number");
  return Organization{.number = number,
                      .id = row.key,
                      .name = json.text("name"),
                      .parent = json.text("parent"),
                      .profiles = profile_policy_for(json.text("profiles"))};
}

Result<Organization> decode(const store::Row& row) {
  OSLER_TRY(const JsonRow json, JsonRow::parse(row.bytes));
  return decode(row, json);
}

}  // namespace

Organizations::Organizations(store::Store& store, Clock& clock)
    : store_(store), cache_(clock, [&store](const std::string& id) -> Result<std::shared_ptr<const Organization>> {
        OSLER_TRY(const std::optional<store::Row> row, store.row(store::Partition::system(), kOrganizationTable, id));
        if (!row) return std::shared_ptr<const Organization>();
        OSLER_TRY(Organization organization, decode(*row));
        return std::shared_ptr<const Organization>(std::make_shared<Organization>(std::move(organization)));
      }) {}

Result<Organization> Organizations::find(const std::string& id) {
  OSLER_TRY(const std::shared_ptr<const Organization> found, cache_.find(id));
  if (found == nullptr) return not_found("no such organization");
  return *found;
}

Result<std::vector<Organization>> Organizations::list() const {
  std::vector<Organization> all;
  std::string after;
  while (true) {
    OSLER_TRY(const std::vector<store::Row> page,
              store_.rows(store::Partition::system(), kOrganizationTable, {}, after, kPageRows));
    for (const store::Row& row : page) {
      OSLER_TRY(Organization organization, decode(row));
      all.push_back(std::move(organization));
    }
    if (page.size() < kPageRows) return all;
    after = page.back().key;
  }
}

Result<bool> Organizations::may_manage(const Organization& admin, const Organization& other) {
  if (admin.number == kFirstOrganization || admin.id == other.id) return true;
  std::string parent = other.parent;
  for (int i = 0; i < kAncestorsMax && !parent.empty(); ++i) {
    if (parent == admin.id) return true;
    OSLER_TRY(Organization next, find(parent));
    parent = std::move(next.parent);
  }
  return false;
}

Task<Result<Organization>> Organizations::change(std::string id, OrganizationChange change, AuditTrail* trail, Loop& loop) {
  for (int attempt = 0; attempt < kRowCommitAttemptsMax; ++attempt) {
    OSLER_CO_TRY(const std::optional<store::Row> row, store_.row(store::Partition::system(), kOrganizationTable, id));
    if (!row) co_return not_found("no such organization");
    OSLER_CO_TRY(const JsonRow json, JsonRow::parse(row->bytes));
    OSLER_CO_TRY(Organization organization, decode(*row, json));
    if (change.profiles) organization.profiles = *change.profiles;
    std::vector<store::RowChange> rows(1, row_for(organization, json.number("created").value_or(0)));
    rows.front().expected_revision = row->revision;
    OSLER_CO_TRY(const RowCommit done, co_await commit_rows(store_, std::move(rows), trail, loop));
    if (done != RowCommit::kDone) continue;
    cache_.forget(id);
    co_return organization;
  }
  co_return too_many_races();
}

Result<Organizations::NextNumber> Organizations::next_number() const {
  OSLER_TRY(const std::optional<store::Row> row, store_.row(store::Partition::system(), kSettings, kCountKey));
  std::uint32_t count = 0;
  if (row) std::from_chars(row->bytes.data(), row->bytes.data() + row->bytes.size(), count);
  return NextNumber{
      .number = count + 1,
      .claim = {std::string(kSettings), std::string(kCountKey), std::to_string(count + 1), row ? row->revision : 0}};
}

store::RowChange Organizations::row_for(const Organization& organization, std::int64_t created_ms) {
  std::string bytes;
  json::Writer writer(bytes);
  writer.begin_object();
  writer.member("number", std::uint64_t{organization.number});
  writer.member("name", organization.name);
  if (!organization.parent.empty()) writer.member("parent", organization.parent);
  if (organization.profiles) writer.member("profiles", word_for(*organization.profiles));
  writer.member("created", created_ms);
  writer.end_object();
  return {std::string(kOrganizationTable), organization.id, std::move(bytes), 0};
}

}  // namespace osler::access
