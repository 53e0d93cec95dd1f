#include "desk/desk_handler.h"

#include "base/text.h"
#include "desk/answers.h"
#include "desk/cookies.h"
#include "desk/picture_form.h"
#include "desk/stories.h"
#include "net/client_address.h"
#include "net/form_body.h"
#include "pages/builtin_files.h"
#include "release/content_type.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <utility>

namespace gazette {

namespace {

constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
// A preview is a page of the site's theme, which others may have written: no script, no form, no
// origin of its own (SECURITY: one origin for desk and stories).
constexpr std::string_view kPreviewPolicy =
    "sandbox; default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

void add_common_fields(HttpResponse& response, bool is_preview) {
    const auto add = [&](std::string_view name, std::string_view value) {
        response.headers.push_back({std::string(name), std::string(value)});
    };
    add("Cache-Control", "no-store");
    add("Content-Security-Policy", is_preview ? kPreviewPolicy : kPagePolicy);
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "same-origin");
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("Cross-Origin-Resource-Policy", "same-origin");
}

HttpResponse plain(int status, std::string_view text) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
    response.text = text;
    return response;
}

HttpResponse own_file(std::string_view path) {
    HttpResponse response;
    response.headers = {{"Content-Type", std::string(content_type_for(path))}};
    response.text = builtin_file(path);
    return response;
}

// The first language of ours that the reader asks for; else the newspaper's.
std::string_view language_of(const HttpRequest& request, const SiteConfig& site) {
    const std::string wanted = request.list_header("Accept-Language").value_or("");
    for (const std::string_view part : split(wanted, ',')) {
        const std::string language = ascii_lower(trim(part.substr(0, part.find(';'))));
        if (language.starts_with("zh")) return "zh-CN";
        if (language.starts_with("en")) return "en";
    }
    return site.language;
}

class FormUpload : public HttpUpload {
public:
    FormUpload(DeskHandler& handler, const HttpRequest& request)
        : handler_(handler), request_(request), reader_(limits()) {}

    void add(std::string_view piece) override {
        if (problem_.has_value()) return;
        Result<void> taken = reader_.add(piece);
        if (!taken.has_value()) problem_ = taken.error();
    }

    HttpResponse finish() override {
        Result<std::vector<HttpField>> form =
            problem_.has_value() ? Result<std::vector<HttpField>>(failure(*problem_))
                                 : reader_.finish();
        if (form.has_value()) return handler_.answer(request_, *std::move(form));
        const bool is_large = form.error().code == ErrorCode::TooLarge;
        HttpResponse refused =
            is_large ? plain(413, "That is too much at once.\n") : plain(400, "That is no form.\n");
        add_common_fields(refused, false);
        return refused;
    }

private:
    static FormLimits limits() {
        FormLimits limits;
        limits.most_bytes = DeskHandler::kMostFormBytes;
        return limits;
    }

    DeskHandler& handler_;
    HttpRequest request_;
    FormReader reader_;
    std::optional<Error> problem_;
};

std::string type_of_body(const HttpRequest& request) {
    const std::string type = ascii_lower(request.header("Content-Type").value_or(""));
    return std::string(trim(type.substr(0, type.find(';'))));
}

bool is_form(const HttpRequest& request) {
    return type_of_body(request) == "application/x-www-form-urlencoded";
}

bool is_multipart(const HttpRequest& request) {
    return type_of_body(request) == "multipart/form-data";
}

HttpResponse no_form() {
    HttpResponse refused = plain(415, "The desk takes forms.\n");
    add_common_fields(refused, false);
    return refused;
}

// People and programs ask for pictures and posts at the same addresses; programs show a token.
bool is_of_program(const HttpRequest& request) {
    if (!MicropubEndpoint::is_path(request.path)) return false;
    const bool is_shared = request.path.find('/', 1) != std::string::npos;
    return !is_shared || request.header("Authorization").has_value() || request.method == "OPTIONS";
}

Result<void> find_story_of(Visit& visit) {
    return visit.core.with_database([&](Database& database) -> Result<void> {
        visit.story = TRY(find_story(database, visit.id));
        if (!visit.story.has_value()) return {};
        const bool has_signed = TRY(has_signed_round(database, *visit.story, visit.account()));
        visit.standing = standing_of(visit.account(), *visit.story, has_signed);
        return {};
    });
}

// ---- which function answers which route

Result<HttpResponse> answer_style(const Visit& /*visit*/) {
    return own_file("desk/static/desk.css");
}

Result<HttpResponse> answer_script(const Visit& /*visit*/) {
    return own_file("desk/static/desk.js");
}

// Programs are answered by MicropubEndpoint, once it is there.
Result<HttpResponse> answer_too_early(const Visit& /*visit*/) {
    return plain(503, "The desk is about to start.\n");
}

Result<HttpResponse> answer_post_address(const Visit& visit) {
    return see_other(story_href(*visit.story));
}

struct Answer {
    Route route = Route::Home;
    Result<HttpResponse> (*function)(const Visit&) = nullptr;
};

// In the order of Route.
constexpr std::array kAnswers = {
    Answer{Route::LoginPage, answer_login_page},
    Answer{Route::Login, answer_login},
    Answer{Route::Style, answer_style},
    Answer{Route::Script, answer_script},
    Answer{Route::CodePage, answer_code_page},
    Answer{Route::Code, answer_code},
    Answer{Route::InvitationPage, answer_invitation_page},
    Answer{Route::AcceptInvitation, answer_accept_invitation},
    Answer{Route::Logout, answer_logout},
    Answer{Route::Home, answer_home},
    Answer{Route::AccountPage, answer_account_page},
    Answer{Route::ChangePassword, answer_change_password},
    Answer{Route::FactorPage, answer_factor_page},
    Answer{Route::OfferFactor, answer_offer_factor},
    Answer{Route::BeginFactor, answer_begin_factor},
    Answer{Route::EndFactor, answer_end_factor},
    Answer{Route::RecoveryCodes, answer_recovery_codes},
    Answer{Route::MyStories, answer_my_stories},
    Answer{Route::NewStory, answer_new_story},
    Answer{Route::StoryPage, answer_story_page},
    Answer{Route::EditorPage, answer_editor_page},
    Answer{Route::Save, answer_save},
    Answer{Route::AddPictures, answer_add_pictures},
    Answer{Route::Submit, answer_submit},
    Answer{Route::Discard, answer_discard},
    Answer{Route::Restore, answer_restore},
    Answer{Route::Preview, answer_preview},
    Answer{Route::Versions, answer_versions},
    Answer{Route::RestoreVersion, answer_restore_version},
    Answer{Route::Queue, answer_queue},
    Answer{Route::Records, answer_records},
    Answer{Route::RecordsTable, answer_records_table},
    Answer{Route::StoryRecords, answer_records},
    Answer{Route::StoryRecordsTable, answer_records_table},
    Answer{Route::ReviewPage, answer_review_page},
    Answer{Route::Sign, answer_sign},
    Answer{Route::SendBack, answer_send_back},
    Answer{Route::TakeUp, answer_take_up},
    Answer{Route::OrganisationPage, answer_organisation_page},
    Answer{Route::Approve, answer_approve},
    Answer{Route::OrganisationsPage, answer_organisations_page},
    Answer{Route::SetQuota, answer_set_quota},
    Answer{Route::PeoplePage, answer_people_page},
    Answer{Route::AddPerson, answer_add_person},
    Answer{Route::ResetPassword, answer_reset_password},
    Answer{Route::Dismiss, answer_dismiss},
    Answer{Route::Confirm, answer_confirm},
    Answer{Route::ResetFactor, answer_reset_factor},
    Answer{Route::Invite, answer_invite},
    Answer{Route::RevokeInvitation, answer_revoke_invitation},
    Answer{Route::AddToken, answer_add_token},
    Answer{Route::RevokeToken, answer_revoke_token},
    Answer{Route::Picture, answer_picture},
    Answer{Route::PostAddress, answer_post_address},
    Answer{Route::MicropubQuery, answer_too_early},
    Answer{Route::Micropub, answer_too_early},
    Answer{Route::MediaUpload, answer_too_early},
};

constexpr bool is_in_order() {
    std::size_t place = 0;
    for (const Answer& answer : kAnswers) {
        if (static_cast<std::size_t>(answer.route) != place++) return false;
    }
    return place == static_cast<std::size_t>(Route::MediaUpload) + 1;  // the last one
}

static_assert(is_in_order(), "each route has its answer");

Result<HttpResponse> answer_of(const Visit& visit) {
    return kAnswers.at(static_cast<std::size_t>(visit.route)).function(visit);
}

}  // namespace

HttpHandler::Outcome DeskHandler::begin(const HttpRequest& request) {
    MicropubEndpoint* const micropub = micropub_;
    if (micropub != nullptr && is_our_host(request) && is_of_program(request)) {
        return micropub->begin(request);
    }
    const bool has_form = request.method == "POST" && request.has_body;
    if (has_form && is_our_host(request) && is_form(request)) {
        return std::make_unique<FormUpload>(*this, request);
    }
    if (has_form && is_our_host(request)) return begin_pictures(request);
    return answer(request, {});
}

// Whoever may not bring any is refused before a byte of them is kept; the form's token is its first
// field (picture_form.h), and all is asked again when the form is complete.
HttpHandler::Outcome DeskHandler::begin_pictures(const HttpRequest& request) {
    const std::shared_ptr<const SiteConfig> site = core_.site();
    MediaStore* const media = media_;
    if (site == nullptr || media == nullptr || !is_multipart(request)) return no_form();
    Visit visit = visit_of(request, site);
    Result<std::optional<HttpResponse>> refused = admit(visit, FormToken::ComesLater);
    if (!refused.has_value()) refused = std::optional(error_answer(visit, refused.error()));
    if (refused->has_value()) {
        add_common_fields(**refused, false);
        return *std::move(*refused);
    }
    if (visit.route != Route::AddPictures) return no_form();
    const Account& account = visit.account();
    PictureForm::Parts parts{
        *media, {visit.story->organisation, account.id, "desk"}, visit.session->token};
    const auto answer_with = [this, request](std::vector<HttpField> form,
                                             std::vector<BroughtPicture> pictures) {
        return answer(request, std::move(form), std::move(pictures));
    };
    auto form = PictureForm::open(request.header("Content-Type").value_or(""), std::move(parts),
                                  answer_with);
    if (!form.has_value()) return no_form();
    return *std::move(form);
}

void DeskHandler::on_exception(std::string_view what) noexcept {
    try {
        core_.log(fmt::format("internal error, please report: {}", what));
    } catch (...) {  // NOLINT(bugprone-empty-catch): no memory to say so
    }
}

std::string DeskHandler::origin_of(const HttpRequest& request) const {
    if (!core_.url().empty()) return core_.url();
    return fmt::format("http://{}", request.header("Host").value_or(""));
}

// Whoever's name resolves to this machine must not be taken for it.
bool DeskHandler::is_our_host(const HttpRequest& request) const {
    const std::string host = ascii_lower(request.header("Host").value_or(""));
    for (const std::string_view own : {"localhost", "127.0.0.1", "[::1]"}) {
        if (host == fmt::format("{}:{}", own, port_)) return true;
        if (port_ == 80 && host == own) return true;
    }
    const std::string& url = core_.url();
    const std::size_t scheme = url.find("://");
    return scheme != std::string::npos && host == url.substr(scheme + 3);
}

bool DeskHandler::is_from_our_page(const HttpRequest& request) const {
    if (const auto origin = request.header("Origin")) return *origin == origin_of(request);
    // Browsers that send no Origin with a form of their own page say it this way.
    const auto site = request.header("Sec-Fetch-Site");
    return !site.has_value() || *site == "same-origin" || *site == "none";
}

HttpResponse DeskHandler::answer_asset(const HttpRequest& request,
                                       const std::optional<std::string>& bytes) {
    const bool is_readable = request.method == "GET" || request.method == "HEAD";
    HttpResponse response =
        bytes.has_value() && is_readable ? plain(200, *bytes) : plain(404, "Not found\n");
    if (response.status == 200)
        response.headers = {{"Content-Type", std::string(content_type_for(request.path))}};
    // The sandboxed preview has an origin of its own; the theme is everybody's.
    response.headers.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});
    response.headers.push_back({"Cache-Control", "max-age=3600"});
    response.headers.push_back({"X-Content-Type-Options", "nosniff"});
    response.headers.push_back({"Content-Security-Policy", std::string(kPreviewPolicy)});
    return response;
}

Visit DeskHandler::visit_of(const HttpRequest& request,
                            const std::shared_ptr<const SiteConfig>& site) {
    Visit visit{core_, request, DeskWords::in(language_of(request, *site))};
    visit.now = core_.now();
    // What a proxy says of its client counts only where there is one.
    visit.client = core_.url().empty() ? request.client : client_address(request);
    visit.site = site;
    return visit;
}

HttpResponse DeskHandler::answer(const HttpRequest& request, std::vector<HttpField> form,
                                 std::vector<BroughtPicture> pictures_brought) {
    HttpResponse response;
    const std::shared_ptr<const SiteConfig> site = core_.site();
    if (!is_our_host(request)) {
        response = plain(421, "This is not the host that you asked for.\n");
        add_common_fields(response, false);
        return response;
    }
    if (site == nullptr) {
        response = plain(503, "site.yml cannot be used; gazette check says why.\n");
        add_common_fields(response, false);
        return response;
    }
    const std::string assets = site->base_path + "/assets/";
    if (request.path.starts_with(assets)) {
        return answer_asset(request, core_.preview().asset(request.path.substr(assets.size())));
    }
    const std::string pictures = site->base_path + "/pictures/";
    if (request.path.starts_with(pictures)) {
        return answer_asset(request, core_.preview().picture(request.path.substr(pictures.size())));
    }
    Visit visit = visit_of(request, site);
    visit.form = std::move(form);
    visit.pictures = std::move(pictures_brought);
    Result<HttpResponse> made = answer_route(visit);
    response = made.has_value() ? *std::move(made) : error_answer(visit, made.error());
    add_common_fields(response, visit.route == Route::Preview && response.status == 200);
    return response;
}

Result<HttpResponse> DeskHandler::answer_route(Visit& visit) {
    std::optional<HttpResponse> refused = TRY(admit(visit, FormToken::IsThere));
    return refused.has_value() ? *std::move(refused) : answer_of(visit);
}

// Finds out who asks for what; the answer to those who may not.
Result<std::optional<HttpResponse>> DeskHandler::admit(Visit& visit, FormToken form_token) {
    const HttpRequest& request = visit.request;
    bool is_other_method = false;
    const std::optional<MatchedRoute> matched =
        match_route(request.method, request.path, is_other_method);
    if (matched.has_value()) {
        visit.route = matched->route;
        visit.id = matched->id;
    }
    if (const auto secret = session_cookie(request, core_.url())) {
        visit.session = TRY(core_.with_database(
            [&](Database& database) { return find_session(database, *secret, visit.now); }));
        if (visit.session.has_value() && visit.session->step == LoginStep::AwaitsCode) {
            visit.half_session.swap(visit.session);
        }
    }
    const bool is_post = request.method == "POST";
    if (is_post && !is_from_our_page(request)) {
        return message_answer(visit, {.status = 403,
                                      .heading = visit.words.text("forbidden"),
                                      .text = visit.words.text("forbidden-text")});
    }
    if (matched.has_value() && is_open(visit.route)) return std::nullopt;
    // Strangers learn of no address whether it is one.
    if (!visit.session.has_value()) return answer_login_first(visit);
    if (!matched.has_value()) {
        if (!is_other_method) return not_found(visit);
        HttpResponse refused = plain(405, "Method not allowed\n");
        refused.headers.push_back({"Allow", "GET, HEAD, POST"});
        return refused;
    }
    if (is_post && form_token == FormToken::IsThere &&
        !is_token(*visit.session, visit.field("token"))) {
        return message_answer(visit, {.status = 403,
                                      .heading = visit.words.text("forbidden"),
                                      .text = visit.words.text("forbidden-text")});
    }
    if (!is_before_factor(visit.route) && TRY(lacks_factor(visit))) {
        return see_other("/account/code");
    }
    if (names_story(visit.route)) {
        TRY(find_story_of(visit));
        if (!visit.story.has_value()) return not_found(visit);
    }
    if (!may_use(visit.route, visit.account().role, visit.standing)) {
        visit.story.reset();
        visit.standing = {};
        return not_found(visit);
    }
    return std::nullopt;
}

}  // namespace gazette
