#include "cli/upkeep_command.h"

#include "cli/diagnostic_output.h"
#include "cli/stop_signal.h"
#include "endpoint/folder_status.h"
#include "endpoint/verify_folder.h"
#include "formats/json.h"

#include <fmt/format.h>
#include <poll.h>

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {
namespace {

constexpr std::uint64_t kBytesPerMib = std::uint64_t{1} << 20;

std::string as_number(std::uint64_t number) { return fmt::format("{}", number); }

std::string as_mebibytes(std::uint64_t bytes) {
    return fmt::format("{:.1f}", static_cast<double>(bytes) / static_cast<double>(kBytesPerMib));
}

void print_status(const FolderStatus& status, const Surroundings& surroundings) {
    const Words& words = surroundings.words;
    std::ostream& out = surroundings.out;
    const auto line = [&](std::string_view key, const std::vector<std::string>& arguments) {
        out << words.text(key, arguments) << '\n';
    };
    if (status.release) {
        const ReleaseInfo& release = *status.release;
        line("status-release", {as_number(release.number), rfc3339_utc(release.published_at),
                                shown_name(release.by), as_number(release.entries)});
        if (!release.note.empty()) line("status-note", {shown_name(release.note)});
    } else {
        line("status-nothing", {});
    }
    line("status-kept",
         {as_number(status.releases), as_number(status.blobs), as_mebibytes(status.blob_bytes)});
    line("status-free", {as_mebibytes(status.free_bytes)});
    line("status-open", {as_number(status.open), as_number(status.incoming)});
    if (status.recalls > 0) line("status-recalls", {as_number(status.recalls)});
    if (status.quarantined > 0) line("status-quarantined", {as_number(status.quarantined)});
    if (status.hold) {
        line("status-held", {rfc3339_utc(status.hold->since), shown_name(status.hold->reason)});
    }
}

std::string status_json(const FolderStatus& status) {
    std::string out;
    JsonWriter writer(out);
    const auto number = [&](std::string_view name, std::uint64_t value) {
        writer.key(name).number(static_cast<std::int64_t>(value));
    };
    writer.begin_object().key("release");
    if (status.release) {
        writer.raw(print_release(*status.release));
    } else {
        writer.null();
    }
    number("releases", status.releases);
    number("blobs", status.blobs);
    number("blob_bytes", status.blob_bytes);
    number("open", status.open);
    number("incoming", status.incoming);
    number("free_bytes", status.free_bytes);
    number("recalls", status.recalls);
    number("quarantined", status.quarantined);
    writer.key("hold");
    if (status.hold) {
        writer.begin_object().text("since", rfc3339_utc(status.hold->since));
        writer.text("reason", status.hold->reason).end_object();
    } else {
        writer.null();
    }
    writer.key("unreadable").begin_array();
    for (const std::string& what : status.unreadable) writer.string(shown_name(what));
    writer.end_array().end_object();
    return out;
}

// Waits so that no more than so many bytes are read a second, and looks whether to stop.
class Pace {
public:
    Pace(std::size_t rate_mib, int stop_descriptor)
        : bytes_a_second_(static_cast<double>(rate_mib * kBytesPerMib)), stop_(stop_descriptor) {}

    bool take(std::uint64_t bytes) {
        taken_ += static_cast<double>(bytes);
        int wait_ms = 0;
        if (bytes_a_second_ > 0) {
            const std::chrono::duration<double> passed = Clock::now() - began_;
            const double ahead = taken_ / bytes_a_second_ - passed.count();
            if (ahead > 0) wait_ms = static_cast<int>(ahead * 1000);
        }
        pollfd stop{stop_, POLLIN, 0};
        return ::poll(&stop, 1, wait_ms) <= 0;
    }

private:
    using Clock = std::chrono::steady_clock;

    double bytes_a_second_;
    int stop_;
    double taken_ = 0;
    Clock::time_point began_ = Clock::now();
};

void print_damage(const VerifyReport& report, const Surroundings& surroundings) {
    const Words& words = surroundings.words;
    for (const std::string& file : report.damaged_files) {
        surroundings.out << words.text("verify-file", {shown_name(file)}) << '\n';
    }
    for (const DamagedBlob& blob : report.damaged_blobs) {
        const bool is_missing = blob.kind == DamagedBlob::Kind::Missing;
        surroundings.out << words.text(is_missing ? "verify-missing" : "verify-damaged",
                                       {to_hex(blob.digest)})
                         << '\n';
        if (blob.all_uses == 0) surroundings.out << words.text("verify-unused") << '\n';
        for (const BlobUse& use : blob.uses) {
            surroundings.out << words.text("verify-use",
                                           {as_number(use.release), "/" + shown_name(use.path)})
                             << '\n';
        }
        if (blob.all_uses > blob.uses.size()) {
            surroundings.out << words.text("verify-more",
                                           {as_number(blob.all_uses - blob.uses.size())})
                             << '\n';
        }
    }
}

}  // namespace

ExitStatus run(const EndpointStatusCommand& command, const Surroundings& surroundings) {
    const Result<FolderStatus> status = folder_status(surroundings.files, command.data);
    if (!status) return refuse(surroundings, status.error());
    if (command.json) {
        surroundings.out << status_json(*status) << '\n';
    } else {
        print_status(*status, surroundings);
    }
    if (status->unreadable.empty()) return ExitStatus::Right;
    for (const std::string& what : status->unreadable) {
        refuse(surroundings, ExitStatus::WorldRefused, shown_name(what));
    }
    return ExitStatus::WorldRefused;
}

ExitStatus run(const EndpointVerifyCommand& command, const Surroundings& surroundings) {
    const Result<std::unique_ptr<StopSignal>> stop = StopSignal::catch_signals();
    if (!stop) return refuse(surroundings, stop.error());
    Pace pace(command.rate_mib, (*stop)->descriptor());
    VerifyOptions options;
    options.data = command.data;
    options.pace = [&](std::uint64_t bytes) { return pace.take(bytes); };
    const Result<VerifyReport> report = verify_folder(options, surroundings.files);
    if (!report && report.error().code == ErrorCode::Interrupted) return ExitStatus::Interrupted;
    if (!report) return refuse(surroundings, report.error());
    print_damage(*report, surroundings);
    surroundings.out << surroundings.words.text(
                            "verify-done", {as_number(report->blobs), as_mebibytes(report->bytes),
                                            as_number(report->releases),
                                            as_number(report->damaged_blobs.size() +
                                                      report->damaged_files.size())})
                     << '\n';
    if (report->removed_forms > 0) {
        surroundings.out << surroundings.words.text("verify-forms",
                                                    {as_number(report->removed_forms)})
                         << '\n';
    }
    if (report->is_right()) return ExitStatus::Right;
    surroundings.err << surroundings.words.text("verify-next") << '\n';
    return ExitStatus::ContentWrong;
}

ExitStatus run(const HoldOnCommand& command, const Surroundings& surroundings) {
    const Hold hold{command.reason, surroundings.clock.now()};
    const Result<void> held = set_hold(surroundings.files, command.data, hold);
    if (!held) return refuse(surroundings, held.error());
    surroundings.err << surroundings.words.text("hold-is-on") << '\n';
    return ExitStatus::Right;
}

ExitStatus run(const HoldOffCommand& command, const Surroundings& surroundings) {
    const Result<bool> ended = end_hold(surroundings.files, command.data);
    if (!ended) return refuse(surroundings, ended.error());
    surroundings.err << surroundings.words.text(*ended ? "hold-is-off" : "hold-was-off") << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
