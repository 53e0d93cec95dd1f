#include "desk/visit.h"

#include "base/path.h"
#include "base/random.h"
#include "base/text.h"
#include "desk/stories.h"
#include "desk/story_pictures.h"
#include "formats/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {

namespace {

// Words for what a page says after something was done: the word in its address, and the label.
// Only these can be said, so that a link cannot put words into our mouth.
constexpr std::array<std::string_view, 18> kNotices = {
    "submitted",        "signed",        "signed-last",       "sent-back",        "approved",
    "taken-up",         "confirmed",     "person-dismissed",  "password-changed", "saved",
    "restore",          "token-revoked", "recovery-used",     "factor-ended",     "factor-reset",
    "version-restored", "quota-set",     "invitation-revoked"};

struct MenuEntry {
    std::string_view href;
    std::string label;
    std::size_t count = 0;
};

void add_entry(View& view, const Visit& visit, Menu menu, const MenuEntry& wanted) {
    const std::string_view href = wanted.href;
    View& entry = view.add("nav");
    entry.set("href", href);
    entry.set("label", wanted.label);
    const std::string_view path = visit.request.path;
    // A story's pages belong to whoever's list it came from.
    const bool is_story = visit.story.has_value() && path.starts_with("/stories/");
    const std::string_view list = visit.standing.is_author            ? "/stories"
                                  : visit.standing.is_of_organisation ? "/organisation"
                                                                      : "/queue";
    entry.set_flag("current",
                   menu == Menu::WithPlace && (path == href || (is_story && href == list)));
    if (wanted.count > 0) entry.set("count", fmt::format("{}", wanted.count));
}

Result<std::size_t> stories_in_turn(const Visit& visit) {
    return visit.core.with_database([&](Database& database) -> Result<std::size_t> {
        const Account& account = visit.account();
        std::size_t count = 0;
        if (account.role == DeskRole::Manager) {
            for (const Story& story :
                 TRY(stories_of_organisation(database, account.organisation))) {
                if (standing_of(account, story, false).is_turn) ++count;
            }
            return count;
        }
        for (const Story& story : TRY(queue_of_stage(database, stage_of(account.role)))) {
            const bool has_signed = TRY(has_signed_round(database, story, account));
            if (standing_of(account, story, has_signed).is_turn) ++count;
        }
        return count;
    });
}

Result<void> add_menu(View& view, const Visit& visit, Menu menu) {
    const DeskRole role = visit.account().role;
    const DeskWords& words = visit.words;
    const std::size_t waiting = TRY(stories_in_turn(visit));
    const auto add = [&](const MenuEntry& entry) { add_entry(view, visit, menu, entry); };
    if (stage_of(role) > 0) {
        add({"/queue", words.text("queue", visit.stage(stage_of(role))), waiting});
    }
    if (role == DeskRole::Editor) add({"/queue", words.text("nav-all")});
    if (may_use(Route::OrganisationPage, role)) {
        add({"/organisation", words.text("nav-organisation"), waiting});
    }
    if (may_use(Route::MyStories, role)) add({"/stories", words.text("nav-stories")});
    if (may_use(Route::Records, role)) add({"/records", words.text("nav-records")});
    if (may_use(Route::OrganisationsPage, role)) {
        add({"/organisations", words.text("nav-organisations")});
    }
    if (may_use(Route::PeoplePage, role)) add({"/people", words.text("nav-people")});
    view.set_flag("has_nav", true);
    return {};
}

}  // namespace

DeskCore::DeskCore(const Parts& parts, std::unique_ptr<Database> database, const SigningKey& key,
                   std::unique_ptr<StoryPreview> preview)
    : parts_(parts), database_(std::move(database)), key_(key), preview_(std::move(preview)) {}

std::shared_ptr<const SiteConfig> DeskCore::site() {
    const std::string path = join_path(parts_.source, "site.yml");
    return site_.with([&](KnownSite& known) {
        const Result<FileInfo> info = parts_.files.info(path);
        if (!info.has_value()) return known.site;
        if (known.modified_ns == info->modified_ns && known.size_bytes == info->size_bytes) {
            return known.site;
        }
        const Result<std::string> bytes = parts_.files.read(path, kMaxSiteBytes);
        if (!bytes.has_value()) return known.site;
        Diagnostics diagnostics;
        std::optional<SiteConfig> site = read_site_config(*bytes, diagnostics);
        known.modified_ns = info->modified_ns;
        known.size_bytes = info->size_bytes;
        if (site.has_value()) {
            known.site = std::make_shared<const SiteConfig>(*std::move(site));
        } else {
            parts_.log("site.yml has errors (gazette check); the desk goes on with what it was");
        }
        return known.site;
    });
}

std::optional<std::string> DeskCore::uploaded_file(std::string_view path) const {
    const std::optional<std::string> media = media_of_file(path);
    if (!media.has_value() || parts_.media.empty()) return std::nullopt;
    std::string file = join_path(parts_.media, *media);
    const Result<FileInfo> info = parts_.files.info(file);
    if (!info.has_value() || info->kind != FileKind::File) return std::nullopt;
    return file;
}

std::string_view Visit::field(std::string_view name) const {
    const auto found = std::ranges::find(form, name, &HttpField::name);
    return found == form.end() ? std::string_view() : std::string_view(found->value);
}

bool Visit::has_field(std::string_view name) const {
    return std::ranges::find(form, name, &HttpField::name) != form.end();
}

std::string Visit::stage(int number) const {
    const std::vector<std::string>& own = site->review.stages;
    const bool has_own = number > 0 && static_cast<std::size_t>(number) <= own.size();
    const bool is_own_language = site->language.starts_with("zh") == (words.language() == "zh-CN");
    return has_own && is_own_language ? own[static_cast<std::size_t>(number) - 1]
                                      : words.stage(number);
}

std::string Visit::state(const Story& of) const {
    return words.text(fmt::format("state-{}", name_of(of.state)),
                      of.stage > 0 ? stage(of.stage) : std::string());
}

bool Visit::wants_json() const {
    return request.header("Accept").value_or("").starts_with("application/json");
}

HttpResponse html_answer(int status, std::string html) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/html; charset=utf-8"}};
    response.text = std::move(html);
    return response;
}

HttpResponse json_answer(int status, std::string json) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "application/json"}};
    response.text = std::move(json);
    return response;
}

HttpResponse see_other(const std::string& location) {
    HttpResponse response;
    response.status = 303;
    response.headers = {{"Location", location}};
    return response;
}

Result<View> frame_view(const Visit& visit, std::string_view page, Menu menu) {
    View view;
    view.set("language", visit.words.language());
    view.set("page", page);
    view.set("site", visit.site->title);
    if (visit.session.has_value()) {
        view.set("token", visit.session->token);
        View& person = view.object("person");
        person.set("shown", visit.account().shown_name);
        person.set("role", visit.words.role(visit.account().role));
        TRY(add_menu(view, visit, menu));
    }
    const std::string_view done = visit.request.parameter("done").value_or("");
    if (std::ranges::find(kNotices, done) != kNotices.end()) {
        view.set("notice", visit.words.text(done));
    }
    return view;
}

Result<HttpResponse> page_answer(const Visit& visit, DeskPage page, const View& view, int status) {
    return html_answer(status, visit.core.pages().render(page, visit.words.language(), view));
}

HttpResponse message_answer(const Visit& visit, const Message& message) {
    if (visit.wants_json()) {
        std::string json;
        JsonWriter writer(json);
        writer.begin_object().text("problem", message.heading).text("text", message.text);
        writer.end_object();
        return json_answer(message.status, std::move(json));
    }
    Result<View> frame = frame_view(visit, message.heading, Menu::WithoutPlace);
    View view;
    if (frame.has_value()) {
        view = *std::move(frame);
    } else {
        // The database does not answer: the page stands without its menu.
        view.set("language", visit.words.language());
        view.set("page", message.heading);
        view.set("site", visit.site->title);
    }
    view.set("heading", message.heading);
    view.set("text", message.text);
    view.set_unless_empty("number", message.number);
    view.set("href", message.href);
    view.set("label", message.label.empty() ? visit.words.text("to-start") : message.label);
    return html_answer(message.status,
                       visit.core.pages().render(DeskPage::Message, visit.words.language(), view));
}

HttpResponse not_found(const Visit& visit) {
    return message_answer(visit, {.status = 404,
                                  .heading = visit.words.text("not-found"),
                                  .text = visit.words.text("not-found-text")});
}

HttpResponse error_answer(const Visit& visit, const Error& error) {
    const DeskWords& words = visit.words;
    if (error.code == ErrorCode::NotFound) return not_found(visit);
    if (error.code == ErrorCode::Conflict) {
        return message_answer(visit,
                              {.status = 409,
                               .heading = words.text("changed"),
                               .text = words.text("changed-text"),
                               .href = visit.story.has_value() ? story_href(*visit.story) : "/",
                               .label = words.text("look-again")});
    }
    constexpr std::size_t kNumberLength = 8;
    const std::string number = random_id(kNumberLength);
    visit.core.log(fmt::format("{} {} {}: {}", number, visit.request.method, visit.request.path,
                               describe(error)));
    const bool is_full = error.code == ErrorCode::Full;
    const bool is_busy = error.code == ErrorCode::Unreachable;
    return message_answer(visit, {.status = is_full || is_busy ? 503 : 500,
                                  .heading = words.text("trouble"),
                                  .text = words.text(is_full   ? "trouble-full"
                                                     : is_busy ? "trouble-busy"
                                                               : "trouble-text"),
                                  .number = number});
}

std::string story_href(const Story& story, std::string_view part) {
    return part.empty() ? "/stories/" + story.id : fmt::format("/stories/{}/{}", story.id, part);
}

}  // namespace gazette
