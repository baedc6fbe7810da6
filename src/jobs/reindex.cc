#include "jobs/reindex.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <thread>

#include "fhir/search/sweep_extractor.h"
#include "json/parser.h"
#include "json/writer.h"

namespace osler::jobs {
namespace {

using fhir::OwnParameter;
using fhir::OwnState;
using store::Position;
using Numbers = std::vector<ParameterId>;

constexpr auto kLookEvery = std::chrono::milliseconds(5);
constexpr int kReadyAttemptsMax = 8;

std::string request_for(const Numbers& parameters) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("parameters");
  writer.begin_array();
  for (const ParameterId parameter : parameters) writer.value(std::uint64_t{number_of(parameter)});
  writer.end_array();
  writer.end_object();
  return text;
}

Error damaged() { return internal_error("the row of a re-index job is damaged"); }

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<Numbers> parameters_in(const std::string& request) {
  json::Parser parser;
  OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(request), json::NameTable()));
  Numbers parameters;
  for (const json::View one : tree.root().member("parameters")) {
    const std::optional<std::uint64_t> number = number_in(one.raw());
    if (!number || *number < fhir::kAddedParameterMin || *number > fhir::kAddedParameterMax) return damaged();
    parameters.push_back(static_cast<ParameterId>(*number));
  }
  return parameters;
}

/// How far a sweep has come: everything of the types before `type`, and of `type` up to `after`.
struct Place {
  Position until;  ///< The newest position when everybody who writes knew the parameters.
  std::uint16_t type = 0;
  Position after;
};

std::string encode(const Place& place) {
  return std::to_string(place.until.number) + " " + std::to_string(place.type) + " " + std::to_string(place.after.number);
}

Result<Place> read_place(std::string_view text) {
  const std::size_t first = text.find(' ');
  const std::size_t second = text.find(' ', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return damaged();
  const auto until = number_in(text.substr(0, first));
  const auto type = number_in(text.substr(first + 1, second - first - 1));
  const auto after = number_in(text.substr(second + 1));
  if (!until || !type || !after) return damaged();
  return Place{Position{*until}, static_cast<std::uint16_t>(*type), Position{*after}};
}

/// One job's way through the store.
class Sweep {
 public:
  Sweep(JobRun& run, const fhir::Definitions& definitions, const fhir::ParameterRooms& rooms, std::uint32_t step_versions)
      : run_(run), definitions_(definitions), rooms_(rooms), partition_(run.job().partition()), step_versions_(std::max(step_versions, 1U)) {}

  Result<JobEnd> run() {
    OSLER_TRY(asked_, parameters_in(run_.job().request));
    OSLER_TRY(const bool begun, begin());
    if (!begun) return JobEnd::kStopped;
    while (true) {
      OSLER_TRY(const bool any_left, take_up());
      if (!any_left) return JobEnd::kDone;
      const auto type = std::ranges::find_if(extractor_->types(), [this](TypeId one) { return number_of(one) >= place_.type; });
      if (type == extractor_->types().end()) return finish();
      show_progress(static_cast<std::uint64_t>(type - extractor_->types().begin()));
      if (run_.should_stop()) return JobEnd::kStopped;
      OSLER_RETURN_IF_ERROR(step(*type));
    }
  }

 private:
  /// False: it is to stop. The sweep begins when nobody writes any more who does not know the parameters.
  Result<bool> begin() {
    if (!run_.progress().checkpoint.empty()) {
      OSLER_TRY(place_, read_place(run_.progress().checkpoint));
      return true;
    }
    while (rooms_.earlier_in_use(partition_)) {
      if (run_.should_stop()) return false;
      std::this_thread::sleep_for(kLookEvery);
    }
    place_.until = run_.store().newest();
    OSLER_RETURN_IF_ERROR(save());
    return true;
  }

  /// What is still to be built of what was asked for: some may have been removed meanwhile. A state of its own, for holding
  /// the partition's would keep other sweeps from beginning.
  Result<bool> take_up() {
    OSLER_TRY(const std::shared_ptr<const fhir::OwnParameters> now, rooms_.of(partition_));
    Numbers left = now->building();
    std::erase_if(left, [this](ParameterId one) { return std::ranges::find(asked_, one) == asked_.end(); });
    if (left == left_ && extractor_ != nullptr) return true;
    left_ = std::move(left);
    extractor_ = std::make_unique<fhir::SweepExtractor>(std::make_shared<const fhir::OwnParameters>(definitions_, now->all(), 0), left_);
    return !left_.empty();
  }

  // Positions stand for the work: how many versions a type has is known only when they were walked.
  void show_progress(std::uint64_t types_done) const {
    const std::uint64_t until = place_.until.number;
    const fhir::BuildProgress progress{types_done * until + place_.after.number, extractor_->types().size() * until};
    for (const ParameterId one : left_) rooms_.set_progress(partition_, one, progress);
  }

  Status step(TypeId type) {
    if (place_.type != number_of(type)) place_ = {place_.until, number_of(type), {}};
    OSLER_TRY(const store::IndexedAgain done, run_.store().index_again({partition_, type, place_.after, place_.until}, *extractor_, step_versions_));
    run_.progress().processed += done.versions;
    place_.after = done.last;
    if (done.is_done) place_ = {place_.until, static_cast<std::uint16_t>(number_of(type) + 1), {}};
    return save();
  }

  Status save() {
    run_.progress().checkpoint = encode(place_);
    return run_.save();
  }

  Result<JobEnd> finish() {
    for (int attempt = 0; attempt < kReadyAttemptsMax; ++attempt) {
      OSLER_TRY(const std::vector<OwnParameter> all, fhir::read_own_parameters(run_.store(), partition_, definitions_));
      store::WriteSet writes(partition_);
      for (OwnParameter own : all) {
        if (own.state != OwnState::kBuilding || std::ranges::find(left_, own.definition.id) == left_.end()) continue;
        own.state = OwnState::kReady;
        const std::string key = fhir::own_parameter_key(own.definition.id);
        writes.rows.push_back({std::string(fhir::kOwnParameterTable), key, fhir::encode(own, definitions_), own.revision});
      }
      if (writes.rows.empty()) return JobEnd::kDone;
      OSLER_TRY(const store::Outcome outcome, run_.loop().run(run_.store().commit(std::move(writes), run_.loop())));
      if (!std::holds_alternative<store::Committed>(outcome)) continue;
      OSLER_RETURN_IF_ERROR(rooms_.refresh(partition_));
      return JobEnd::kDone;
    }
    return unavailable("the search parameters are being changed");
  }

  JobRun& run_;
  const fhir::Definitions& definitions_;
  const fhir::ParameterRooms& rooms_;
  const store::Partition partition_;
  const std::uint32_t step_versions_;
  Numbers asked_;
  Numbers left_;
  Place place_;
  std::unique_ptr<const fhir::SweepExtractor> extractor_;
};

}  // namespace

Status Reindexer::open() {
  OSLER_TRY(const std::vector<std::string> keys, jobs_.open_keys());
  for (const std::string& key : keys) {
    OSLER_TRY(const Job job, jobs_.read(key));
    if (job.kind != kReindexKind) continue;
    OSLER_TRY(const Numbers parameters, parameters_in(job.request));
    const std::scoped_lock lock(mutex_);
    for (const ParameterId parameter : parameters) claimed_.insert({job.partition(), parameter});
  }
  return {};
}

// Most partitions have no parameters of their own: a look at their rows costs less than a snapshot.
Result<Numbers> Reindexer::claim(store::Partition partition) {
  OSLER_TRY(const std::vector<store::Row> rows, jobs_.store().rows(partition, fhir::kOwnParameterTable, "", "", 1));
  if (rows.empty()) return Numbers();
  OSLER_TRY(const std::shared_ptr<const fhir::OwnParameters> own, rooms_.of(partition));
  Numbers mine;
  const std::scoped_lock lock(mutex_);
  for (const ParameterId parameter : own->building()) {
    if (claimed_.insert({partition, parameter}).second) mine.push_back(parameter);
  }
  return mine;
}

void Reindexer::release(store::Partition partition, const Numbers& parameters) {
  const std::scoped_lock lock(mutex_);
  for (const ParameterId parameter : parameters) claimed_.erase({partition, parameter});
}

Task<Status> Reindexer::ensure(access::Organization organization, store::Environment environment, Loop& loop) {
  const store::Partition partition = store::Partition::of(organization.number, environment);
  OSLER_CO_TRY(const Numbers parameters, claim(partition));
  if (parameters.empty()) co_return Status();
  NewJob wanted;
  wanted.kind = kReindexKind;
  wanted.organization = organization.id;
  wanted.organization_number = organization.number;
  wanted.environment = environment;
  wanted.actor = "system";
  wanted.request = request_for(parameters);
  const Result<Job> made = co_await jobs_.create(std::move(wanted), nullptr, loop);
  if (made.ok()) co_return Status();
  release(partition, parameters);
  co_return made.error();
}

JobKind Reindexer::kind() {
  return {std::string(kReindexKind), [this](JobRun& run) { return work(run); }};
}

Result<JobEnd> Reindexer::work(JobRun& run) const { return Sweep(run, definitions_, rooms_, settings_.step_versions).run(); }

}  // namespace osler::jobs
