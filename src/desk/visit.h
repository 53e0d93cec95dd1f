#pragma once
// What the answers of the desk are made with: what all requests share (DeskCore) and what belongs
// to one (Visit). A Visit lives as long as its request is answered; one thread.
#include "base/files.h"
#include "base/guarded.h"
#include "content/site_config.h"
#include "db/database.h"
#include "desk/desk_pages.h"
#include "desk/desk_words.h"
#include "desk/login_throttle.h"
#include "desk/rights.h"
#include "desk/sealing_key.h"
#include "desk/sessions.h"
#include "desk/story.h"
#include "desk/story_preview.h"
#include "formats/unicode.h"
#include "net/http_message.h"
#include "release/signature.h"

#include <functional>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

// Thread-safe. Borrows what it was made from.
class DeskCore {
public:
    struct Parts {
        Files& files;
        const Clock& clock;
        std::string source;  // the newsroom
        std::string url;     // what browsers call the desk: "https://desk.example.org"; empty: this
                             // machine's own names
        std::function<void(std::string_view)> log;
        std::string media = {};  // folder of uploaded pictures; empty: there are none
        SealingKey sealing = SealingKey::random();
    };

    DeskCore(const Parts& parts, std::unique_ptr<Database> database, const SigningKey& key,
             std::unique_ptr<StoryPreview> preview);

    Files& files() { return parts_.files; }

    [[nodiscard]] Instant now() const { return parts_.clock.now(); }

    [[nodiscard]] const std::string& source() const { return parts_.source; }

    [[nodiscard]] const std::string& url() const { return parts_.url; }

    [[nodiscard]] const SigningKey& key() const { return key_; }

    [[nodiscard]] const SealingKey& sealing() const { return parts_.sealing; }

    // Where the file lies that a story's text names, if that is an uploaded picture: the newsroom
    // has it only when the story is signed.
    [[nodiscard]] std::optional<std::string> uploaded_file(std::string_view path) const;

    // One line for whoever looks after the machine; no text of people, no secret.
    void log(std::string_view line) const { parts_.log(line); }

    // site.yml as it is now; as it was, while it cannot be used. Null before it ever could.
    std::shared_ptr<const SiteConfig> site();

    // Calls `use(Database&)` while nobody else has it.
    template <typename Use>
    auto with_database(Use&& use) {
        return database_.with(
            [&](std::unique_ptr<Database>& database) { return std::forward<Use>(use)(*database); });
    }

    DeskPages& pages() { return pages_; }

    StoryPreview& preview() { return *preview_; }

    LoginThrottle& throttle() { return throttle_; }

    // Each hash of a password takes 19 MiB while it is made: so many at once.
    static constexpr int kMostHashes = 2;

    std::counting_semaphore<kMostHashes>& hashing() { return hashing_; }

    // In pinyin, from a title; empty where nothing can be spelt. (Making a SlugMaker takes long.)
    std::string slug_of(std::string_view title) {
        return slugs_.with([&](SlugMaker& slugs) { return slugs.make(title); });
    }

    // Who brings signed stories into the newsroom; to be woken when there is one.
    std::function<void()> wake_press = [] {};

private:
    struct KnownSite {
        std::int64_t modified_ns = -1;
        std::uint64_t size_bytes = 0;
        std::shared_ptr<const SiteConfig> site;
    };

    Parts parts_;
    Guarded<std::unique_ptr<Database>> database_;
    SigningKey key_;
    std::unique_ptr<StoryPreview> preview_;
    DeskPages pages_;
    LoginThrottle throttle_;
    std::counting_semaphore<kMostHashes> hashing_{kMostHashes};
    Guarded<KnownSite> site_;
    Guarded<SlugMaker> slugs_;
};

// A picture that came with a form, and what became of it.
struct BroughtPicture {
    std::string shown_name;         // as its sender calls it
    std::string file = {};          // by which a text names it; empty: it was not kept
    std::string_view problem = {};  // key of why not
};

struct Visit {
    DeskCore& core;
    const HttpRequest& request;
    const DeskWords& words;
    Route route = Route::Home;
    std::string id = {};  // that the address names
    std::vector<HttpField> form = {};
    std::vector<BroughtPicture> pictures = {};
    std::optional<Session> session = {};
    std::optional<Session> half_session = {};  // a log-in that still waits for its code
    Instant now = {};
    std::string client = {};  // whose address guessing is counted by
    std::shared_ptr<const SiteConfig> site = {};
    // Of a route that names a story.
    std::optional<Story> story = {};
    StoryStanding standing = {};

    // A field of the form; empty where it is not there.
    [[nodiscard]] std::string_view field(std::string_view name) const;
    [[nodiscard]] bool has_field(std::string_view name) const;

    [[nodiscard]] const Account& account() const { return session->account; }

    // A script asks, not a browser that shows pages.
    [[nodiscard]] bool wants_json() const;

    // The newsroom's own name of a stage, where it has given one and the page is in its language.
    [[nodiscard]] std::string stage(int number) const;
    // "待初审", "草稿"…
    [[nodiscard]] std::string state(const Story& of) const;

    [[nodiscard]] std::string time(Instant at) const {
        return words.time(at, now, site->time_zone);
    }
};

// ---- answers

HttpResponse html_answer(int status, std::string html);
HttpResponse json_answer(int status, std::string json);
// 303: what a form leads to.
HttpResponse see_other(const std::string& location);

enum class Menu : std::uint8_t {
    WithPlace,     // the entry of this page is marked
    WithoutPlace,  // none is: what is not there is nowhere, whatever its address looks like
};

// What all pages show around themselves.
Result<View> frame_view(const Visit& visit, std::string_view page, Menu menu = Menu::WithPlace);
Result<HttpResponse> page_answer(const Visit& visit, DeskPage page, const View& view,
                                 int status = 200);

// The same bytes for what is not there and for what one may not see.
HttpResponse not_found(const Visit& visit);

struct Message {
    int status = 400;
    std::string heading;
    std::string text;
    std::string number = {};
    std::string href = "/";
    std::string label = {};
};

HttpResponse message_answer(const Visit& visit, const Message& message);
// What the world refused, or what has changed meanwhile.
HttpResponse error_answer(const Visit& visit, const Error& error);

// "/stories/<id>", "/stories/<id>/edit"
std::string story_href(const Story& story, std::string_view part = {});

}  // namespace gazette
