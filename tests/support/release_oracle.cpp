#include "support/release_oracle.h"

#include "endpoint/blob_store.h"
#include "endpoint/data_folder.h"
#include "endpoint/recall_store.h"
#include "endpoint/release_store.h"
#include "net/http_client.h"
#include "release/merkle_tree.h"
#include "support/decoding.h"
#include "support/raw_http.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace gazette::testing {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;

class Findings {
public:
    template <typename... Values>
    void add(fmt::format_string<Values...> text, Values&&... values) {
        constexpr std::size_t kMost = 20;
        if (wrong_.size() < kMost) {
            wrong_.push_back(fmt::format(text, std::forward<Values>(values)...));
        }
    }

    std::vector<std::string> take() { return std::move(wrong_); }

private:
    std::vector<std::string> wrong_;
};

// The numbers of releases whose manifest is there, rising.
std::vector<std::uint64_t> kept_releases(Files& files, const std::string& data) {
    std::vector<std::uint64_t> numbers;
    const auto entries = files.list(join_path(data, "releases"));
    for (const DirectoryEntry& entry : entries.value_or(std::vector<DirectoryEntry>())) {
        const std::optional<StoredName> name = stored_name(entry.name);
        if (!name || name->is_record || name->is_temporary) continue;
        if (const auto number = release_number_of(name->stem)) numbers.push_back(*number);
    }
    std::ranges::sort(numbers);
    return numbers;
}

Result<Manifest> manifest_of(Files& files, const std::string& data, std::uint64_t number) {
    const std::string path = fmt::format("{}/releases/{}.manifest", data, release_stem(number));
    return parse_manifest(TRY(files.read(path, kMostBytes)));
}

// The digests that recalls have taken.
std::unordered_set<Sha256> erased_by(const Recalls& recalls) {
    std::unordered_set<Sha256> erased;
    for (const Recall& recall : recalls.all()) {
        erased.insert(recall.erased.begin(), recall.erased.end());
    }
    return erased;
}

// The bytes behind a file's name: those of a coded form decoded. Nothing: it is no whole form.
std::optional<std::string> plain_bytes(const std::string& path, const std::string& bytes) {
    if (path.find("/coded/") == std::string::npos || bytes.empty()) return bytes;
    if (bytes.size() <= kCodedTrailerBytes) return std::nullopt;
    const std::string_view form =
        std::string_view(bytes).substr(0, bytes.size() - kCodedTrailerBytes);
    return path.ends_with(".gz") ? gunzip(form) : unbrotli(form);
}

class FolderLook {
public:
    FolderLook(Files& files, const std::string& data, const Promises& promises)
        : files_(files), data_(data), promises_(promises) {}

    std::vector<std::string> all() {
        look_at_recalls();
        look_at_current();
        const BlobStore blobs = BlobStore::look_at(files_, data_);
        set_aside_ = blobs.quarantined().value_or(std::set<Sha256>());
        for (const std::uint64_t number : kept_releases(files_, data_)) look_at(number, blobs);
        look_for_markers();
        return found_.take();
    }

private:
    void look_at_recalls() {
        Result<Recalls> recalls = read_recalls(files_, data_);
        if (!recalls) {
            found_.add("the recalls cannot be read: {}", describe(recalls.error()));
            return;
        }
        recalls_ = std::move(*recalls);
        erased_ = erased_by(recalls_);
        for (const std::string& article : promises_.recalled) {
            if (recalls_.find(article) == nullptr) found_.add("the recall of {} is lost", article);
        }
    }

    void look_at_current() {
        const Result<CurrentPointer> current = read_current(files_, data_);
        if (!current) {
            // An endpoint that nobody has published to yet may have been killed before it wrote it.
            if (promises_.number > 0) found_.add("'current': {}", describe(current.error()));
            return;
        }
        if (current->number < promises_.number) {
            found_.add("release {} was acknowledged, and {} is current", promises_.number,
                       current->number);
        }
        if (current->number == 0) return;
        const Result<Manifest> manifest = manifest_of(files_, data_, current->number);
        if (!manifest) {
            found_.add("the current manifest: {}", describe(manifest.error()));
        } else if (merkle_root(manifest->entries) != current->root) {
            found_.add("the current manifest has another root than 'current' says");
        }
    }

    void look_at(std::uint64_t number, const BlobStore& blobs) {
        const Result<CurrentPointer> current = read_current(files_, data_);
        if (!current || number > current->number) return;  // never switched to
        const Result<Manifest> manifest = manifest_of(files_, data_, number);
        const Result<ReleaseRecord> record = read_record(files_, data_, number);
        if (!manifest || !record) {
            found_.add("release {}: {}", number,
                       describe(manifest ? record.error() : manifest.error()));
            return;
        }
        if (merkle_root(manifest->entries) != record->info.root) {
            found_.add("the manifest of release {} has another root than its record", number);
        }
        for (const ManifestEntry& entry : manifest->entries) {
            if (!seen_.insert(entry.digest).second || erased_.contains(entry.digest)) continue;
            if (set_aside_.contains(entry.digest)) continue;
            // What a recall is about to take may be gone before its list says so.
            if (recalls_.bar_of(entry) == Recalls::Bar::Gone) continue;
            const Result<std::string> bytes = files_.read(blobs.path_of(entry.digest), kMostBytes);
            if (!bytes) {
                found_.add("/{} of release {}: {}", entry.path, number, describe(bytes.error()));
            } else if (bytes->size() != entry.size_bytes || sha256(*bytes) != entry.digest) {
                found_.add("/{} of release {} has other bytes", entry.path, number);
            }
        }
    }

    void look_for_markers() {
        std::vector<std::string> folders = {data_};
        while (!folders.empty()) {
            const std::string folder = std::move(folders.back());
            folders.pop_back();
            const auto entries = files_.list(folder);
            for (const DirectoryEntry& entry : entries.value_or(std::vector<DirectoryEntry>())) {
                std::string path = join_path(folder, entry.name);
                if (entry.kind == FileKind::Directory) {
                    folders.push_back(std::move(path));
                } else {
                    look_for_markers_in(path);
                }
            }
        }
    }

    void look_for_markers_in(const std::string& path) {
        const Result<std::string> bytes = files_.read(path, kMostBytes);
        if (!bytes) return;  // removed meanwhile
        const std::optional<std::string> plain = plain_bytes(path, *bytes);
        if (!plain) found_.add("{} is no whole form", path);
        for (const std::string& marker : promises_.markers) {
            if (plain && plain->find(marker) != std::string::npos) {
                found_.add("{} holds what was recalled: {}", path, marker);
            }
        }
    }

    Files& files_;
    const std::string& data_;
    const Promises& promises_;
    Recalls recalls_;
    std::unordered_set<Sha256> erased_;
    std::unordered_set<Sha256> seen_;
    std::set<Sha256> set_aside_;
    Findings found_;
};

// One way to ask for an address.
struct Asking {
    std::string_view method;
    std::string_view coding;  // of Accept-Encoding; empty: none
    bool is_part = false;
};

constexpr Asking kAskings[] = {
    {"GET", ""}, {"GET", "gzip"}, {"GET", "br"}, {"GET", "", true}, {"HEAD", ""}};
constexpr std::uint64_t kPartBytes = 5;

class ReaderLook {
public:
    ReaderLook(std::uint16_t port, Files& files, const std::string& data, const Promises& promises)
        : port_(port), files_(files), data_(data), promises_(promises) {}

    std::vector<std::string> all() {
        const Result<CurrentPointer> current = read_current(files_, data_);
        const Result<Recalls> recalls = read_recalls(files_, data_);
        if (!current || !recalls) {
            found_.add("the folder cannot be read");
            return found_.take();
        }
        std::set<std::string> paths;
        const std::vector<std::uint64_t> kept = kept_releases(files_, data_);
        for (const std::uint64_t number : kept) {
            const Result<Manifest> manifest = manifest_of(files_, data_, number);
            if (!manifest) continue;  // look_at_folder says so
            for (const ManifestEntry& entry : manifest->entries) {
                paths.insert(entry.path);
                if (number == current->number) look_at(entry, recalls->bar_of(entry));
            }
        }
        if (promises_.markers.empty()) paths.clear();
        for (const std::string& path : paths) look_for_markers(path);
        if (current->number > 0) look_at_events(kept, current->number);
        return found_.take();
    }

private:
    [[nodiscard]] HttpReply ask(const std::string& path, const Asking& how) {
        HttpCall call;
        call.method = how.method;
        call.url = Url{"http", "127.0.0.1", port_, "/" + path, ""};
        if (!how.coding.empty())
            call.headers.push_back({"Accept-Encoding", std::string(how.coding)});
        if (how.is_part) {
            call.headers.push_back({"Range", fmt::format("bytes=0-{}", kPartBytes - 1)});
        }
        HttpReply reply = client_.send(call).value_or(HttpReply{});
        if (reply.header("Content-Encoding") == "gzip") {
            reply.body = gunzip(reply.body).value_or("damaged");
        } else if (reply.header("Content-Encoding") == "br") {
            reply.body = unbrotli(reply.body).value_or("damaged");
        }
        for (const std::string& marker : promises_.markers) {
            if (reply.body.find(marker) != std::string::npos) {
                found_.add("/{} gives what was recalled: {}", path, marker);
            }
        }
        return reply;
    }

    void look_at(const ManifestEntry& entry, Recalls::Bar bar) {
        for (const Asking& how : kAskings) {
            const HttpReply reply = ask(entry.path, how);
            if (bar != Recalls::Bar::None) {
                const int wanted = bar == Recalls::Bar::Gone ? 410 : 503;
                if (reply.status != wanted) {
                    found_.add("/{} is barred and answers {}", entry.path, reply.status);
                }
                continue;
            }
            const bool is_part = how.is_part && entry.status == 200 && entry.size_bytes > 0 &&
                                 entry.path != "404.html";
            const bool is_page_of_errors = entry.path == "404.html";  // of whatever is not there
            const int wanted = is_page_of_errors ? 404 : is_part ? 206 : entry.status;
            if (reply.status != wanted) {
                found_.add("{} /{} ({}) answers {}", how.method, entry.path, how.coding,
                           reply.status);
            } else if (is_part) {
                if (reply.body.size() != std::min(kPartBytes, entry.size_bytes)) {
                    found_.add("a part of /{} has {} bytes", entry.path, reply.body.size());
                }
            } else if (how.method == "GET" && sha256(reply.body) != entry.digest) {
                found_.add("/{} ({}) gives other bytes", entry.path, how.coding);
            }
        }
    }

    void look_for_markers(const std::string& path) {
        for (const Asking& how : kAskings) static_cast<void>(ask(path, how));
    }

    // From the oldest release that is kept: what a listener heard last may have been that.
    void look_at_events(const std::vector<std::uint64_t>& kept, std::uint64_t current) {
        constexpr std::size_t kDigits = 12;
        if (kept.empty() || kept.front() >= current) return;
        const Result<ReleaseRecord> oldest = read_record(files_, data_, kept.front());
        if (!oldest) return;  // look_at_folder says so
        const RawConnection listener(port_);
        listener.send(fmt::format("GET /events HTTP/1.1\r\nHost: h\r\nLast-Event-ID: {}.{}\r\n\r\n",
                                  kept.front(), to_hex(oldest->info.root).substr(0, kDigits)));
        const std::string heard = listener.receive_until(fmt::format("\"number\":{},", current));
        std::uint64_t next = kept.front() + 1;
        for (std::size_t at = heard.find("\nid: "); at != std::string::npos;
             at = heard.find("\nid: ", at + 1)) {
            const std::string wanted = fmt::format("\nid: {}.", next);
            if (heard.compare(at, wanted.size(), wanted) != 0) {
                found_.add("an event is not of release {}: {}", next, heard.substr(at + 1, 30));
            }
            ++next;
        }
        if (next != current + 1) found_.add("events end at {}, not {}", next - 1, current);
    }

    std::uint16_t port_;
    Files& files_;
    const std::string& data_;
    const Promises& promises_;
    HttpClient client_;
    Findings found_;
};

}  // namespace

std::vector<std::string> look_at_folder(Files& files, const std::string& data,
                                        const Promises& promises) {
    return FolderLook(files, data, promises).all();
}

std::vector<std::string> look_at_readers(std::uint16_t port, Files& files, const std::string& data,
                                         const Promises& promises) {
    return ReaderLook(port, files, data, promises).all();
}

std::string in_lines(const std::vector<std::string>& wrong) {
    if (wrong.empty()) return std::string(kNothingWrong);
    std::string text;
    for (const std::string& line : wrong) text += line + "\n";
    return text;
}

}  // namespace gazette::testing
