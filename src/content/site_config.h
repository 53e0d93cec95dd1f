#pragma once
// site.yml: what a newsroom says of itself. Read once, then only looked at: const from any thread.
// Docs: docs/formats/site.md. Secrets do not belong here: a URL with a password is refused.
#include "base/diagnostic.h"
#include "base/time_zone.h"
#include "content/article.h"
#include "content/picture.h"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kMaxSiteBytes = std::size_t{512} << 10U;

struct Section {
    std::string name;
    std::string slug;  // the name itself where none is written
};

struct Channel {
    std::string id;
    std::string name;
    std::string description;
};

struct Organisation {
    std::string id;
    std::string name;
    std::string channel;
    std::string description;
};

// A 专栏 or 专题, across sections.
struct Column {
    std::string id;
    std::string name;
    std::string description;
    std::string editors_note;
    std::optional<CivilDate> from;
    std::optional<CivilDate> to;
};

// A role in bylines. `name` is how it is printed, `aliases` how it may be written.
struct Role {
    std::string name;
    std::vector<std::string> aliases;
};

enum class MastheadKind { Newspaper, Internal, Online };

struct Masthead {
    MastheadKind kind = MastheadKind::Online;
    std::string cn;      // 国内统一连续出版物号
    std::string permit;  // 准印证号
    std::string sponsor;
    std::string publisher;
    std::string address;
    std::string phone;
    std::string email;
    std::string printer;
    std::string total_issue;
};

struct Licence {
    std::string name;
    std::string number;
    std::string url;
};

struct ReportContact {
    std::string phone;
    std::string email;
    std::string url;
    std::string text;
};

// Where `gazette publish NAME` sends releases. The token is not here (environment, file).
struct PublishTarget {
    std::string name;
    std::string type;                              // endpoint | s3
    std::string url;                               // of an endpoint
    std::string endpoint, bucket, region, prefix;  // of an object store
    std::string token_file;
};

// A program elsewhere that is told of each publish. The secret is not here.
struct Webhook {
    std::string url;
    std::string secret_file;  // signs what is sent; empty: unsigned
};

// Who is told after a publish.
struct NoticeSettings {
    std::vector<std::string> websub;  // addresses of hubs
    std::vector<Webhook> webhooks;
};

// 三审: which stages a story must pass. What counts is pinned outside of the newsroom
// (review/trust.h); that both say the same is checked when it is built.
struct ReviewSettings {
    std::vector<std::string> stages;  // in order; empty: none
    // Which sign again after an edit outside of a step; empty: as the desk decides.
    std::vector<std::string> resign;
    Position position;  // of `stages`, or {1, 1}
};

// What the newsroom asks of its desk (gazette desk).
struct DeskSettings {
    // Reviewers, editors and administrators log in with a second factor as well.
    bool second_factor_required = false;
};

// What a newsroom makes of one diagnostic: `byline-missing: warning`, `raw-html: off`.
struct CheckSetting {
    bool off = false;
    std::optional<Severity> severity;
};

struct SiteConfig {
    std::string id;  // random, written by `gazette init`; may be empty
    std::string title;
    std::string subtitle;
    std::string description;
    std::string origin;     // https://news.example.org, without a slash at its end
    std::string base_path;  // "" or "/news", without a slash at its end
    std::string language = "zh-CN";
    TimeZone time_zone = TimeZone::utc();
    std::vector<Section> sections;
    std::vector<Channel> channels;
    std::vector<Organisation> organisations;
    std::vector<Column> columns;
    std::vector<Role> roles;  // those of site.yml, then the usual ones
    // Every word for a role, and how it is printed: made of `roles` by index_roles.
    std::map<std::string, std::string, std::less<>> role_words;
    std::vector<std::string> own_names;
    // Names of sources, sorted (source_list.h); nothing: any may be named.
    std::optional<std::vector<std::string>> source_list;
    Masthead masthead;
    std::vector<Licence> licences;
    ReportContact report;
    bool credits_shown = false;
    std::vector<PublishTarget> publish;
    NoticeSettings notices;
    ReviewSettings review;
    DeskSettings desk;
    std::map<std::string, CheckSetting, std::less<>> checks;  // by code; see check_settings.h
    std::size_t feed_items = 30;
    PictureRecipe pictures;

    // Null when there is none of that name or id.
    [[nodiscard]] const Section* section(std::string_view name) const;
    [[nodiscard]] const Channel* channel(std::string_view wanted_id) const;
    [[nodiscard]] const Organisation* organisation(std::string_view wanted_id) const;
    [[nodiscard]] const Column* column(std::string_view wanted_id) const;
    [[nodiscard]] bool is_own_name(std::string_view name) const;
    // The role's printed name for a name or alias; empty when it is none.
    [[nodiscard]] std::string_view role(std::string_view word) const;
    void index_roles();
};

// The roles every newsroom knows without writing them down.
const std::vector<Role>& usual_roles();

// Nothing when there is an error; all errors are reported.
std::optional<SiteConfig> read_site_config(std::string_view bytes, Diagnostics& diagnostics,
                                           const std::string& path = "site.yml");

}  // namespace gazette
