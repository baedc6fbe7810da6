// The packaged RocksDB is not built with the thread sanitizer, which therefore cannot see how it synchronizes inside.
// What its own code does is left out; ours around it is watched.

extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:rocksdb::*\n"
         "called_from_lib:librocksdb.so\n"
         "mutex:rocksdb::*\n"
         "deadlock:rocksdb::*\n";
}
