#pragma once
// A QuestionnaireResponse against the Questionnaire it names, where that is stored or contained.

#include "engine/parts.h"
#include "fhir/validate/findings.h"

namespace osler::engine {

/// Appends what does not fit; nothing if the Questionnaire is not known here. Errors: those of the store.
Status check_questionnaire(const Parts& parts, store::Partition partition, json::View response, fhir::Findings& findings);

}  // namespace osler::engine
