#include "api/fhir/transaction_text.h"

#include <algorithm>

namespace osler::fhir_api {

TransactionText::TransactionText(EntryForm form, std::vector<bool> deletes, std::shared_ptr<const engine::WrittenEntries> written)
    : form_(std::move(form)), deletes_(std::move(deletes)), written_(std::move(written)) {
  begin_bundle(writer_, "transaction-response");
}

/// So much at least, unless it ends before.
void TransactionText::make(std::size_t bytes) {
  ready_.clear();
  read_ = 0;
  for (; ready_.size() < bytes && next_ < written_->size(); ++next_) write_written_entry(writer_, form_, (*written_)[next_], deletes_[next_]);
  if (next_ < written_->size()) return;
  end_bundle(writer_);
  is_done_ = true;
}

std::size_t TransactionText::read(std::span<char> buffer) {
  if (read_ == ready_.size() && !is_done_) make(buffer.size());
  const std::size_t bytes = std::min(buffer.size(), ready_.size() - read_);
  std::copy_n(ready_.data() + read_, bytes, buffer.data());
  read_ += bytes;
  return bytes;
}

}  // namespace osler::fhir_api
