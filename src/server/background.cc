#include "server/background.h"

#include "access/secrets.h"
#include "api/fhir/outcome.h"
#include "base/hmac.h"
#include "jobs/bulk_import.h"

namespace osler::server {
namespace {

constexpr const char* kBulkFolder = "bulk";
constexpr const char* kLaterRequestsFolder = "async/requests";
constexpr const char* kLaterAnswersFolder = "async/answers";

/// "https://host[:port]", or http for those that are not public.
bool is_origin(const std::string& text) {
  const auto url = http::parse_outgoing_url(text, http::Reach::kAnywhere);
  return url.ok() && text.find('/', text.find("://") + 3) == std::string::npos && url->target == "/";
}

}  // namespace

std::vector<events::ShortName> short_names(const api::v1::Schema& schema) {
  std::vector<events::ShortName> names;
  for (const auto& resource : schema.resources()) names.push_back({resource->type, resource->event, resource->prefix});
  return names;
}

WebhookRoom::WebhookRoom(Rooms& rooms, const std::vector<events::ShortName>& short_names, const std::string& id_key)
    : names(rooms.definitions, short_names), ids(id_key) {}

Result<std::unique_ptr<WebhookRoom>> WebhookRoom::create(const Config& config, Rooms& rooms,
                                                         const std::vector<events::ShortName>& short_names) {
  OSLER_TRY(const access::Secrets secrets, access::read_secrets(*rooms.store));
  std::unique_ptr<WebhookRoom> room(new WebhookRoom(rooms, short_names, HmacSha256(secrets.token).code("event ids")));
  http::EgressOptions options;
  options.reach = config.allow_private_webhooks ? http::Reach::kAnywhere : http::Reach::kPublic;
  options.timeout_ms = config.webhooks.timeout_ms;
  options.answer_bytes_max = config.webhooks.answer_bytes_max;
  options.authorities_file = config.webhook_authorities_file;
  OSLER_TRY(room->egress, http::Egress::create(std::move(options), room->resolver));
  room->webhooks = std::make_unique<events::Webhooks>(*rooms.accounts, room->names, room->ids, *room->egress, config.webhooks);
  return room;
}

Background::Background(const Config& config, Rooms& rooms, const api::v1::Schema& schema, jobs::BulkFiles files,
                       jobs::BulkFiles requests, jobs::BulkFiles answers)
    : jobs(*rooms.store, rooms.clock, rooms.rng),
      bulk_files(std::move(files)),
      later_requests(std::move(requests)),
      later_answers(std::move(answers)),
      reindexer(jobs, rooms.definitions, rooms.extractor->parameters(), config.reindex),
      runner(jobs, config.jobs),
      rooms_(rooms),
      bulk_form_(*rooms.engine, schema),
      polls_(rooms.clock, config.bulk.polls_per_minute) {}

Result<std::unique_ptr<Background>> Background::create(const Config& config, Rooms& rooms, const api::v1::Schema& schema) {
  OSLER_TRY(jobs::BulkFiles files, jobs::BulkFiles::open(config.data / kBulkFolder));
  OSLER_TRY(jobs::BulkFiles requests, jobs::BulkFiles::open(config.data / kLaterRequestsFolder));
  OSLER_TRY(jobs::BulkFiles answers, jobs::BulkFiles::open(config.data / kLaterAnswersFolder));
  std::unique_ptr<Background> background(new Background(config, rooms, schema, std::move(files), std::move(requests), std::move(answers)));
  OSLER_TRY(background->webhook_room, WebhookRoom::create(config, rooms, short_names(schema)));
  background->dispatcher_ =
      std::make_unique<events::Dispatcher>(*background->webhook_room->webhooks, rooms.clock, rooms.rng);
  OSLER_RETURN_IF_ERROR(background->add_bulk(config, rooms));
  background->later_.reset(new fhir_api::LaterRooms{background->jobs, background->later_requests, background->later_answers, config.async_requests_max});
  OSLER_RETURN_IF_ERROR(background->reindexer.open());
  background->runner.add(background->reindexer.kind());
  jobs::Reindexer* reindexer = &background->reindexer;
  rooms.engine->on_new_indexes([reindexer](const access::Caller& caller, Loop& loop) {
    return reindexer->ensure(caller.organization, caller.environment, loop);
  });
  OSLER_RETURN_IF_ERROR(background->remove_stray_files());
  return background;
}

Status Background::add_bulk(const Config& config, Rooms& rooms) {
  for (const std::string& origin : config.bulk.import_origins) {
    if (!is_origin(origin)) return invalid_input("bulk.import_origins: expected origins such as https://files.example.org");
  }
  http::EgressOptions options;
  options.reach = config.bulk.import_private ? http::Reach::kAnywhere : http::Reach::kPublic;
  options.timeout_ms = config.bulk.fetch_ms;
  options.answer_bytes_max = config.bulk.import_bytes_max;
  options.authorities_file = config.webhook_authorities_file;
  OSLER_TRY(import_egress_, http::Egress::create(std::move(options), import_resolver_));
  bulk_room_.reset(new jobs::BulkRoom{*rooms.engine, bulk_form_, bulk_files, config.bulk, import_egress_.get(), fhir_api::line_outcome_text});
  services_.reset(new api::v1::ServiceRooms{jobs, bulk_files, bulk_room_->settings,
                                            webhook_room->names, webhook_room->ids});
  fhir_bulk_.reset(new fhir_api::BulkRooms{jobs, bulk_files, bulk_room_->settings, polls_, config.jobs.kept_hours});
  const auto clean = [this](const jobs::Job& job) { bulk_files.remove_all(job.id); };
  const auto add = [&](std::string_view name, Result<jobs::JobEnd> (*work)(jobs::JobRun&, const jobs::BulkRoom&)) {
    runner.add({std::string(name), [this, work](jobs::JobRun& run) { return work(run, *bulk_room_); }, clean});
  };
  add(jobs::kExportKind, jobs::run_export);
  add(jobs::kFhirExportKind, jobs::run_export);
  add(jobs::kImportKind, jobs::run_import);
  add(jobs::kFhirImportKind, jobs::run_import);
  return {};
}

void Background::count_imported_by(fhir_api::AdmitRecords admit) { bulk_room_->admit_records = std::move(admit); }

void Background::answer_later_by(std::function<Result<jobs::JobEnd>(jobs::JobRun&)> work) {
  const auto clean = [this](const jobs::Job& job) {
    later_requests.remove(job.id);
    later_answers.remove(job.id);
  };
  runner.add({std::string(fhir_api::kLaterKind), std::move(work), clean});
}

Status Background::remove_stray_files() const {
  OSLER_TRY(const std::set<std::string> ids, jobs.all_ids());
  for (const jobs::BulkFiles* files : {&bulk_files, &later_requests, &later_answers}) files->remove_others(ids);
  return {};
}

// A command on the stopped store, or an end between a commit and its job, may have left indexes to be built.
Task<Status> Background::ensure_indexes(Loop& loop) {
  OSLER_CO_TRY(const std::vector<access::Organization> organizations, rooms_.accounts->organizations.list());
  for (const access::Organization& organization : organizations) {
    for (const auto environment : {store::Environment::kTest, store::Environment::kLive}) {
      OSLER_CO_RETURN_IF_ERROR(co_await reindexer.ensure(organization, environment, loop));
    }
  }
  co_return Status();
}

Status Background::start() {
  BlockingLoop loop;
  OSLER_RETURN_IF_ERROR(loop.run(ensure_indexes(loop)));
  dispatcher_->start();
  runner.start();
  return {};
}

void Background::stop() {
  webhook_room->egress->stop();
  import_egress_->stop();
  dispatcher_->stop();
  runner.stop();
}

}  // namespace osler::server
