#include "api/fhir/import_manifest.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/nearest.h"

namespace osler::fhir_api {
namespace {

constexpr std::array<std::string_view, 4> kManifestMembers{"inputFormat", "inputSource", "storageDetail", "input"};
constexpr std::array<std::string_view, 2> kInputMembers{"type", "url"};
constexpr std::array<std::string_view, 1> kStorageMembers{"type"};
constexpr std::array<std::string_view, 3> kInputFormats{"application/fhir+ndjson", "application/ndjson", "ndjson"};
constexpr std::string_view kStorage = "https";

/// One name with its value, wherever both stood.
struct NamedValue {
  std::string name;
  json::View value;  ///< A primitive; of Parameters the one value[x].
  json::View whole;  ///< What may have parts.
};

json::View value_of(json::View parameter) {
  for (const json::View member : parameter) {
    if (member.key().starts_with("value")) return member;
  }
  return {};
}

/// What stands inside an object of the manifest, or is a part of a parameter.
std::vector<NamedValue> named_in(json::View object) {
  std::vector<NamedValue> all;
  const json::View parts = object.member("resourceType").equals("Parameters") ? object.member("parameter") : object.member("part");
  for (const json::View part : parts) all.push_back({part.member("name").text(), value_of(part), part});
  if (parts) return all;
  for (const json::View member : object) {
    if (member.key() == "resourceType") continue;
    if (!member.is_array()) {
      all.push_back({member.key(), member, member});
    } else {
      for (const json::View each : member) all.push_back({member.key(), each, each});
    }
  }
  return all;
}

class ManifestReader {
 public:
  ManifestReader(osler::fhir::Handling handling, bool is_parameters)
      : is_lenient_(handling == osler::fhir::Handling::kLenient), is_parameters_(is_parameters) {}

  Result<ImportManifest> read(json::View body) {
    bool has_format = false;
    for (const NamedValue& one : named_in(body)) {
      if (one.name == "inputFormat") {
        OSLER_RETURN_IF_ERROR(read_format(one));
        has_format = true;
      } else if (one.name == "input") {
        OSLER_RETURN_IF_ERROR(read_input(one));
      } else if (one.name == "storageDetail") {
        OSLER_RETURN_IF_ERROR(read_storage(one));
      } else if (one.name == "inputSource") {
        if (!one.value.is_string()) return invalid_input("inputSource: expected a URI");
      } else {
        OSLER_RETURN_IF_ERROR(refuse(one.name, {}, kManifestMembers));
      }
    }
    if (!has_format) return invalid_input("inputFormat: Required; expected application/fhir+ndjson");
    if (made_.inputs.empty()) return invalid_input("input: Required; expected at least one with type and url");
    return std::move(made_);
  }

 private:
  static Status read_format(const NamedValue& one) {
    const std::string format = one.value.text();
    if (std::find(kInputFormats.begin(), kInputFormats.end(), format) != kInputFormats.end()) return {};
    return invalid_input("inputFormat: expected application/fhir+ndjson, application/ndjson or ndjson");
  }

  Status read_input(const NamedValue& one) {
    jobs::ImportInput input;
    for (const NamedValue& part : named_in(one.whole)) {
      if (part.name == "type") {
        input.type = part.value.text();
      } else if (part.name == "url") {
        input.url = part.value.text();
      } else if (!is_own_name(part)) {
        OSLER_RETURN_IF_ERROR(refuse(part.name, place() + ".", kInputMembers));
      }
    }
    if (input.type.empty()) return invalid_input(place() + ".type: Required; expected a resource type");
    if (input.url.empty()) return invalid_input(place() + ".url: Required; expected where the file is");
    made_.inputs.push_back(std::move(input));
    return {};
  }

  Status read_storage(const NamedValue& one) {
    for (const NamedValue& part : named_in(one.whole)) {
      if (part.name == "type") {
        if (!part.value.equals(kStorage)) return invalid_input("storageDetail.type: expected https; files of other storages have signed URLs of that kind");
      } else if (!is_own_name(part)) {
        OSLER_RETURN_IF_ERROR(refuse(part.name, "storageDetail.", kStorageMembers));
      }
    }
    return {};
  }

  // A parameter without parts shows its own name.
  bool is_own_name(const NamedValue& part) const { return is_parameters_ && part.name == "name"; }

  std::string place() const { return "input[" + std::to_string(made_.inputs.size()) + "]"; }

  Status refuse(const std::string& name, const std::string& before, std::span<const std::string_view> known) {
    if (is_lenient_) {
      made_.remarks.push_back(before + name + ": ignored, there is no such parameter");
      return {};
    }
    std::string what = before + name + ": there is no such parameter";
    const std::vector<std::string_view> names(known.begin(), known.end());
    if (const auto near = nearest(name, names)) what += "; did you mean " + before + std::string(*near) + "?";
    return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
  }

  const bool is_lenient_;
  const bool is_parameters_;
  ImportManifest made_;
};

}  // namespace

Result<ImportManifest> read_import_manifest(json::View body, osler::fhir::Handling handling) {
  if (!body.is_object()) return invalid_input("expected a JSON manifest or a Parameters resource");
  const json::View type = body.member("resourceType");
  if (type && !type.equals("Parameters")) return invalid_input("expected a JSON manifest or a Parameters resource; resources themselves are sent as application/fhir+ndjson");
  return ManifestReader(handling, bool(type)).read(body);
}

}  // namespace osler::fhir_api
