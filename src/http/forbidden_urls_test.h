#pragma once
// URLs that must be refused before a byte is sent. {port} is that of a server on this machine that must see nothing.

#include <string_view>

namespace osler::http {

/// The URL itself says it.
inline constexpr std::string_view kForbiddenUrls[] = {
    // Not https, or no URL.
    "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "//example.com/",
    "https:/example.com/", "https:example.com", "example.com", "", "https://", "https:///x", "javascript://example.com/",
    "https://example.com/#fragment", "https://example.com\\@127.0.0.1/", "https://exam ple.com/", "https://example.com/\t",
    "https://example.com/\r\nX: y", "https://ex\xc3\xa4mple.com/", "https://example.com:0/", "https://example.com:65536/",
    "https://example.com:/", "https://example.com:80a/", "https://example.com:-1/",
    // User information.
    "https://user@example.com/", "https://user:secret@example.com/", "https://@example.com/",
    "https://example.com@127.0.0.1:{port}/", "https://example.com:443@127.0.0.1:{port}/",
    // Trailing dots, empty and bad labels, escapes in the host.
    "https://example.com./", "https://localhost./", "https://127.0.0.1.:{port}/", "https://.example.com/",
    "https://example..com/", "https://-example.com/", "https://example-.com/", "https://exa_mple.com/",
    "https://%31%32%37.0.0.1:{port}/", "https://127%2e0.0.1:{port}/", "https://local%68ost/",
    // Names of one's own network.
    "https://localhost:{port}/", "https://LOCALHOST:{port}/", "https://localhost.localdomain:{port}/", "https://a.localhost/",
    "https://printer.local/", "https://PRINTER.LOCAL/", "https://db.internal/", "https://metadata.google.internal/",
    "https://nas.home.arpa/", "https://box.lan/", "https://wiki.intranet/", "https://intranet/", "https://db/", "https://metadata/",
    // Loopback.
    "https://127.0.0.1:{port}/", "https://127.0.0.1/", "https://127.1.2.3:{port}/", "https://127.255.255.255/",
    // Numbers that some resolvers read as addresses.
    "https://2130706433:{port}/", "https://0x7f000001:{port}/", "https://0x7f.0.0.1:{port}/", "https://0x7f.1:{port}/",
    "https://017700000001:{port}/", "https://0177.0.0.1:{port}/", "https://0177.0.0.01/", "https://127.1:{port}/",
    "https://127.0.1:{port}/", "https://127.000.000.001:{port}/", "https://127.0.0.1.1/", "https://127.0.0.256/",
    "https://1/", "https://0/", "https://0x/", "https://3232235777/", "https://0xc0a80101/", "https://2852039166/",
    "https://0xa9fea9fe/", "https://0251.0376.0251.0376/", "https://169.254.43518/", "https://example.0x7f/", "https://example.1/",
    // Private, shared, link-local, metadata.
    "https://10.0.0.1/", "https://10.255.255.255/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.0.1/",
    "https://192.168.255.255/", "https://100.64.0.1/", "https://100.127.255.255/", "https://100.100.100.200/",
    "https://169.254.169.254/latest/meta-data/", "https://169.254.0.1/", "https://169.254.255.255/",
    "https://168.63.129.16/", "https://192.0.0.192/",
    // Special.
    "https://0.0.0.0:{port}/", "https://0.1.2.3/", "https://192.0.0.1/", "https://192.0.2.1/", "https://198.51.100.7/",
    "https://203.0.113.9/", "https://192.88.99.1/", "https://198.18.0.1/", "https://198.19.255.255/", "https://224.0.0.1/",
    "https://239.255.255.255/", "https://240.0.0.1/", "https://255.255.255.255/",
    // IPv6: loopback, unspecified, mapped, translated, tunnelled, local, link-local, multicast, documentation, zones.
    "https://[::1]:{port}/", "https://[0:0:0:0:0:0:0:1]:{port}/", "https://[::]:{port}/", "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:7f00:1]:{port}/", "https://[::ffff:169.254.169.254]/", "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b::8.8.8.8]/", "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/", "https://[2002:a00:1::1]/", "https://[2001:0:7f00:1::]/", "https://[2001:db8::1]/",
    "https://[3fff::1]/", "https://[fe80::1]/", "https://[fe80::1%25lo]/", "https://[fe80::1%lo]/", "https://[febf::1]/",
    "https://[fec0::1]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/", "https://[fdff::1]/", "https://[ff02::1]/",
    "https://[100::1]/", "https://[4000::1]/", "https://[::1/", "https://::1/", "https://[127.0.0.1]/", "https://[v1.x]/",
    "https://[]/", "https://[::1]x/",
};

/// A proper name, whose addresses (blanks between them) say it.
inline constexpr std::string_view kForbiddenAddresses[] = {
    "127.0.0.1", "::1", "10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "100.64.3.4", "0.0.0.0", "::",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fd00::1", "fe80::1", "64:ff9b::a00:1", "2002:7f00:1::", "224.0.0.251", "ff02::fb",
    "8.8.8.8 127.0.0.1", "127.0.0.1 8.8.8.8", "2606:4700::1111 ::1", "8.8.8.8 1.1.1.1 10.0.0.1", "168.63.129.16",
};

}  // namespace osler::http
