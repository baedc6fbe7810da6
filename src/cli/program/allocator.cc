// How the allocator of the programs, jemalloc, is set. ADR 64, with figures.

/// jemalloc reads it before main(). Pages that were freed go back to the system within half a second, not within ten, and at once instead
/// of being marked as free first: an import's buffers are not kept in every thread's arena.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "percpu_arena:percpu,dirty_decay_ms:500,muzzy_decay_ms:0";
}
