#include "api/fhir/shape.h"

#include <algorithm>
#include <array>

#include "fhir/search/subset.h"
#include "json/pretty.h"

namespace osler::fhir_api {
namespace {

using osler::fhir::Summary;

bool is_search(Interaction interaction) {
  return interaction == Interaction::kSearch || interaction == Interaction::kSystemSearch || interaction == Interaction::kCompartment;
}

bool is_json(const http::Response& response) {
  return response.headers.get("Content-Type").value_or("").find("json") != std::string_view::npos;
}

/// A stored Bundle is a resource like others; the Bundle around a search, a history or a batch is not.
bool is_envelope(Interaction interaction, json::View root) {
  const bool reads = interaction == Interaction::kRead || interaction == Interaction::kVread || interaction == Interaction::kCreate ||
                     interaction == Interaction::kUpdate || interaction == Interaction::kPatch;
  return !reads && root.member("resourceType").equals("Bundle");
}

class Reshaper {
 public:
  Reshaper(const osler::fhir::Definitions& definitions, const osler::fhir::Subset& subset, std::string& out)
      : definitions_(definitions), subset_(subset), out_(out) {}

  void write_bundle(json::View bundle) {
    open('{');
    for (const json::View member : bundle) {
      write_key(member);
      if (member.key() != "entry") {
        out_ += member.raw();
        continue;
      }
      open('[');
      for (const json::View entry : member) write_entry(entry);
      out_ += ']';
    }
    out_ += '}';
  }

 private:
  void write_entry(json::View entry) {
    if (out_.back() != '[') out_ += ',';
    const bool is_included = entry.member("search").member("mode").equals("include");
    open('{');
    for (const json::View member : entry) {
      write_key(member);
      if (member.key() == "resource") {
        osler::fhir::append_subset(definitions_, subset_, member, is_included, out_);
      } else {
        out_ += member.raw();
      }
    }
    out_ += '}';
  }
  void open(char bracket) { out_ += bracket; }
  void write_key(json::View member) {
    if (out_.back() != '{') out_ += ',';
    json::append_quoted(out_, member.key());
    out_ += ':';
  }

  const osler::fhir::Definitions& definitions_;
  const osler::fhir::Subset& subset_;
  std::string& out_;
};

Status read_summary(const std::string& value, Interaction interaction, Shape& shape) {
  OSLER_TRY(shape.subset.summary, osler::fhir::parse_summary(value));
  if (shape.subset.summary == Summary::kCount && !is_search(interaction)) {
    return invalid_input("search parameter '_summary': count is for searches");
  }
  return {};
}

Status read_elements(const Exchange& exchange, const std::string& value, Shape& shape) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  const TypeId type = exchange.target.type;
  const auto types = type == TypeId::kNone ? definitions.resource_types() : std::span<const TypeId>(&exchange.target.type, 1);
  OSLER_TRY(shape.subset.elements, osler::fhir::parse_elements(definitions, types, value));
  return {};
}

}  // namespace

bool is_general_parameter(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames{"_format", "_pretty", "_summary", "_elements"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

Result<Shape> read_shape(const Exchange& exchange, Interaction interaction) {
  Shape shape;
  for (const auto& [name, value] : exchange.parameters) {
    if (name == "_pretty") {
      if (value != "true" && value != "false") return invalid_input("_pretty: expected true or false");
      shape.is_pretty = value == "true";
    } else if (is_search(interaction) || interaction == Interaction::kExport) {
      continue;  // They read the rest themselves.
    } else if (name == "_summary") {
      OSLER_RETURN_IF_ERROR(read_summary(value, interaction, shape));
    } else if (name == "_elements") {
      OSLER_RETURN_IF_ERROR(read_elements(exchange, value, shape));
    }
  }
  if (!shape.subset.elements.empty() && shape.subset.summary != Summary::kFalse) {
    return invalid_input("_elements: cannot be combined with _summary");
  }
  return shape;
}

void shape_error(const Exchange& exchange, http::Response& response) {
  const bool pretty = std::any_of(exchange.parameters.begin(), exchange.parameters.end(),
                                  [](const auto& parameter) { return parameter.first == "_pretty" && parameter.second == "true"; });
  if (pretty && is_json(response)) response.body = json::pretty_text(response.body);
}

void shape_answer(const Exchange& exchange, Interaction interaction, const Shape& shape, http::Response& response) {
  if (exchange.is_shaped || response.body.empty() || !is_json(response)) return;
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  const osler::fhir::Subset& subset = exchange.subset.is_whole() ? shape.subset : exchange.subset;
  if (!subset.is_whole() && interaction != Interaction::kCapabilities) {
    Result<json::Tree> tree = exchange.session.parser.parse(json::PaddedBytes(response.body), definitions.names());
    if (tree.ok() && tree->root().is_object()) {
      std::string body;
      body.reserve(response.body.size());
      if (is_envelope(interaction, tree->root())) {
        Reshaper(definitions, subset, body).write_bundle(tree->root());
      } else {
        osler::fhir::append_subset(definitions, subset, tree->root(), false, body);
      }
      response.body = std::move(body);
    }
  }
  if (shape.is_pretty) response.body = json::pretty_text(response.body);
}

}  // namespace osler::fhir_api
