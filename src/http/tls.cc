#include "http/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>

namespace osler::http {

namespace {

std::string last_reason() {
  const unsigned long code = ERR_get_error();
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown reason";
}

Error bad_file(std::string_view role, const std::string& file) {
  return invalid_input("cannot use the TLS " + std::string(role) + " file " + file + ": " + last_reason());
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address;
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

/// Chooses HTTP/1.1 from what the client offers; an offer without it is left unanswered.
int select_protocol(SSL* /*session*/, const unsigned char** chosen, unsigned char* chosen_length,
                    const unsigned char* offered, unsigned offered_length, void* /*unused*/) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* selected = nullptr;
  if (SSL_select_next_proto(&selected, chosen_length, kOurs, sizeof kOurs - 1, offered, offered_length) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *chosen = selected;
  return SSL_TLSEXT_ERR_OK;
}

SSL_CTX* make_context(const SSL_METHOD* method) {
  SSL_CTX* context = SSL_CTX_new(method);
  if (context == nullptr) return nullptr;
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  return context;
}

}  // namespace

void FreeTlsSession::operator()(ssl_st* session) const { SSL_free(session); }
void TlsContext::FreeContext::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<TlsContext> TlsContext::for_server(const std::string& certificate_file, const std::string& key_file) {
  ERR_clear_error();
  TlsContext context(make_context(TLS_server_method()));
  SSL_CTX* const raw = context.context_.get();
  if (raw == nullptr) return unavailable("cannot set up TLS: " + last_reason());
  if (SSL_CTX_use_certificate_chain_file(raw, certificate_file.c_str()) != 1) {
    return bad_file("certificate", certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(raw, key_file.c_str(), SSL_FILETYPE_PEM) != 1) return bad_file("key", key_file);
  if (SSL_CTX_check_private_key(raw) != 1) return bad_file("key", key_file);
  SSL_CTX_set_alpn_select_cb(raw, select_protocol, nullptr);
  return context;
}

Result<TlsContext> TlsContext::for_client(const std::string& authorities_file) {
  ERR_clear_error();
  TlsContext context(make_context(TLS_client_method()));
  SSL_CTX* const raw = context.context_.get();
  if (raw == nullptr) return unavailable("cannot set up TLS: " + last_reason());
  if (!authorities_file.empty() && SSL_CTX_load_verify_locations(raw, authorities_file.c_str(), nullptr) != 1) {
    return bad_file("authorities", authorities_file);
  }
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  return context;
}

TlsSession TlsContext::accept(int fd) const {
  TlsSession session(SSL_new(context_.get()));
  if (session && SSL_set_fd(session.get(), fd) == 1) SSL_set_accept_state(session.get());
  return session;
}

TlsSession TlsContext::connect(int fd, const std::string& host) const {
  std::call_once(*authorities_, [this] { SSL_CTX_set_default_verify_paths(context_.get()); });
  TlsSession session(SSL_new(context_.get()));
  if (!session || SSL_set_fd(session.get(), fd) != 1) return nullptr;
  SSL_set_connect_state(session.get());
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host.c_str());
  } else {
    SSL_set_tlsext_host_name(session.get(), host.c_str());
    SSL_set1_host(session.get(), host.c_str());
  }
  return session;
}

}  // namespace osler::http
