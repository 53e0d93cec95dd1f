#include "publish/publisher.h"

#include "publish/uploads.h"
#include "release/delta.h"
#include "release/merkle_tree.h"

#include <fmt/format.h>

#include <optional>
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
    Result<TargetConnection::Switched> switched = target.publish(id, expected);
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

PublishReport report_of(const TargetConnection::Switched& switched) {
    PublishReport report;
    report.outcome = switched.superseded ? Outcome::Superseded : Outcome::Published;
    report.release = switched.release.value_or(ReleaseInfo{});
    return report;
}

}  // namespace

Result<PublishReport> publish(const PublishOptions& options, Files& files) {
    Plan plan;
    plan.manifest = TRY(built_manifest(options, files).context("reading what was built"));
    plan.root = merkle_root(plan.manifest.entries);
    TargetConnection target(options.target);
    plan.current = TRY(target.current());
    PublishReport report;
    const auto finish = [&](Outcome outcome) {
        report.outcome = outcome;
        report.sent_bytes = target.sent_bytes();
        report.requests = target.requests();
        return report;
    };
    report.release = plan.current.value_or(ReleaseInfo{});
    if (plan.current && plan.current->root == plan.root) return finish(Outcome::Unchanged);

    const Manifest published = TRY(published_manifest(options, files, target, plan.current));
    plan.delta = delta_between(published, plan.manifest);
    report.changed = plan.delta.put.size();
    report.erased = plan.delta.erase.size();
    report.removals = removals_between(published, plan.manifest);
    if (!options.allow_removals && !report.removals.are_acceptable()) {
        return finish(Outcome::Refused);
    }
    const Declared declared = TRY(declare_release(plan, options.note, target));
    report.uploaded = TRY(upload_missing(options, plan.manifest, declared, files, target));
    const TargetConnection::Switched switched = TRY(switch_to(plan, declared.id, target));
    report.release = switched.release.value_or(ReleaseInfo{});
    if (switched.superseded) return finish(Outcome::Superseded);
    keep_seen(options, files, plan.manifest);
    return finish(Outcome::Published);
}

Result<std::vector<ReleaseInfo>> list_releases(const TargetOptions& target) {
    return TargetConnection(target).releases();
}

Result<PublishReport> rollback(const TargetOptions& target, std::uint64_t number,
                               const std::string& note) {
    TargetConnection connection(target);
    const std::optional<ReleaseInfo> current = TRY(connection.current());
    if (!current) return failure(ErrorCode::NotFound, "the target has no release yet");
    const std::uint64_t wanted = number == 0 ? current->base : number;
    if (wanted == 0) return failure(ErrorCode::NotFound, "there is no release before this one");
    return report_of(TRY(connection.activate(wanted, current->number, note)));
}

}  // namespace gazette
