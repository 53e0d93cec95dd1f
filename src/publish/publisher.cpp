#include "publish/publisher.h"

#include "publish/uploads.h"
#include "release/delta.h"
#include "release/merkle_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace gazette {
namespace {

using Outcome = PublishReport::Outcome;

// The target's current manifest: as seen last time, if it is still that one, else as it says. No
// release yet: empty.
Result<Manifest> published_manifest(const PublishOptions& options, Files& files,
                                    TargetConnection& target,
                                    const std::optional<ReleaseInfo>& current) {
    if (!current) return Manifest{};
    if (!options.seen.empty()) {
        const Result<std::string> bytes = files.read(options.seen, kMaxManifestBytes);
        Result<Manifest> seen = bytes ? parse_manifest(*bytes) : Result<Manifest>(Manifest{});
        if (seen && merkle_root(seen->entries) == current->root) return seen;
    }
    return target.manifest(*current);
}

// Only saves a request next time: that it cannot be kept is no reason to fail.
void keep_seen(const PublishOptions& options, Files& files, const Manifest& manifest) {
    if (options.seen.empty()) return;
    const Result<std::string> bytes = print_manifest(manifest);
    if (!bytes || !files.make_directories(std::string(parent_path(options.seen)))) return;
    static_cast<void>(files.replace(options.seen, *bytes));
}

// What is to be published, and against what.
struct Plan {
    Manifest manifest;
    Sha256 root;
    std::optional<ReleaseInfo> current;
    Delta delta;  // from the current release
};

// The addresses that programs subscribe to (docs/formats/ names them), as far as they changed.
std::vector<std::string> feeds_in(const Delta& delta) {
    std::vector<std::string> feeds;
    for (const ManifestEntry& entry : delta.put) {
        const std::string_view name = file_name(entry.path);
        const bool is_feed = name == "feed.json" || name == "atom.xml" || name == "rss.xml";
        if (is_feed && entry.status == 200) feeds.push_back(entry.path);
    }
    return feeds;
}

Changes changes_of(const Plan& plan, const Manifest& published) {
    std::unordered_set<Sha256> known;
    for (const ManifestEntry& entry : published.entries) known.insert(entry.digest);
    Changes changes;
    for (const ManifestEntry& entry : plan.delta.put) {
        const bool is_new = find_entry(published, entry.path) == nullptr;
        (is_new ? changes.added : changes.altered).push_back(entry.path);
        if (known.insert(entry.digest).second) changes.bytes += entry.size_bytes;
    }
    changes.removed = plan.delta.erase;
    return changes;
}

Result<Declared> declare_release(const Plan& plan, const std::string& note,
                                 TargetConnection& target) {
    Declaration declaration;
    declaration.root = plan.root;
    declaration.site = plan.manifest.site;
    declaration.review = plan.manifest.review;
    declaration.preview = plan.manifest.preview;
    declaration.note = note;
    if (plan.current) {
        declaration.base = plan.current->number;
        declaration.delta = plan.delta;
        std::optional<Declared> declared = TRY(target.declare(declaration));
        if (declared) return std::move(*declared);
    }
    declaration.base.reset();
    declaration.delta = {plan.manifest.entries, {}};
    std::optional<Declared> declared = TRY(target.declare(declaration));
    if (declared) return std::move(*declared);
    return failure(ErrorCode::Conflict, "the target takes neither a delta nor the full form");
}

// The switch; when its answer was lost, what the target says now decides.
Result<TargetConnection::Switched> switch_to(const Plan& plan, const std::string& id,
                                             TargetConnection& target) {
    const std::uint64_t expected = plan.current ? plan.current->number : 0;
    Result<TargetConnection::Switched> switched =
        target.publish(id, {plan.manifest.site, plan.root, expected});
    if (switched || switched.error().code != ErrorCode::Unreachable) return switched;
    const Result<std::optional<ReleaseInfo>> now = target.current();
    if (now && *now && (*now)->root == plan.root && (*now)->number > expected) {
        return TargetConnection::Switched{false, **now};
    }
    return switched;
}

Result<Manifest> built_manifest(const PublishOptions& options, Files& files) {
    Manifest manifest = TRY(parse_manifest(TRY(files.read(options.manifest, kMaxManifestBytes))));
    if (manifest.preview) {
        return failure(ErrorCode::Invalid,
                       fmt::format("{} was built with drafts: no target takes it", options.out));
    }
    return manifest;
}

std::vector<Sha256> all_digests(const Manifest& manifest) {
    std::vector<Sha256> digests;
    digests.reserve(manifest.entries.size());
    for (const ManifestEntry& entry : manifest.entries) digests.push_back(entry.digest);
    std::ranges::sort(digests);
    digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
    return digests;
}

const ReleaseInfo* find_release(const std::vector<ReleaseInfo>& releases, std::uint64_t number) {
    const auto found = std::ranges::find(releases, number, &ReleaseInfo::number);
    return found == releases.end() ? nullptr : &*found;
}

PublishReport report_of(const TargetConnection::Switched& switched) {
    PublishReport report;
    report.outcome = switched.superseded ? Outcome::Superseded : Outcome::Published;
    report.release = switched.release.value_or(ReleaseInfo{});
    return report;
}

class Publishing {
public:
    Publishing(const PublishOptions& options, Files& files)
        : options_(options), files_(files), target_(options.target) {}

    Result<PublishReport> run() {
        plan_.manifest = TRY(built_manifest(options_, files_).context("reading what was built"));
        plan_.root = merkle_root(plan_.manifest.entries);
        plan_.current = TRY(target_.current());
        report_.outcome = TRY(bring());
        if (report_.outcome == Outcome::Superseded && report_.release.tree_of == 0) {
            report_.overtook = report_.release;
            plan_.current = report_.release;
            report_.outcome = TRY(bring());
        }
        report_.sent_bytes = target_.sent_bytes();
        report_.requests = target_.requests();
        if (report_.outcome == Outcome::Published) {
            report_.changed_feeds = feeds_in(plan_.delta);
            report_.read_back =
                read_back(plan_.manifest, plan_.delta, report_.release.number, target_);
        }
        return std::move(report_);
    }

private:
    // Against the release that is known to be current.
    Result<Outcome> bring() {
        report_.release = plan_.current.value_or(ReleaseInfo{});
        const bool is_there = plan_.current && plan_.current->root == plan_.root;
        // What the target's disk has damaged it misses, and gets with a declaration of the same
        // tree.
        const bool is_damaged = is_there && plan_.current->damaged > 0;
        const bool sends_again = options_.resend || is_damaged;
        if (is_there && (!sends_again || options_.dry_run)) return Outcome::Unchanged;
        const Manifest published =
            TRY(published_manifest(options_, files_, target_, plan_.current));
        plan_.delta = delta_between(published, plan_.manifest);
        report_.changed = plan_.delta.put.size();
        report_.erased = plan_.delta.erase.size();
        report_.removals = removals_between(published, plan_.manifest);
        if (options_.dry_run) report_.changes = changes_of(plan_, published);
        if (!options_.allow_removals && !report_.removals.are_acceptable()) {
            return Outcome::Refused;
        }
        if (options_.dry_run) return Outcome::WouldChange;

        MissingFiles missing;
        missing.declare_again = [this] { return declare_release(plan_, options_.note, target_); };
        missing.declared = TRY(missing.declare_again());
        if (options_.resend) missing.declared.missing = all_digests(plan_.manifest);
        report_.uploaded += TRY(upload_missing(options_, plan_.manifest, missing, files_, target_));
        return is_there ? Outcome::Unchanged : switch_readers(missing.declared.id);
    }

    Result<Outcome> switch_readers(const std::string& id) {
        const TargetConnection::Switched switched = TRY(switch_to(plan_, id, target_));
        report_.release = switched.release.value_or(ReleaseInfo{});
        if (switched.superseded) return Outcome::Superseded;
        keep_seen(options_, files_, plan_.manifest);
        return Outcome::Published;
    }

    const PublishOptions& options_;
    Files& files_;
    TargetConnection target_;
    Plan plan_;
    PublishReport report_;
};

}  // namespace

Result<PublishReport> publish(const PublishOptions& options, Files& files) {
    return Publishing(options, files).run();
}

Result<std::vector<ReleaseInfo>> list_releases(const TargetOptions& target) {
    return TargetConnection(target).releases();
}

std::uint64_t release_before(const std::vector<ReleaseInfo>& releases) {
    const ReleaseInfo* release = releases.empty() ? nullptr : &releases.front();
    // Each step leads to a lower number, whatever the target says.
    while (release != nullptr && release->tree_of != 0 && release->tree_of < release->number) {
        release = find_release(releases, release->tree_of);
    }
    return release == nullptr ? 0 : release->base;
}

Result<PublishReport> rollback(const RollbackOptions& options) {
    TargetConnection connection(options.target);
    const std::vector<ReleaseInfo> releases = TRY(connection.releases());
    if (releases.empty()) return failure(ErrorCode::NotFound, "the target has no release yet");
    const ReleaseInfo& current = releases.front();
    const std::uint64_t number = options.number == 0 ? release_before(releases) : options.number;
    if (number == 0) return failure(ErrorCode::NotFound, "there is no release before this one");
    const ReleaseInfo* const wanted = find_release(releases, number);
    if (wanted == nullptr) return failure(ErrorCode::NotFound, "there is no such release");
    if (!options.allow_withdrawn) {
        const Manifest now = TRY(connection.manifest(current));
        const Manifest then = TRY(connection.manifest(*wanted));
        const Recalls recalls(TRY(connection.recalls()));
        std::vector<std::string> returning = withdrawn_that_return(now, then, recalls);
        if (!returning.empty()) {
            PublishReport report;
            report.outcome = Outcome::Refused;
            report.release = current;
            report.returning = std::move(returning);
            return report;
        }
    }
    return report_of(TRY(connection.activate(
        number, {wanted->site, wanted->root, current.number, number}, options.note)));
}

}  // namespace gazette
