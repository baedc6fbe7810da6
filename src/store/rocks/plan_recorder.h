#pragma once
// Notes the steps of a search for whoever asked how it was answered.

#include <algorithm>
#include <vector>

#include "base/clock.h"
#include "store/query.h"

namespace osler::store::rocks {

class PlanRecorder {
 public:
  PlanRecorder(Clock& clock, std::vector<PlanStep>& steps) : clock_(clock), steps_(steps), last_us_(clock.steady_us()) {}

  /// What was done since the step before.
  void add(std::string_view action, TypeId type, const Expr* condition, std::uint64_t estimated, std::uint64_t rows) {
    const std::int64_t now_us = clock_.steady_us();
    if (steps_.size() < kPlanStepsMax) {
      steps_.push_back({action, type, condition == nullptr ? ParameterId::kNone : parameter_of(*condition), estimated, rows, now_us - last_us_});
    }
    last_us_ = now_us;
  }

 private:
  /// The parameter of a leaf, or the one that all parts of a condition share.
  static ParameterId parameter_of(const Expr& condition) {
    if (const auto* where = std::get_if<Where>(&condition.node)) return where->parameter;
    if (const auto* present = std::get_if<Present>(&condition.node)) return present->parameter;
    if (const auto* points = std::get_if<Points>(&condition.node)) return points->reference;
    if (const auto* from = std::get_if<PointedAt>(&condition.node)) return from->reference;
    if (const auto* within = std::get_if<Within>(&condition.node)) return within->reference;
    if (const auto* mentioned = std::get_if<Mentions>(&condition.node)) return mentioned->field;
    if (const auto* asked = std::get_if<Holds>(&condition.node)) return asked->by;
    if (const auto* negated = std::get_if<Not>(&condition.node)) return shared_parameter(negated->part);
    if (const auto* any = std::get_if<Any>(&condition.node)) return shared_parameter(any->parts);
    if (const auto* all = std::get_if<All>(&condition.node)) return shared_parameter(all->parts);
    return ParameterId::kNone;
  }
  static ParameterId shared_parameter(const std::vector<Expr>& parts) {
    if (parts.empty()) return ParameterId::kNone;
    const ParameterId first = parameter_of(parts.front());
    const bool shared = std::all_of(parts.begin(), parts.end(), [&](const Expr& part) { return parameter_of(part) == first; });
    return shared ? first : ParameterId::kNone;
  }

  Clock& clock_;
  std::vector<PlanStep>& steps_;
  std::int64_t last_us_;
};

}  // namespace osler::store::rocks
