#include "api/openapi/answers.h"

#include "api/openapi/names.h"
#include "api/v1/errors.h"

namespace osler::api::openapi {
namespace {

struct Named {
  std::string_view name;
  std::string_view json;
};

constexpr Named kSchemas[] = {
    {"Meta",
     R"({"type":"object","description":"About the answer; the same stands in the headers x-request-id, x-timestamp and x-ratelimit-*.","properties":{)"
     R"("requestId":{"type":"string","description":"Quote it when you ask for help."},"timestamp":{"type":"string","format":"date-time"},"status":{"type":"integer"},)"
     R"("rateLimitTotal":{"type":"integer","description":"Requests a minute; 2147483647 is unlimited."},"rateLimitRemaining":{"type":"integer"},)"
     R"("rateLimitReset":{"type":"integer","description":"Seconds."}},"required":["requestId","timestamp","status"]})"},
    {"Issue",
     R"({"type":"object","properties":{"severity":{"type":"string","enum":["fatal","error","warning","information"]},"code":{"type":"string"},)"
     R"("diagnostics":{"type":"string","description":"Names the field first: firstName: Required."}},"required":["severity","code","diagnostics"]})"},
    {"Error",
     R"({"type":"object","properties":{"error":{"type":"string"},"message":{"type":"string"},"code":{"type":"string"},"requestId":{"type":"string"},)"
     R"("issues":{"type":"array","items":{"$ref":"#/components/schemas/Issue"},"description":"With 400 and 422: every fault, at most 50."},)"
     R"("issue":{"type":"array","items":{"$ref":"#/components/schemas/Issue"},"description":"The same as issues."}},"required":["error","message","code","requestId"]})"},
    {"Coding",
     R"({"type":"object","description":"A code of a code system.","properties":{"system":{"type":"string"},"code":{"type":"string"},"display":{"type":"string"}},"additionalProperties":false})"},
    {"JsonPatch",
     R"({"type":"array","description":"RFC 6902, on the simplified form; all of it or nothing.","items":{"type":"object","properties":{)"
     R"("op":{"type":"string","enum":["add","remove","replace","move","copy","test"]},"path":{"type":"string"},"from":{"type":"string"},"value":{}},"required":["op","path"]}})"},
    {"Bundle",
     R"({"type":"object","description":"FHIR R4 Bundle.","properties":{"resourceType":{"const":"Bundle"},"type":{"type":"string"},"total":{"type":"integer"},)"
     R"("entry":{"type":"array","items":{"type":"object"}}},"required":["resourceType"]})"},
    {"Resource",
     R"({"type":"object","description":"A FHIR R4 resource.","properties":{"resourceType":{"type":"string"},"id":{"type":"string"}},"required":["resourceType"]})"},
    {"OperationOutcome",
     R"({"type":"object","description":"FHIR R4 OperationOutcome.","properties":{"resourceType":{"const":"OperationOutcome"},"issue":{"type":"array","items":{"type":"object"}}},"required":["resourceType","issue"]})"},
    {"ResourceEvent",
     R"({"type":"object","description":"Something was written. Ids only, never clinical content.","properties":{"id":{"type":"string","description":"The same for every delivery of the event."},)"
     R"("event":{"type":"string"},"timestamp":{"type":"string","format":"date-time"},"data":{"type":"object","properties":{"resourceType":{"type":"string"},"resourceId":{"type":"string"},)"
     R"("action":{"type":"string","enum":["created","updated","deleted"]},"tenantId":{"type":"string"},"environment":{"type":"string","enum":["test","live"]}},)"
     R"("required":["resourceType","resourceId","action","tenantId","environment"]}},"required":["id","event","timestamp","data"]})"},
};

constexpr Named kParameters[] = {
    {"Id",
     R"({"name":"id","in":"path","required":true,"description":"Prefixed id, FHIR id, Type/id, or the URL of the record on this server.","schema":{"type":"string"}})"},
    {"Count",
     R"({"name":"count","in":"query","description":"Rows of a page. Other numbers are brought into bounds.","schema":{"type":"integer","minimum":1,"maximum":100,"default":20}})"},
    {"Cursor",
     R"({"name":"cursor","in":"query","description":"The cursor of the page before.","schema":{"type":"string"}})"},
    {"IfMatch",
     R"({"name":"If-Match","in":"header","description":"Only if this is still the version: W/\"3\".","schema":{"type":"string"}})"},
    {"IdempotencyKey",
     R"({"name":"Idempotency-Key","in":"header","description":"The same key never writes twice within 24 hours.","schema":{"type":"string","minLength":1,"maxLength":255}})"},
    {"Type",
     R"({"name":"type","in":"path","required":true,"description":"A FHIR R4 resource type.","schema":{"type":"string"}})"},
    {"WebhookSignature",
     R"({"name":"X-Clinik-Signature-V2","in":"header","required":true,"description":"t=<unix seconds>,v1=<hex HMAC-SHA256 of \"<t>.<body>\" under the secret>; two v1 while a secret is replaced.","schema":{"type":"string"}})"},
    {"WebhookPlainSignature",
     R"({"name":"X-Clinik-Signature","in":"header","required":true,"description":"Hex HMAC-SHA256 of the body; X-Clinik-Timestamp has its time.","schema":{"type":"string"}})"},
    {"WebhookStandardSignature",
     R"({"name":"webhook-signature","in":"header","required":true,"description":"As Standard Webhooks has it, with webhook-id and webhook-timestamp.","schema":{"type":"string"}})"},
    {"WebhookDelivery",
     R"({"name":"X-Clinik-Delivery-Id","in":"header","required":true,"description":"The id of the event: the same on every delivery of it.","schema":{"type":"string"}})"},
    {"FhirId",
     R"({"name":"id","in":"path","required":true,"schema":{"type":"string","pattern":"^[A-Za-z0-9.-]{1,64}$"}})"},
};

std::string response_name(int status) { return "Error" + std::to_string(status); }

std::string codes_of(int status) {
  std::string text;
  for (const v1::ErrorCode& row : v1::error_codes()) {
    if (row.status == status) text += (text.empty() ? "" : ", ") + std::string(row.code);
  }
  return text;
}

std::string error_response(const v1::ErrorCode& row) {
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("description", std::string(row.title) + ": " + codes_of(row.status));
  writer.key("content");
  writer.raw("{\"application/json\":{\"schema\":" + reference_to("schemas", "Error") + "}}");
  writer.end_object();
  return json;
}

}  // namespace

std::string enveloped(const std::string& schema) {
  return R"({"type":"object","properties":{"data":)" + schema + R"(,"meta":)" + reference_to("schemas", "Meta") +
         R"(},"required":["data","meta"]})";
}

void write_error_responses(json::Writer& writer, const std::vector<int>& statuses) {
  for (const int status : statuses) {
    writer.key(std::to_string(status));
    writer.raw(reference_to("responses", response_name(status)));
  }
}

void add_shared_components(Components& components) {
  for (const Named& schema : kSchemas) components.schemas.emplace(schema.name, schema.json);
  for (const Named& parameter : kParameters) components.parameters.emplace(parameter.name, parameter.json);
  for (const v1::ErrorCode& row : v1::error_codes())
    components.responses.emplace(response_name(row.status), error_response(row));
}

}  // namespace osler::api::openapi
