#pragma once
// A section of the description's components while it grows: names and their JSON. What is added twice stays as it was.

#include <map>
#include <string>
#include <string_view>

namespace osler::api::openapi {

using Section = std::map<std::string, std::string, std::less<>>;

struct Components {
  Section schemas;
  Section examples;
  Section responses;
  Section parameters;
};

}  // namespace osler::api::openapi
