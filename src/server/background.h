#pragma once
// What goes on beside requests: webhooks are sent and jobs are run. Built over the rooms, started once the doors stand.

#include <functional>
#include <memory>
#include <string>

#include "api/fhir/export.h"
#include "api/fhir/import.h"
#include "api/fhir/later.h"
#include "api/v1/bulk_form.h"
#include "api/v1/schema.h"
#include "api/v1/services.h"
#include "base/result.h"
#include "events/dispatcher.h"
#include "events/webhooks.h"
#include "http/egress.h"
#include "jobs/bulk_export.h"
#include "jobs/job_runner.h"
#include "jobs/reindex.h"
#include "server/config.h"
#include "server/rooms.h"

namespace osler::server {

/// The words that /v1 has for its resources.
std::vector<events::ShortName> short_names(const api::v1::Schema& schema);

/// Everything for looking after webhooks, without sending anything by itself.
class WebhookRoom {
 public:
  /// References must outlive this. Errors: those of Egress::create().
  static Result<std::unique_ptr<WebhookRoom>> create(const Config& config, Rooms& rooms,
                                                     const std::vector<events::ShortName>& short_names);

  events::EventNames names;
  events::EventIds ids;
  http::SystemResolver resolver;
  std::unique_ptr<http::Egress> egress;
  std::unique_ptr<events::Webhooks> webhooks;

 private:
  WebhookRoom(Rooms& rooms, const std::vector<events::ShortName>& short_names, const std::string& id_key);
};

class Background {
 public:
  static Result<std::unique_ptr<Background>> create(const Config& config, Rooms& rooms, const api::v1::Schema& schema);
  /// Who does the jobs of requests that are answered later. Before start().
  void answer_later_by(std::function<Result<jobs::JobEnd>(jobs::JobRun&)> work);
  /// How the lines of files that an import fetched are counted for plans. Before start().
  void count_imported_by(fhir_api::AdmitRecords admit);
  /// Kinds of jobs are added before this.
  Status start();
  /// Makes a job for every search parameter that is to be built and has none. Errors: as Store::commit.
  Task<Status> ensure_indexes(Loop& loop);
  /// Ends calls under way, then waits for everything. What is open goes on at the next start. Idempotent.
  void stop();

  /// What the services of /v1 need.
  const api::v1::ServiceRooms& services() const { return *services_; }
  const fhir_api::LaterRooms& later() const { return *later_; }
  const fhir_api::BulkRooms& bulk() const { return *fhir_bulk_; }

  std::unique_ptr<WebhookRoom> webhook_room;
  jobs::Jobs jobs;
  jobs::BulkFiles bulk_files;
  jobs::BulkFiles later_requests;
  jobs::BulkFiles later_answers;
  jobs::Reindexer reindexer;
  jobs::JobRunner runner;

 private:
  Background(const Config& config, Rooms& rooms, const api::v1::Schema& schema, jobs::BulkFiles files, jobs::BulkFiles later_requests, jobs::BulkFiles later_answers);
  Status add_bulk(const Config& config, Rooms& rooms);
  Status remove_stray_files() const;

  Rooms& rooms_;
  api::v1::BulkForm bulk_form_;
  std::unique_ptr<jobs::BulkRoom> bulk_room_;
  std::unique_ptr<api::v1::ServiceRooms> services_;
  std::unique_ptr<fhir_api::LaterRooms> later_;
  std::unique_ptr<fhir_api::BulkRooms> fhir_bulk_;
  fhir_api::PollLimit polls_;
  http::SystemResolver import_resolver_;
  std::unique_ptr<http::Egress> import_egress_;
  std::unique_ptr<events::Dispatcher> dispatcher_;
};

}  // namespace osler::server
