#include "release/delta.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gazette {
namespace {

tl::unexpected<Error> invalid(std::string what) {
    return failure(ErrorCode::Invalid, std::move(what));
}

}  // namespace

Result<void> check_delta_paths(const Delta& delta) {
    for (std::size_t i = 1; i < delta.put.size(); ++i) {
        if (delta.put[i - 1].path >= delta.put[i].path) {
            return invalid(fmt::format("'put' is not sorted, or has {} twice", delta.put[i].path));
        }
    }
    for (std::size_t i = 1; i < delta.erase.size(); ++i) {
        if (delta.erase[i - 1] >= delta.erase[i]) {
            return invalid(fmt::format("'delete' is not sorted, or has {} twice", delta.erase[i]));
        }
    }
    auto put = delta.put.begin();
    for (const std::string& erased : delta.erase) {
        while (put != delta.put.end() && put->path < erased) ++put;
        if (put != delta.put.end() && put->path == erased) {
            return invalid(fmt::format("{} is put and deleted", erased));
        }
    }
    return {};
}

Delta delta_between(const Manifest& from, const Manifest& to) {
    Delta delta;
    auto old = from.entries.begin();
    for (const ManifestEntry& entry : to.entries) {
        while (old != from.entries.end() && old->path < entry.path) {
            delta.erase.push_back((old++)->path);
        }
        const bool known = old != from.entries.end() && old->path == entry.path;
        if (!known || *old != entry) delta.put.push_back(entry);
        if (known) ++old;
    }
    for (; old != from.entries.end(); ++old) delta.erase.push_back(old->path);
    return delta;
}

Result<std::vector<ManifestEntry>> apply_delta(std::vector<ManifestEntry> base, Delta delta) {
    for (const ManifestEntry& entry : delta.put) TRY(check_entry(entry));
    TRY(check_delta_paths(delta));
    std::vector<ManifestEntry> result;
    result.reserve(base.size() + delta.put.size());
    auto put = delta.put.begin();
    auto erase = delta.erase.begin();
    for (ManifestEntry& entry : base) {
        while (put != delta.put.end() && put->path < entry.path)
            result.push_back(std::move(*put++));
        if (erase != delta.erase.end() && *erase < entry.path) {
            return invalid(fmt::format("'delete' names {}, which the base has not", *erase));
        }
        const bool replaced = put != delta.put.end() && put->path == entry.path;
        const bool erased = erase != delta.erase.end() && *erase == entry.path;
        if (erased) {
            ++erase;
        } else {
            result.push_back(std::move(replaced ? *put++ : entry));
        }
    }
    if (erase != delta.erase.end()) {
        return invalid(fmt::format("'delete' names {}, which the base has not", *erase));
    }
    result.insert(result.end(), std::make_move_iterator(put),
                  std::make_move_iterator(delta.put.end()));
    return result;
}

}  // namespace gazette
