#pragma once
// For tests: the official FHIRPath suite (tests-fhir-r4.xml), read.

#include <string>
#include <vector>

namespace osler::fhir::path {

struct SuiteCase {
  std::string group, name, input_file, expression;
  std::string invalid;  ///< "syntax", "semantic", "execution" or "true": an error is expected; empty: none.
  bool predicate = false;
  struct Output {
    std::string type, text;
  };
  std::vector<Output> outputs;
};

/// Cases outside comments, in order. Reads the suite's own regular XML, not XML in general.
std::vector<SuiteCase> read_suite(const std::string& xml);

}  // namespace osler::fhir::path
