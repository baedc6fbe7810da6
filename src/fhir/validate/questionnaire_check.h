#pragma once
// Whether a QuestionnaireResponse answers its Questionnaire: items, types and numbers of answers, options, limits. R4
// itself is checked by structure_check.h. Spec: FHIR R4, questionnaireresponse.html, questionnaire.html#notes.

#include "fhir/model/terminology.h"
#include "fhir/validate/findings.h"

namespace osler::fhir {

/// Appends what does not fit. Both trees must have been parsed with definitions.names(). `terminology` answers for
/// options from value sets; null: only those of the definitions are known. Never reports a value.
void check_answers(const Definitions& definitions, json::View response, json::View questionnaire,
                   const Terminology* terminology, Findings& findings);

}  // namespace osler::fhir
