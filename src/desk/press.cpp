#include "desk/press.h"

#include "desk/newsroom_writer.h"
#include "desk/stories.h"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <vector>

namespace gazette {

namespace {

constexpr std::chrono::seconds kTriedAgainAfter{60};

struct Batch {
    std::string story;
    std::int64_t last = 0;  // seq: what comes later is of another batch
    std::vector<OutboxEntry> entries;
};

// What waits, by story, in the order of the last sign-offs.
Result<std::vector<Batch>> waiting_batches(Database& database) {
    const std::vector<DbRow> rows =
        TRY(database.query("select story, path, expected, digest, bytes, seq from outbox where "
                           "done = 0 order by seq"));
    std::vector<Batch> batches;
    for (const DbRow& row : rows) {
        const std::optional<Sha256> digest = sha256_from_hex(row.text(3));
        if (!digest.has_value()) return failure(ErrorCode::Damaged, "an outbox row has no digest");
        const auto same = std::find_if(batches.begin(), batches.end(), [&](const Batch& batch) {
            return batch.story == row.text(0);
        });
        Batch& batch = same == batches.end() ? batches.emplace_back() : *same;
        batch.story = row.text(0);
        batch.last = row.integer(5);
        batch.entries.push_back({row.text(1), sha256_from_hex(row.text(2)), *digest, row.text(4)});
    }
    return batches;
}

Result<void> mark_done(Database& database, const Batch& batch, Instant now) {
    Transaction change = TRY(database.begin());
    TRY(
        database.run("update outbox set done = $1, problem = '', bytes = $2 "
                     "where story = $3 and done = 0 and seq <= $4",
                     {now.seconds, Blob{}, batch.story, batch.last}));
    const std::optional<Story> story = TRY(find_story(database, batch.story));
    if (story.has_value() && after(story->state, StoryAction::Deliver).has_value()) {
        const std::vector<StorySignature> signatures = TRY(signatures_of(database, *story));
        if (signatures.empty()) return failure(ErrorCode::Damaged, "nobody has signed a story");
        const std::optional<Account> signer =
            TRY(find_account(database, signatures.back().account));
        if (!signer.has_value()) return failure(ErrorCode::Damaged, "a signer has no account");
        TRY(move_story(database, *story, {story->id, *signer, now, {}, {}}, StoryAction::Deliver,
                       0));
    }
    return change.commit();
}

Result<void> mark_stuck(Database& database, const Batch& batch, const std::string& path) {
    TRY(database.run("update outbox set problem = $1 where story = $2 and done = 0",
                     {path, batch.story}));
    return {};
}

}  // namespace

Result<bool> deliver_outbox(DeskCore& core) {
    const std::vector<Batch> batches =
        TRY(core.with_database([](Database& database) { return waiting_batches(database); }));
    if (batches.empty()) return false;
    NewsroomWriter writer = TRY(NewsroomWriter::open(core.files(), core.source()));
    bool is_left = false;
    for (const Batch& batch : batches) {
        (void)TRY(writer.sweep(batch.entries));
        const OutboxOutcome outcome = TRY(writer.apply(batch.entries));
        is_left = is_left || !outcome.is_applied();
        if (!outcome.is_applied()) {
            const std::string& path = outcome.conflicts.front().path;
            core.log(
                fmt::format("{} is not what the desk left there; it was not overwritten", path));
            TRY(core.with_database(
                [&](Database& database) { return mark_stuck(database, batch, path); }));
            continue;
        }
        TRY(core.with_database(
            [&](Database& database) { return mark_done(database, batch, core.now()); }));
    }
    return is_left;
}

Press::Press(DeskCore& core)
    : core_(core), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Press::~Press() {
    thread_.request_stop();
    woken_.notify_all();
}

void Press::wake() {
    {
        const std::scoped_lock lock(mutex_);
        is_awake_ = true;
    }
    woken_.notify_all();
}

void Press::run(const std::stop_token& stop) {
    bool is_left = false;
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            const auto is_awake = [&] { return is_awake_; };
            if (is_left) {
                woken_.wait_for(lock, stop, kTriedAgainAfter, is_awake);
            } else {
                woken_.wait(lock, stop, is_awake);
            }
            is_awake_ = false;
        }
        if (stop.stop_requested()) return;
        const Result<bool> delivered = deliver_outbox(core_);
        is_left = !delivered.has_value() || *delivered;
        if (!delivered.has_value()) core_.log(describe(delivered.error()));
    }
}

}  // namespace gazette
