#include "build/copied_files.h"

#include "base/percent.h"
#include "content/source_path.h"
#include "formats/markdown.h"
#include "formats/unicode.h"

#include <algorithm>

namespace gazette {
namespace {

constexpr std::uint64_t kMostCopiedBytes = std::uint64_t{2} << 30U;

// The sources that an article's body, media and links show.
std::vector<std::string> sources_of(const Newspaper& paper, const ArticleRow& row) {
    std::vector<std::string> sources;
    for (const FileRow& file : row.files) {
        if (!file.source.empty()) sources.emplace_back(file.source);
    }
    for (const LinkRow& link : row.links) {
        if (link.row != LinkRow::kElsewhere) continue;
        for (std::string& source : link_candidates(row.path, link.target)) {
            if (!paper.files.contains(source)) continue;
            sources.push_back(std::move(source));
            break;
        }
    }
    std::sort(sources.begin(), sources.end());
    sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
    return sources;
}

}  // namespace

CopiedFiles::CopiedFiles(Files& files, const SiteParts& site, const std::string& newsroom)
    : files_(files), loaded_(site.loaded), theme_(site.theme), newsroom_(newsroom) {
    const Newspaper& paper = site.loaded.paper;
    for (const std::uint32_t index : site.plan.visible) {
        const ArticleRow& row = paper.rows[index];
        for (const std::string& source : sources_of(paper, row)) {
            users_[source].emplace_back(row.id);
        }
    }
    for (const NewspaperGuide& guide : paper.guides) {
        for (const BodyImage& image : examine(guide.guide.body, 1).images) {
            const std::string target = percent_decode(image.target).value_or(image.target);
            for (const std::string& source : source_candidates(guide.path, target)) {
                if (paper.pictures.contains(source)) used_by_site_.insert(source);
            }
        }
    }
    for (std::size_t i = 0; i < theme_.files.size(); ++i) {
        Copy copy;
        copy.path = theme_.files[i].address.substr(1);
        copy.index = i;
        copies_.push_back(std::move(copy));
    }
    for (const SourceFile& file : site.sources.statics) {
        Copy copy;
        copy.path = nfc(file.path.substr(std::string_view("static/").size()));
        copy.from = Copy::From::Newsroom;
        copy.source = file.path;
        copies_.push_back(std::move(copy));
    }
    plan_pictures();
    plan_files();
    // Two copies of one path: the same rendition of one picture that lies in two places.
    std::stable_sort(copies_.begin(), copies_.end(),
                     [](const Copy& a, const Copy& b) { return a.path < b.path; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < copies_.size(); ++i) {
        if (kept > 0 && copies_[kept - 1].path == copies_[i].path) {
            // Then it belongs to no article alone.
            if (copies_[kept - 1].own != copies_[i].own) copies_[kept - 1].own.clear();
            continue;
        }
        if (kept != i) copies_[kept] = std::move(copies_[i]);
        ++kept;
    }
    copies_.resize(kept);
}

void CopiedFiles::own_by_articles(const std::string& source, Copy& copy) const {
    const auto users = users_.find(source);
    if (users == users_.end() || used_by_site_.contains(source)) return;
    if (users->second.size() == 1) copy.own = users->second.front();
}

void CopiedFiles::plan_pictures() {
    for (std::size_t i = 0; i < loaded_.pictures.size(); ++i) {
        const PictureFacts& facts = loaded_.pictures[i];
        const std::string& source = facts.picture.source;
        if (facts.status != PictureStatus::Ready) continue;
        if (!users_.contains(source) && !used_by_site_.contains(source)) continue;
        for (std::size_t k = 0; k < facts.renditions.size(); ++k) {
            Copy copy;
            copy.path = "pictures/" + facts.renditions[k].name;
            copy.from = Copy::From::Rendition;
            copy.index = i;
            copy.rendition = k;
            own_by_articles(source, copy);
            copies_.push_back(std::move(copy));
        }
    }
}

void CopiedFiles::plan_files() {
    for (const auto& [source, file] : loaded_.paper.files) {
        if (!users_.contains(source)) continue;
        Copy copy;
        copy.path = file.address.substr(1);
        copy.from = Copy::From::Newsroom;
        copy.source = source;
        own_by_articles(source, copy);
        copies_.push_back(std::move(copy));
    }
}

void CopiedFiles::add_paths(std::vector<std::string>& paths) const {
    for (const Copy& copy : copies_) paths.push_back(copy.path);
}

Result<std::string> CopiedFiles::bytes_of(const Copy& copy) const {
    switch (copy.from) {
        case Copy::From::Theme:
            return theme_.files[copy.index].bytes;
        case Copy::From::Newsroom:
            return files_.read(join_path(newsroom_, copy.source), kMostCopiedBytes);
        case Copy::From::Rendition:
            return loaded_.store->read(loaded_.pictures[copy.index], copy.rendition);
    }
    return failure(ErrorCode::System, "a copy comes from nowhere");
}

Result<void> CopiedFiles::write(Output& output, ManifestLines& lines,
                                const std::function<void(Written, std::size_t)>& count) const {
    for (const Copy& copy : copies_) {
        const std::string bytes = TRY(bytes_of(copy));
        EntryRef entry;
        entry.path = copy.path;
        entry.digest = sha256(bytes);
        entry.size_bytes = bytes.size();
        entry.type = content_type_for(copy.path);
        entry.cache = cache_rule_for(copy.path);
        entry.own = copy.own;
        count(TRY(output.write(copy.path, bytes, entry.digest)), bytes.size());
        TRY(lines.add(entry));
    }
    return {};
}

}  // namespace gazette
