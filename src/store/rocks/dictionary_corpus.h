#pragma once
// What records tend to look like: the sample bytes that the default dictionary is made of. Written for this purpose;
// no one's data. The order matters: what is most common stands last, where a dictionary is cheapest to refer to.

#include <string_view>
#include <vector>

namespace osler::store::rocks {

/// All samples in one piece.
std::string_view dictionary_corpus();
/// The same, sample by sample.
std::vector<std::string_view> dictionary_samples();

}  // namespace osler::store::rocks
