// The packaged RocksDB is not built with the thread sanitizer, which therefore cannot see how it synchronizes inside, nor
// what its codecs write into blocks that its cache then hands to others. What their own code does is left out, and the look-up in
// a cache of RocksDB's; ours around it is watched.

extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:rocksdb::*\n"
         "race:osler::store::rocks::KnownConditions::find\n"
         "called_from_lib:librocksdb.so\n"
         "called_from_lib:libzstd.so\n"
         "called_from_lib:liblz4.so\n"
         "mutex:rocksdb::*\n"
         "deadlock:rocksdb::*\n";
}
