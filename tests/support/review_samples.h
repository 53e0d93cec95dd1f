#pragma once
// Signed reviews for tests: a desk's key, persons, and logs made of a few words.
#include "review/chain.h"
#include "review/review_log.h"
#include "review/trust.h"

#include <string>
#include <vector>

namespace gazette::testing {

inline const ReviewStages kThreeStages = {"初审", "复审", "终审"};

inline SigningKey desk_key(char seed = 'd') { return SigningKey::from_seed(std::string(32, seed)); }

inline SiteTrust sample_trust() {
    SiteTrust trust;
    trust.site = "dongchangfu";
    trust.stages = kThreeStages;
    trust.keys.push_back({desk_key().public_key(), desk_key().public_key().id(), {}, {}});
    return trust;
}

// Of the story `article`, as the desk would fill it; `text` stands for the digests of a text.
class SampleLog {
public:
    explicit SampleLog(std::string article = "k3jx7", std::string site = "dongchangfu")
        : article_(std::move(article)), site_(std::move(site)) {}

    // A record with what all of them have.
    [[nodiscard]] Record record(RecordType type, std::string person) const {
        Record record;
        record.type = type;
        record.site = site_;
        record.article = article_;
        record.person = std::move(person);
        record.at = Instant{1'657'067'400 + static_cast<std::int64_t>(end_.count)};
        return record;
    }

    [[nodiscard]] Record sign_off(std::size_t stage, std::string person, std::string_view received,
                                  std::string_view passed_on) const {
        Record made = record(RecordType::SignOff, std::move(person));
        made.stages = kThreeStages;
        made.stage = made.stages[stage];
        made.path = "2022/07/06/象棋.md";
        made.received = sha256(received);
        made.content = sha256(passed_on);
        made.assets = sha256("no files");
        made.author = "reporter";
        return made;
    }

    SampleLog& add(const Record& record, const SigningKey& key = desk_key()) {
        auto line = sign_record(record, key, end_);
        if (!line) throw std::logic_error(describe(line.error()));
        bytes_ += *line;
        return *this;
    }

    SampleLog& sign(std::size_t stage, std::string person, std::string_view received,
                    std::string_view passed_on) {
        return add(sign_off(stage, std::move(person), received, passed_on));
    }

    // Three stages of three persons, each of whom changes the text: `text` is the last.
    SampleLog& sign_through(const std::string& text) {
        sign(0, "editor", text + " 稿", text + " 初");
        sign(1, "director", text + " 初", text + " 复");
        return sign(2, "chief", text + " 复", text);
    }

    [[nodiscard]] const std::string& bytes() const { return bytes_; }

    [[nodiscard]] const LogEnd& end() const { return end_; }

private:
    std::string article_;
    std::string site_;
    std::string bytes_;
    LogEnd end_;
};

inline gazette::StoryState story(std::string_view text, std::string id = "k3jx7") {
    return {std::move(id), "2022/07/06/象棋.md", sha256(text), sha256("no files")};
}

}  // namespace gazette::testing
