// review/: any bytes as a log, as the payload of a record, and as a log whose lines are signed anew
// (a fuzzer finds no signature). What is read prints to the same bytes; every outcome can be told.
#include "base/assert.h"
#include "review/chain.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace {

using gazette::SigningKey;

const SigningKey& key() {
    static const SigningKey kKey = SigningKey::from_seed(std::string(SigningKey::kSeedBytes, 'f'));
    return kKey;
}

gazette::SiteTrust trust() {
    gazette::SiteTrust site;
    site.site = "s";
    site.stages = {"1", "2"};
    site.keys.push_back({key().public_key(), key().public_key().id(), {}, {}});
    return site;
}

void check(std::string_view log) {
    const gazette::StoryState story{"a", "a.md", {}, {}};
    const gazette::ChainOutcome outcome = gazette::check_chain(trust(), story, log);
    const bool is_right = outcome.status == gazette::ChainStatus::Signed;
    GAZETTE_ASSERT(!is_right || outcome.round.size() == 2, "every stage has signed");
    GAZETTE_ASSERT(!is_right || outcome.findings.empty(), "and nothing is wrong");
    const bool is_told = outcome.status == gazette::ChainStatus::Signed ||
                         outcome.status == gazette::ChainStatus::Withdrawn ||
                         outcome.status == gazette::ChainStatus::Recalled ||
                         !outcome.findings.empty();
    GAZETTE_ASSERT(is_told, "why a story is not signed can be told");
}

// Each line of the input as a payload, in a log that is signed and numbered as it must be where the
// payload is a record, and else as it is.
std::string sealed_lines(std::string_view payloads) {
    std::string log;
    gazette::LogEnd end;
    while (!payloads.empty()) {
        const std::size_t size = std::min(payloads.find('\n'), payloads.size());
        const std::string_view payload = payloads.substr(0, size);
        payloads.remove_prefix(std::min(size + 1, payloads.size()));
        gazette::Result<gazette::Record> record = gazette::parse_payload(payload);
        if (record) {
            const auto printed = gazette::print_payload(*record);
            GAZETTE_ASSERT(printed.has_value(), "what was read can be written");
            GAZETTE_ASSERT(gazette::parse_payload(*printed) == *record, "and reads the same");
            const auto line = gazette::sign_record(std::move(*record), key(), end);
            GAZETTE_ASSERT(line.has_value(), "and signed");
            log += *line;
        } else {
            GAZETTE_ASSERT(!gazette::describe(record.error()).empty(), "an error has words");
        }
    }
    return log;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const gazette::Result<gazette::ReviewLog> log = gazette::parse_review_log(bytes);
    if (log) {
        GAZETTE_ASSERT(gazette::print_review_log(*log) == bytes, "there is one way to write a log");
    } else {
        GAZETTE_ASSERT(!gazette::describe(log.error()).empty(), "an error has words");
    }
    check(bytes);
    check(sealed_lines(bytes));
    return 0;
}
