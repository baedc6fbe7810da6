#pragma once
// Makes a self-signed certificate for "localhost" and 127.0.0.1 in two PEM files. For tests.

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace osler::http {

class TestCertificate {
 public:
  TestCertificate()
      : base_(testing::TempDir() + "osler_http_" + std::to_string(getpid()) + "_" + std::to_string(count_++)) {
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* const names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    X509_add_ext(certificate, names, -1);
    X509_sign(certificate, key, EVP_sha256());

    if (std::FILE* const file = std::fopen(certificate_file().c_str(), "w")) {
      PEM_write_X509(file, certificate);
      std::fclose(file);
    }
    if (std::FILE* const file = std::fopen(key_file().c_str(), "w")) {
      PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
      std::fclose(file);
    }
    X509_EXTENSION_free(names);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;
  ~TestCertificate() {
    std::remove(certificate_file().c_str());
    std::remove(key_file().c_str());
  }

  std::string certificate_file() const { return base_ + ".crt"; }
  std::string key_file() const { return base_ + ".key"; }

 private:
  static inline int count_ = 0;
  std::string base_;
};

}  // namespace osler::http
