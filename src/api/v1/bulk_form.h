#pragma once
// The simplified form of single lines, for bulk jobs. Spec: v1.md, section 11.

#include "api/v1/exchange.h"
#include "api/v1/schema.h"
#include "jobs/simplified_form.h"

namespace osler::api::v1 {

class BulkForm final : public jobs::SimplifiedForm {
 public:
  /// Both must outlive this.
  BulkForm(engine::Engine& engine, const Schema& schema) : engine_(engine), schema_(schema) {}

  bool knows(TypeId type) const override { return schema_.by_type(type) != nullptr; }
  /// The line may carry what an export wrote: `resource`, id, times and derived fields.
  Result<jobs::FhirLine> to_fhir(engine::Session& session, TypeId type, std::string_view line) const override;
  Error explained(engine::Session& session, TypeId type, std::string_view fhir, Error error) const override;
  Status append(engine::Session& session, const engine::Resource& resource, std::string& out) const override;

 private:
  engine::Engine& engine_;
  const Schema& schema_;
  const V1Options options_ = {};
};

}  // namespace osler::api::v1
