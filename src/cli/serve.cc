#include <signal.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/command.h"
#include "server/installation.h"
#include "server/server.h"

namespace osler::cli {
namespace {

struct Arguments {
  std::string data;
  std::string listen = "127.0.0.1:8080";
  std::string config_file;
  bool dev = false;
  bool insecure_http = false;
  bool allow_private_webhooks = false;
};

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// As many connections as the system lets this process have; http.connections_max bounds them again.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void print_dev_banner(const std::string& url, const std::string& data, const server::DevCredentials& credentials) {
  if (credentials.test_key.empty()) return;
  std::cout << "\n  test key   " << credentials.test_key << "\n  live key   " << credentials.live_key << "\n  admin      " << credentials.admin_email
            << "  " << credentials.admin_password << "\n\nTry it:\n\n  curl -X POST " << url << "/v1/encounters \\\n    -H 'x-api-key: "
            << credentials.test_key << "' \\\n    -H 'Content-Type: application/json' \\\n"
            << "    -d '{\"status\":\"finished\",\"class\":\"AMB\",\"patientId\":\"pt_abc123\"}'\n\n"
            << "FHIR: " << url << "/api/fhir/metadata (bearer tokens from " << url << "/api/auth/login), or " << url
            << "/v1/fhir with the key.\nGuides and the API reference: " << url << "/docs\nEverything is kept in " << data << "\n\n";
}

int serve(const Arguments& arguments) {
  server::Config config;
  if (!arguments.config_file.empty()) {
    const Status read = server::read_config_file(arguments.config_file, config);
    if (!read.ok()) return fail(kConfiguration, read.error().message);
  }
  const Status listen = server::read_listen(arguments.listen, config);
  if (!listen.ok()) return fail(kUsage, listen.error().message);
  config.data = arguments.data;
  config.dev = arguments.dev;
  config.insecure_http = arguments.insecure_http;
  config.allow_private_webhooks = config.allow_private_webhooks || arguments.allow_private_webhooks;
  const Status exposed = server::check_exposure(config);
  if (!exposed.ok()) return fail(exposed.error());

  // Before any thread starts, so that every thread leaves these signals to sigwait() below.
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();

  server::DevCredentials credentials;
  if (config.dev) {
    auto prepared = server::prepare_dev_directory(config);
    if (!prepared.ok()) return fail(prepared.error());
    credentials = *std::move(prepared);
  }
  auto running = server::Server::start(config);
  if (!running.ok()) return fail(running.error());
  const bool tls = !config.http.tls_certificate_file.empty();
  const std::string host = config.http.host.find(':') == std::string::npos ? config.http.host : "[" + config.http.host + "]";
  const std::string url = (tls ? "https://" : "http://") + host + ":" + std::to_string((*running)->port());
  std::cout << "listening on " << url << std::endl;
  print_dev_banner(url, config.data.string(), credentials);
  std::cout.flush();

  int received = 0;
  sigwait(&signals, &received);
  // A second signal ends the process at once.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  signal(SIGTERM, SIG_DFL);
  signal(SIGINT, SIG_DFL);
  std::cerr << "osler: stopping, requests in flight are finished first\n";
  (*running)->stop();
  running->reset();
  return kOk;
}

}  // namespace

void add_serve(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("serve", "Serve a data directory until SIGTERM or SIGINT");
  command->footer("Examples:\n  osler serve --data /tmp/try --dev\n  osler serve --data /var/lib/osler --listen 127.0.0.1:8080 --config /etc/osler.toml\n"
                  "  osler serve --data /var/lib/osler --listen 127.0.0.1:0     (a free port; the first line of output names it)");
  command->add_option("--data", arguments->data, "Data directory, made by osler init (or by --dev)")->required();
  command->add_option("--listen", arguments->listen, "HOST:PORT; port 0 picks a free one")->capture_default_str();
  command->add_option("--config", arguments->config_file, "TOML file with settings");
  command->add_flag("--dev", arguments->dev, "Make the directory if needed, with sample patients; print key, login and a curl line");
  command->add_flag("--insecure-http", arguments->insecure_http, "Allow plain HTTP on addresses other than loopback");
  command->add_flag("--allow-private-webhooks", arguments->allow_private_webhooks, "For development: webhooks may go to http, loopback and private addresses");
  command->callback([arguments, &action] { action = [arguments] { return serve(*arguments); }; });
}

}  // namespace osler::cli
