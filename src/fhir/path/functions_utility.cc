// Spec: FHIRPath 2.0, 5.5.1 (iif), 5.9.
#include <array>

#include "fhir/path/evaluator.h"
#include "fhir/path/moment.h"

namespace osler::fhir::path {
namespace {

Result<Collection> iif(const Call& call) {
  if (call.input.size() > 1) return call.fail("iif() needs a single item");
  const Focus focus = call.node.has_input ? Focus{call.input.empty() ? nullptr : call.input.data(), 0, call.focus.total} : call.focus;
  OSLER_TRY(const Collection criterion, call.evaluator.eval_apart(call.arguments()[0], focus));
  if (criterion.size() > 1) return call.fail("the condition of iif() needs a single boolean");
  const bool is_other = !criterion.empty() && call.evaluator.system_value(criterion.front()).kind != ItemKind::kBoolean;
  if (is_other) return call.fail("the condition of iif() needs a boolean");
  const bool met = !criterion.empty() && call.evaluator.system_value(criterion.front()).integer != 0;
  if (met) return call.evaluator.eval_apart(call.arguments()[1], focus);
  return call.argument_count() == 3 ? call.evaluator.eval_apart(call.arguments()[2], focus) : call.evaluator.none();
}

Result<Collection> trace(const Call& call) {
  OSLER_TRY(const Collection argument, call.argument(0));
  OSLER_TRY(const auto name, call.evaluator.text(argument, "the name of a trace"));
  if (!call.evaluator.environment().trace) return std::move(call.input);
  if (call.argument_count() == 1) {
    call.evaluator.environment().trace(name.value_or(""), call.input);
    return std::move(call.input);
  }
  Collection shown = call.evaluator.none();
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    OSLER_TRY(const Collection one, call.argument_for(1, call.input[i], static_cast<std::int64_t>(i)));
    shown.insert(shown.end(), one.begin(), one.end());
  }
  call.evaluator.environment().trace(name.value_or(""), shown);
  return std::move(call.input);
}

Result<DateTime> moment_now(const Call& call) {
  if (call.evaluator.environment().context_only) return call.fail("the time is not part of the context");
  const std::string text = format_instant(call.evaluator.environment().now_ms);
  return read_moment(MomentKind::kDateTime, text).value_or(DateTime{});
}

Result<Collection> now(const Call& call) {
  OSLER_TRY(const DateTime moment, moment_now(call));
  return call.evaluator.single(call.evaluator.moment_item(MomentKind::kDateTime, moment));
}

Result<Collection> today(const Call& call) {
  OSLER_TRY(DateTime date, moment_now(call));
  date.hour = date.minute = date.second = 0;
  date.nanosecond = 0;
  date.fraction_digits = 0;
  date.offset_minutes.reset();
  date.precision = DatePrecision::kDay;
  return call.evaluator.single(call.evaluator.moment_item(MomentKind::kDate, date));
}

Result<Collection> time_of_day(const Call& call) {
  OSLER_TRY(DateTime time, moment_now(call));
  time.year = 1970;
  time.month = time.day = 1;
  time.offset_minutes.reset();
  return call.evaluator.single(call.evaluator.moment_item(MomentKind::kTime, time));
}

// Without a value, the variable is the input. The input passes on. Spec: FHIRPath 3.0, 5.9.5.
Result<Collection> define_variable(const Call& call) {
  OSLER_TRY(const Collection argument, call.argument(0));
  OSLER_TRY(const auto name, call.evaluator.text(argument, "the name of a variable"));
  if (!name || name->empty()) return call.fail("defineVariable() needs a name");
  Collection value(call.input, call.evaluator.workspace().memory());
  if (call.argument_count() == 2) {
    const Item* item = call.input.size() == 1 ? &call.input.front() : call.focus.item;
    OSLER_TRY(value, call.evaluator.eval_apart(call.arguments()[1], Focus{item, 0, call.focus.total}));
  }
  OSLER_RETURN_IF_ERROR(call.evaluator.define(call.node, *name, std::move(value)));
  return std::move(call.input);
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"iif", 2, 3, iif},
    {"trace", 1, 2, trace},
    {"now", 0, 0, now},
    {"today", 0, 0, today},
    {"timeOfDay", 0, 0, time_of_day},
    {"defineVariable", 1, 2, define_variable},
});

}  // namespace

std::span<const Function> utility_functions() { return kFunctions; }

}  // namespace osler::fhir::path
