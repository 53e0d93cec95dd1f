#include "desk/story_preview.h"

#include "build/build.h"
#include "content/urls.h"
#include "desk/story_file.h"
#include "desk/story_pictures.h"
#include "formats/markdown.h"
#include "media/picture_limits.h"

#include <utility>
#include <vector>

namespace gazette {

namespace {

constexpr std::string_view kOwnFolder = ".gazette";
constexpr std::uint64_t kMostPageBytes = std::uint64_t{16} << 20U;
constexpr std::uint64_t kMostSettingBytes = std::uint64_t{4} << 20U;
// What a page needs of a newsroom besides its stories.
constexpr std::array<std::string_view, 2> kFolders = {"templates", "style"};

// One level of folders below is enough for templates/pages and templates/partials.
Result<void> copy_folder(Files& files, const std::string& from, const std::string& to) {
    std::vector<std::pair<std::string, std::string>> open = {{from, to}};
    while (!open.empty()) {
        const auto folders = open.back();
        open.pop_back();
        const auto entries = files.list(folders.first);
        if (!entries.has_value() && entries.error().code == ErrorCode::NotFound) continue;
        if (!entries.has_value()) return failure(entries.error());
        TRY(files.make_directories(folders.second));
        for (const DirectoryEntry& entry : *entries) {
            const std::string source = join_path(folders.first, entry.name);
            const std::string target = join_path(folders.second, entry.name);
            if (entry.kind == FileKind::Directory) open.emplace_back(source, target);
            if (entry.kind != FileKind::File) continue;
            TRY(files.replace(target, TRY(files.read(source, kMostSettingBytes))));
        }
    }
    return {};
}

// A byline that is half typed must not take the whole page away.
void leave_out_what_is_wrong(const Story& story, StoryVersion& version, const SiteConfig& site) {
    for (const StoryFinding& finding : findings_of(story, version, site)) {
        if (finding.diagnostic.severity != Severity::Error || finding.field == "body") continue;
        for (const StoryField& field : kStoryFields) {
            if (field.name == finding.field) (version.fields.*field.text).clear();
        }
    }
    if (version.fields.title.empty()) version.fields.title = "…";
}

}  // namespace

StoryPreview::StoryPreview(Files& files, std::string source, const std::string& folder,
                           std::string media)
    : files_(files),
      source_(std::move(source)),
      newsroom_(join_path(folder, "newsroom")),
      output_(join_path(folder, "public")),
      media_(std::move(media)) {}

Result<std::unique_ptr<StoryPreview>> StoryPreview::open(Files& files, std::string source,
                                                         const std::string& folder,
                                                         std::string media) {
    if (files.info(folder).has_value()) TRY(remove_tree(files, folder));
    TRY(files.make_directories(folder));
    return std::unique_ptr<StoryPreview>(
        new StoryPreview(files, std::move(source), folder, std::move(media)));
}

// All but the renditions of pictures, which are dear to make.
Result<void> StoryPreview::empty_newsroom() {
    TRY(files_.make_directories(newsroom_));
    const std::string own = join_path(newsroom_, kOwnFolder);
    for (const std::string& folder : {newsroom_, own}) {
        const auto entries = files_.list(folder);
        if (!entries.has_value() && entries.error().code == ErrorCode::NotFound) continue;
        if (!entries.has_value()) return failure(entries.error());
        for (const DirectoryEntry& entry : *entries) {
            if (entry.name == kOwnFolder || (folder == own && entry.name == "pictures")) continue;
            const std::string path = join_path(folder, entry.name);
            TRY(entry.kind == FileKind::Directory ? remove_tree(files_, path)
                                                  : files_.remove(path));
        }
    }
    return {};
}

// The uploaded pictures that the text names.
Result<void> StoryPreview::copy_pictures(std::string_view body, std::string_view article) {
    for (const BodyImage& image : examine(body, 1).images) {
        const bool is_beside = image.target.find('/') == std::string::npos;
        const std::optional<std::string> media =
            is_beside ? media_of_file(image.target) : std::nullopt;
        if (!media.has_value() || media_.empty()) continue;
        const Result<std::string> bytes = files_.read(join_path(media_, *media), kMaxPictureBytes);
        if (!bytes.has_value()) continue;  // then the page says that it is missing
        const std::string folder = join_path(newsroom_, parent_path(article));
        TRY(files_.replace(join_path(folder, image.target), *bytes));
    }
    return {};
}

Result<void> StoryPreview::copy_settings() {
    // Whole, each time: settings are few, and a theme that is being worked on is seen at once.
    TRY(empty_newsroom());
    TRY(files_.replace(join_path(newsroom_, "site.yml"),
                       TRY(files_.read(join_path(source_, "site.yml"), kMaxSiteBytes))));
    for (const std::string_view folder : kFolders) {
        TRY(copy_folder(files_, join_path(source_, folder), join_path(newsroom_, folder)));
    }
    return {};
}

Result<std::string> StoryPreview::page(const Story& story, const StoryVersion& version,
                                       const SiteConfig& site, Instant now) {
    Story shown = story;
    StoryVersion dated = version;
    if (dated.date.seconds == 0) dated.date = now;
    if (shown.slug.empty()) shown.slug = "preview";
    leave_out_what_is_wrong(shown, dated, site);
    const std::string path = story_path(site, dated.date, shown.slug);

    const std::scoped_lock lock(mutex_);
    TRY(copy_settings());
    TRY(files_.make_directories(join_path(newsroom_, parent_path(path))));
    TRY(files_.replace(join_path(newsroom_, path), print_story_file(shown, dated, site)));
    TRY(copy_pictures(dated.fields.body, path));
    BuildOptions options;
    options.source = newsroom_;
    options.out = output_;
    options.now = std::max(now, dated.date);
    options.drafts = true;
    options.keep_going = true;
    options.jobs = 1;
    Diagnostics diagnostics;
    (void)TRY(build(options, files_, diagnostics));
    const std::string address =
        article_address(site.time_zone.local(dated.date).time.date, shown.slug);
    Result<std::string> html = files_.read(join_path(output_, file_of(address)), kMostPageBytes);
    if (!html.has_value() && html.error().code == ErrorCode::NotFound) {
        return failure(ErrorCode::Invalid, "no page can be made of this story yet");
    }
    return html;
}

std::optional<std::string> StoryPreview::picture(std::string_view name) {
    const bool is_picture = name.ends_with(".webp") || name.ends_with(".jpg");
    if (!is_picture || name.front() == '.' || name.find('/') != std::string_view::npos) {
        return std::nullopt;
    }
    const std::string folder = join_path(join_path(newsroom_, kOwnFolder), "pictures");
    Result<std::string> bytes = files_.read(join_path(folder, name), kMaxPictureBytes);
    if (!bytes.has_value()) return std::nullopt;
    return *std::move(bytes);
}

std::optional<std::string> StoryPreview::asset(std::string_view name) {
    if (name.empty() || name.front() == '.' || name.find('/') != std::string_view::npos) {
        return std::nullopt;
    }
    const std::scoped_lock lock(mutex_);
    Result<std::string> bytes =
        files_.read(join_path(join_path(output_, "assets"), name), kMostPageBytes);
    if (!bytes.has_value()) return std::nullopt;
    return *std::move(bytes);
}

}  // namespace gazette
