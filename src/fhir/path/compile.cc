#include "fhir/path/program.h"

namespace osler::fhir::path {
Result<Program> compile(const Definitions&, std::string_view expression) { return parse(expression); }
}  // namespace osler::fhir::path
