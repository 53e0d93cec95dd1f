#include "support/signing_desk.h"

#include "base/files.h"
#include "build/load_article.h"
#include "content/site_config.h"
#include "review/canonical_form.h"
#include "review/named_files.h"
#include "support/catch.h"
#include "support/newsroom.h"

#include <filesystem>

namespace gazette::testing {
namespace {

Record record_of(RecordType type, std::string person, const gazette::StoryState& story) {
    Record record;
    record.type = type;
    record.site = kSampleSite;
    record.article = story.id;
    record.person = std::move(person);
    record.at = Instant{1'657'067'400};
    return record;
}

}  // namespace

std::optional<gazette::StoryState> state_in(const std::map<std::string, std::string>& files,
                                            const std::string& path) {
    Diagnostics ignored;
    const std::optional<SiteConfig> site = read_site_config(files.at("site.yml"), ignored);
    if (!site) return std::nullopt;
    StringPool pool;
    KeepingRoom none(0);
    RowWorkshop workshop{pool, none};
    const std::string& bytes = files.at(path);
    const std::optional<ArticleRow> row = load_article({bytes, path, *site}, workshop, ignored);
    const std::optional<std::string> words = canonical_words(bytes);
    if (!row || !words) return std::nullopt;
    std::vector<AssetDigest> assets;
    const HasFile has_file = [&](const std::string& file) {
        return files.contains(file) && extension(file) != ".md";
    };
    for (const std::string& file : named_files(*row, has_file)) {
        assets.push_back({file, sha256(files.at(file))});
    }
    gazette::StoryState state;
    state.id = std::string(row->id);
    state.path = path;
    state.assets = assets_digest(assets);
    state.content = content_digest(*words, assets);
    return state;
}

Record sign_off_of(const gazette::StoryState& story, std::size_t stage, std::string person) {
    Record made = record_of(RecordType::SignOff, std::move(person), story);
    made.stages = kThreeStages;
    made.stage = made.stages[stage];
    made.path = story.path;
    made.received = story.content;
    made.content = story.content;
    made.assets = story.assets;
    made.author = "reporter";
    return made;
}

SigningDesk::SigningDesk(std::string newsroom) : newsroom_(std::move(newsroom)) {}

std::string SigningDesk::trust_text(std::string_view more) {
    std::string text = "sites:\n  " + std::string(kSampleSite) + ":\n";
    text += "    stages: [初审, 复审, 终审]\n";
    text += "    keys: [{public_key: \"" + print(desk_key().public_key()) + "\"}]\n";
    return text + std::string(more);
}

Trust SigningDesk::trust(std::string_view more) {
    auto trust = parse_trust(trust_text(more));
    if (!trust) FAIL(describe(trust.error()));
    return std::move(*trust);
}

gazette::StoryState SigningDesk::state_of(const std::string& path) const {
    const auto state = state_in(read_tree(newsroom_), path);
    REQUIRE(state);
    return *state;
}

Record SigningDesk::record(RecordType type, std::string person, const gazette::StoryState& story) {
    return record_of(type, std::move(person), story);
}

Record SigningDesk::sign_off(std::size_t stage, std::string person,
                             const gazette::StoryState& story) {
    return sign_off_of(story, stage, std::move(person));
}

void SigningDesk::add(const std::string& article, const Record& record) const {
    const std::string path = join_path(newsroom_, review_log_path(article));
    const auto files = real_files();
    REQUIRE(files->make_directories(std::string(parent_path(path))));
    const std::string log = files->info(path) ? files->read(path, kMaxLogBytes).value() : "";
    const auto longer = with_record(log, record, desk_key());
    if (!longer) FAIL(describe(longer.error()));
    REQUIRE(files->replace(path, *longer));
}

void SigningDesk::sign_through(const std::string& path) const {
    const gazette::StoryState story = state_of(path);
    add(story.id, sign_off(0, "editor", story));
    add(story.id, sign_off(1, "director", story));
    add(story.id, sign_off(2, "chief", story));
}

}  // namespace gazette::testing
