#include "store/rocks/term_spool.h"

#include <algorithm>
#include <deque>

#include "store/rocks/bytes.h"

namespace osler::store::rocks {

Status TermSpool::add(const TermList& terms, std::uint64_t number) {
  for (std::size_t i = 0; i < terms.size(); ++i) delta_->add(terms[i], number);
  return delta_->bytes() < memory_bytes_ ? Status() : write_piece();
}

Status TermSpool::seal() {
  if (!delta_->empty()) OSLER_RETURN_IF_ERROR(write_piece());
  delta_.reset();
  return {};
}

/// A term: its size (4), its bytes, how many numbers (4), and these (4 each).
Status TermSpool::write_piece() {
  if (!file_) {
    OSLER_TRY(ScratchFile made, ScratchFile::make(database_));
    file_ = std::make_unique<ScratchFile>(std::move(made));
  }
  const std::uint64_t begin = file_->end();
  Delta::Cursor cursor(*delta_);
  Positions numbers;
  std::string bytes;
  for (cursor.seek({}); cursor.valid(); cursor.next()) {
    numbers.clear();
    cursor.read(numbers);
    bytes.clear();
    append_u32(bytes, static_cast<std::uint32_t>(cursor.term().size()));
    bytes += cursor.term();
    append_u32(bytes, static_cast<std::uint32_t>(numbers.size()));
    for (const std::uint64_t number : numbers) append_u32(bytes, static_cast<std::uint32_t>(number));
    OSLER_RETURN_IF_ERROR(file_->append(bytes));
  }
  OSLER_RETURN_IF_ERROR(file_->flush());
  pieces_.push_back({begin, file_->end()});
  delta_ = std::make_unique<Delta>();
  return {};
}

class TermSpool::PieceReader {
 public:
  PieceReader(const ScratchFile& file, const Piece& piece) : reader_(file, piece.begin, piece.end) {}

  bool valid() const { return valid_; }
  const std::string& term() const { return term_; }
  Status next() {
    valid_ = !reader_.at_end();
    if (!valid_) return {};
    OSLER_TRY(const std::size_t size, u32());
    OSLER_TRY(term_, reader_.take(size));
    OSLER_TRY(count_, u32());
    return {};
  }
  Status read(Positions& numbers) {
    for (; count_ > 0; --count_) {
      OSLER_TRY(const std::uint64_t number, u32());
      numbers.push_back(number);
    }
    return {};
  }

 private:
  Result<std::uint32_t> u32() {
    OSLER_TRY(const std::string_view bytes, reader_.take(4));
    return ByteReader(bytes).u32();
  }

  ScratchFile::Reader reader_;
  std::string term_;
  std::uint32_t count_ = 0;
  bool valid_ = false;
};

/// A heap of pieces by their present terms; of equal terms the earlier piece comes first, so that numbers ascend.
Status TermSpool::for_each(const Visit& visit) const {
  std::deque<PieceReader> readers;
  std::vector<std::size_t> heap;
  for (const Piece& piece : pieces_) {
    readers.emplace_back(*file_, piece);
    OSLER_RETURN_IF_ERROR(readers.back().next());
    if (readers.back().valid()) heap.push_back(readers.size() - 1);
  }
  const auto later = [&](std::size_t a, std::size_t b) {
    const int order = readers[a].term().compare(readers[b].term());
    return order != 0 ? order > 0 : a > b;
  };
  std::make_heap(heap.begin(), heap.end(), later);
  std::string term;
  Positions numbers;
  while (!heap.empty()) {
    term = readers[heap.front()].term();
    numbers.clear();
    while (!heap.empty() && readers[heap.front()].term() == term) {
      std::pop_heap(heap.begin(), heap.end(), later);
      PieceReader& reader = readers[heap.back()];
      OSLER_RETURN_IF_ERROR(reader.read(numbers));
      OSLER_RETURN_IF_ERROR(reader.next());
      if (reader.valid()) {
        std::push_heap(heap.begin(), heap.end(), later);
      } else {
        heap.pop_back();
      }
    }
    OSLER_RETURN_IF_ERROR(visit(term, numbers));
  }
  return {};
}

}  // namespace osler::store::rocks
