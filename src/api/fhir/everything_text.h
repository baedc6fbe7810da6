#pragma once
// The Bundle of a whole $everything, made portion by portion while it is sent: no more than one portion is held.

#include <set>
#include <string>

#include "api/fhir/everything_walk.h"
#include "api/fhir/shape.h"
#include "http/body_source.h"
#include "json/parser.h"

namespace osler::fhir_api {

/// Outlives the request: it has all that it needs of it, but for the engine.
class EverythingText final : public http::BodySource {
 public:
  /// `head` is the Bundle up to its entries, without the bracket.
  EverythingText(const Exchange& asked, Wanted wanted, Place place, Shape shape, std::string head);

  /// Makes the next portion. Errors: those of the store; kInvalidInput, too costly, if more than settings().operation_reads_max resources
  /// are referred to.
  Status make();
  bool is_done() const { return is_done_; }
  /// What was made and not read yet.
  const std::string& ready() const { return ready_; }
  std::string take() { return std::move(ready_); }

  std::optional<std::uint64_t> bytes() const override { return std::nullopt; }
  std::size_t read(std::span<char> buffer) override;
  bool failed() const override { return failed_; }

 private:
  Status add(const engine::Resource& resource, std::string_view mode);

  http::Request request_;
  const access::Caller caller_;
  json::Parser parser_;
  engine::Session session_;
  Exchange exchange_;
  const Wanted wanted_;
  const Shape shape_;
  EverythingWalk walk_;
  std::set<store::RecordKey> seen_;  ///< What was referred to.
  std::string ready_;
  std::size_t read_ = 0;             ///< Of what is ready.
  std::uint64_t total_ = 0;
  bool has_entries_ = false;
  bool is_done_ = false;
  bool failed_ = false;
};

}  // namespace osler::fhir_api
