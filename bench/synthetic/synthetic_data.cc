// Synthetic clinical data of any size as FHIR R4, without end products of others: seeded, the same bytes everywhere,
// with the types, shares and cardinalities of Synthea's output. Patient n is the same in every run, so that data grows
// by asking for the next patients. `synthetic_data --help` says how.

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "facilities.h"
#include "fill.h"
#include "patient.h"

namespace {

using namespace osler::synthetic;  // NOLINT(google-build-using-namespace): a program of one file.

constexpr const char* kHelp =
    R"(usage: synthetic_data [--facilities | --patients | --all] [--form bundles|ndjson] [--seed N] [--from N] [--to N]
                      [--scale N] [--patients-per-bundle N] [--ids] [--facts FILE]

Writes one resource (ndjson) or one transaction Bundle (bundles) a line to standard output.
  --facilities           organizations, locations, practitioners only: PUT with ids of ours, to be sent first
  --patients             patients with their records only: POST with urn:uuid links
  --all                  both, facilities first (default)
  --from N --to N        patients N to N-1, counted from 0 (default 0 and 1000), and their facilities
  --scale N              1: about 16 resources a patient (default); 65: about 1,000
  --patients-per-bundle N (default 1)
  --ids                  patients' resources too are PUT with ids of ours; ndjson always is
  --facts FILE           what was made, as counts, in JSON
)";

struct Options {
  bool facilities = true;
  bool patients = true;
  bool bundles = true;
  std::uint32_t from = 0;
  std::uint32_t to = 1000;
  std::uint32_t patients_per_bundle = 1;
  PatientOptions patient;
  const char* facts_file = nullptr;
};

[[noreturn]] void misuse(const std::string& what) {
  std::fprintf(stderr, "synthetic_data: %s\n%s", what.c_str(), kHelp);
  std::exit(2);
}

std::uint32_t number_of(const char* name, const char* text) {
  std::uint32_t value = 0;
  const char* end = text == nullptr ? nullptr : text + std::strlen(text);
  if (text == nullptr || std::from_chars(text, end, value).ptr != end || end == text)
    misuse(std::string(name) + " needs a whole number");
  return value;
}

Options options_of(int argc, char** argv) {
  Options options;
  for (int at = 1; at < argc; ++at) {
    const std::string_view name = argv[at];
    const auto number = [&] { return number_of(argv[at], at + 1 < argc ? argv[at + 1] : nullptr); };
    if (name == "--facilities") {
      options.patients = false;
    } else if (name == "--patients") {
      options.facilities = false;
    } else if (name == "--all") {
      options.patients = options.facilities = true;
    } else if (name == "--ids") {
      options.patient.naming = Naming::kIds;
    } else if (name == "--help") {
      std::fputs(kHelp, stdout);
      std::exit(0);
    } else if (at + 1 >= argc) {
      misuse("unknown or incomplete: " + std::string(name));
    } else {
      if (name == "--form") {
        options.bundles = std::string_view(argv[at + 1]) == "bundles";
        if (!options.bundles && std::string_view(argv[at + 1]) != "ndjson") misuse("--form is bundles or ndjson");
      } else if (name == "--seed") {
        options.patient.seed = number();
      } else if (name == "--from") {
        options.from = number();
      } else if (name == "--to") {
        options.to = number();
      } else if (name == "--scale") {
        options.patient.scale = number();
      } else if (name == "--patients-per-bundle") {
        options.patients_per_bundle = number();
      } else if (name == "--facts") {
        options.facts_file = argv[at + 1];
      } else {
        misuse("unknown: " + std::string(name));
      }
      ++at;
    }
  }
  if (options.patient.scale == 0 || options.patients_per_bundle == 0)
    misuse("--scale and --patients-per-bundle are 1 or more");
  if (!options.bundles) options.patient.naming = Naming::kIds;
  return options;
}

/// Collects resources and writes them in the wanted form.
class Output {
 public:
  explicit Output(bool bundles) : bundles_(bundles) {}
  ~Output() { end_bundle(); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void add(const Resource& resource) {
    ++resources_;
    bytes_ += resource.text.size();
    if (!bundles_) {
      std::fwrite(resource.text.data(), 1, resource.text.size(), stdout);
      std::fputc('\n', stdout);
      return;
    }
    line_ += line_.empty() ? R"({"resourceType":"Bundle","type":"transaction","entry":[)" : ",";
    const std::string type(resource.type);
    if (resource.link.empty()) {
      fill(line_, R"({"resource":@,"request":{"method":"PUT","url":"@/@"}})", {resource.text, type, resource.id});
    } else {
      fill(line_, R"({"fullUrl":"@","resource":@,"request":{"method":"POST","url":"@"}})",
           {resource.link, resource.text, type});
    }
  }
  void end_bundle() {
    if (line_.empty()) return;
    line_ += "]}\n";
    std::fwrite(line_.data(), 1, line_.size(), stdout);
    line_.clear();
    ++written_;
  }
  std::uint64_t resources() const { return resources_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t bundles_written() const { return written_; }

 private:
  bool bundles_;
  std::string line_;
  std::uint64_t resources_ = 0, bytes_ = 0, written_ = 0;
};

void write_facts(const char* name, const Facts& facts, const Output& output) {
  std::FILE* file = std::fopen(name, "w");
  if (file == nullptr) misuse("cannot write " + std::string(name));
  std::fprintf(file, "{\"resources\":%llu,\"bytes\":%llu,\"bundles\":%llu",
               static_cast<unsigned long long>(output.resources()), static_cast<unsigned long long>(output.bytes()),
               static_cast<unsigned long long>(output.bundles_written()));
  for (const auto& [key, number] : facts)
    std::fprintf(file, ",\n\"%s\":%llu", key.c_str(), static_cast<unsigned long long>(number));
  std::fputs("}\n", file);
  if (std::fclose(file) != 0) misuse("cannot write " + std::string(name));
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  std::vector<char> buffer(1U << 20U);
  std::setvbuf(stdout, buffer.data(), _IOFBF, buffer.size());
  Facts facts;
  Output output(options.bundles);
  const Sink sink = [&](const Resource& resource) { output.add(resource); };
  if (options.facilities) {
    // The first block is made by whoever makes its first patient.
    const std::uint32_t first = (options.from + kPatientsPerBlock - 1) / kPatientsPerBlock;
    for (std::uint32_t block = first; block * kPatientsPerBlock < options.to; ++block) {
      make_block(options.patient.seed, block, facts, sink);
      output.end_bundle();
    }
  }
  if (options.patients) {
    for (std::uint32_t number = options.from; number < options.to; ++number) {
      make_patient(options.patient, number, facts, sink);
      if ((number + 1 - options.from) % options.patients_per_bundle == 0) output.end_bundle();
    }
    output.end_bundle();
  }
  if (options.facts_file != nullptr) write_facts(options.facts_file, facts, output);
  return std::fflush(stdout) == 0 ? 0 : 1;
}
