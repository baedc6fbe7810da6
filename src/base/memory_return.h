#pragma once
// How freed memory goes back to the system.

namespace osler {

/// Once, before threads begin. The C library raises the size from which blocks are mapped, and unmapped again, on its own
/// to the largest that was freed, up to 32 MiB; large buffers (RocksDB's of 1 MiB among them) then stay as holes in as many
/// heaps as there are threads. Here the size stays, and there are as many heaps as cores. ADR 62, with figures.
void keep_returning_memory();

}  // namespace osler
