#pragma once
// The resources of one patient as they are made: gives names, counts, hands them on.

#include <string>

#include "calendar.h"
#include "random.h"
#include "resource.h"

namespace osler::synthetic {

/// A resource before its text is made.
struct Name {
  std::string_view type;
  std::string id;
  std::string link;
  std::string reference;  ///< What others write: "Encounter/p12-e3" or its link.
  std::string member;     ///< What its own text begins with: "\"id\":\"p12-e3\"," or nothing.
};

class Chart {
 public:
  Chart(std::uint64_t seed, std::uint32_t patient_number, Naming naming, Facts& all_facts, const Sink& sink)
      : random(seed, patient_number), facts(all_facts), number(patient_number), naming_(naming), sink_(sink) {}

  /// A new name. `mark` is the letter of the type in ids.
  Name name(std::string_view type, char mark) {
    const std::uint32_t n = next_++;
    Name made{type, "p" + std::to_string(number) + '-' + mark + std::to_string(n), "", "", ""};
    if (type == "Patient") made.id = "p" + std::to_string(number);
    if (naming_ == Naming::kLinks) {
      made.link = "urn:uuid:" + hex(number, 8) + "-0000-4000-8000-" + hex(n, 12);
      made.reference = made.link;
      made.id.clear();
    } else {
      made.reference = std::string(type) + '/' + made.id;
      made.member = "\"id\":\"" + made.id + "\",";
    }
    return made;
  }

  void put(const Name& name, std::string text) {
    count(facts, "type/" + std::string(name.type));
    sink_({name.type, name.id, name.link, std::move(text)});
  }

  Random random;
  Facts& facts;
  std::uint32_t number;
  Name patient;

 private:
  static std::string hex(std::uint32_t number, int width) {
    std::string text(static_cast<std::size_t>(width), '0');
    for (auto at = text.rbegin(); number != 0; ++at, number >>= 4U) *at = "0123456789abcdef"[number & 15U];
    return text;
  }

  Naming naming_;
  const Sink& sink_;
  std::uint32_t next_ = 0;
};

}  // namespace osler::synthetic
