#include "store/rocks/run_commit.h"

#include <chrono>
#include <thread>

#include "base/fault.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kGapMin = 1'024;  ///< Positions left to other writers while files are written,
constexpr std::uint64_t kGapOneIn = 8;    ///< or this part of the run's; more each time that was too little.
constexpr std::uint64_t kGapGrows = 8;
constexpr int kReservationsMax = 5;
constexpr int kRoundsMax = 8;      ///< Of looking again; then the committer judges whatever it takes.
constexpr int kRoundsAtMost = 64;  ///< So much changes that the request has to be made again.
constexpr std::chrono::milliseconds kTurnWait{2};

/// Waits for its turn: one run is on its way at a time.
Result<std::shared_ptr<Reservation>> reserve(Committer& committer, const StagedRun& run, std::uint64_t gap) {
  while (true) {
    OSLER_TRY(std::shared_ptr<Reservation> made, committer.reserve(run, gap));
    if (made) return made;
    std::this_thread::sleep_for(kTurnWait);
  }
}

/// Positions that are not the run's any more when it is left without having been handed to the committer.
class Held {
 public:
  Held(Committer& committer, std::shared_ptr<Reservation> reservation)
      : committer_(committer), reservation_(std::move(reservation)) {}
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    if (reservation_) committer_.release(reservation_);
  }
  const std::shared_ptr<Reservation>& operator*() const { return reservation_; }
  std::shared_ptr<Reservation> take() { return std::move(reservation_); }

 private:
  Committer& committer_;
  std::shared_ptr<Reservation> reservation_;
};

/// The files are nothing until the run is committed; should it never be, this row says so.
void write_begun(Database& database, const Reservation& reservation) {
  Batch batch(database);
  batch.put(Column::kMeta, run_key(reservation.base),
            run_value({reservation.base, reservation.count, 0, 0, RunState::kBegun}));
  database.write(batch);
}

Status take_over(const Ground& ground, Database& database, Reservation& reservation, std::vector<SortedFile> files) {
  write_begun(database, reservation);
  OSLER_FAULT("run.before_taking");
  const Status taken = ground.postings.take_over(std::move(files));
  OSLER_FAULT("run.after_taking");
  reservation.state = Reservation::State::kTaken;
  reservation.state.notify_all();
  return taken;
}

/// Everything that the committer will decide on, as of now. An outcome if it is decided already.
Result<std::optional<Outcome>> look_up_all(const Ground& ground, const Extractor* extractor, const StagedRun& run,
                                           PreparedSet& set) {
  set.looked_up_at = ground.published.batch();  // Before the look-ups: they may see more, never less.
  set.moment = ground.published.newest();
  OSLER_RETURN_IF_ERROR(look_up_conditions(ground, extractor, set));
  return run.look_again();
}

/// Whether the run has its positions and its files are in the database. If not, the set has an outcome: or none, and
/// others needed the positions.
enum class Placing : std::uint8_t { kPlaced, kFallen, kOvertaken };

Result<Placing> place(const Ground& ground, Database& database, const Extractor* extractor, Committer& committer,
                      const StagedRun& run, PreparedSet& set, std::uint64_t gap) {
  OSLER_TRY(std::shared_ptr<Reservation> reservation, reserve(committer, run, gap));
  Held held(committer, std::move(reservation));
  OSLER_TRY(std::optional<Outcome> fallen, look_up_all(ground, extractor, run, set));
  if (fallen) {
    set.outcome = *std::move(fallen);
    return Placing::kFallen;
  }
  OSLER_TRY(std::vector<SortedFile> files, run.files((*held)->base, set.writes.origin));
  if (!(*held)->leave_writing(Reservation::State::kTaking)) return Placing::kOvertaken;
  OSLER_RETURN_IF_ERROR(take_over(ground, database, **held, std::move(files)));
  set.reservation = held.take();
  return Placing::kPlaced;
}

}  // namespace

Task<Status> commit_run(const Ground& ground, Database& database, const Extractor* extractor, Committer& committer,
                        StagedRun& run, PreparedSet& set) {
  set.run = &run;
  OSLER_CO_RETURN_IF_ERROR(run.seal());
  OSLER_CO_RETURN_IF_ERROR(database.check_room(run.bytes()));
  OSLER_FAULT("run.after_staging");
  std::uint64_t gap = kGapMin + run.keys()->size() / kGapOneIn;
  for (int attempt = 0; run.keys()->size() > 0; ++attempt, gap *= kGapGrows) {
    OSLER_CO_TRY(const Placing placing, place(ground, database, extractor, committer, run, set, gap));
    if (placing == Placing::kFallen) co_return Status();
    if (placing == Placing::kPlaced) break;
    set.outcome = Outcome(Stale{});
    if (attempt + 1 == kReservationsMax) co_return Status();
  }
  if (run.keys()->size() == 0) {  // It writes nothing, but what it leaves as it is has expectations.
    OSLER_CO_TRY(std::optional<Outcome> fallen, look_up_all(ground, extractor, run, set));
    if (fallen) {
      set.outcome = *std::move(fallen);
      co_return Status();
    }
  }
  const std::shared_ptr<Reservation> reservation = set.reservation;
  for (int round = 0;; ++round) {
    set.may_look_again = round < kRoundsMax;
    set.must_look_again = false;
    Submission submission{committer, set};
    co_await submission;
    if (!set.must_look_again || round == kRoundsAtMost) break;
    Result<std::optional<Outcome>> fallen = look_up_all(ground, extractor, run, set);
    if (fallen.ok() && !*fallen) continue;
    if (fallen.ok()) set.outcome = **std::move(fallen);
    if (!fallen.ok()) set.outcome = std::move(fallen).error();
    break;
  }
  if (reservation) committer.release(reservation);  // Unless it has been committed, or given up.
  co_return Status();
}

}  // namespace osler::store::rocks
