#include "build/copied_files.h"

#include "base/percent.h"
#include "build/file_identity.h"
#include "content/source_path.h"
#include "formats/markdown.h"
#include "formats/unicode.h"
#include "media/generated_mark.h"

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

CopiedFiles::CopiedFiles(Files& files, const SiteParts& site, const std::string& newsroom,
                         std::int64_t scanned_at_ns)
    : files_(files),
      loaded_(site.loaded),
      theme_(site.theme),
      newsroom_(newsroom),
      scanned_at_ns_(scanned_at_ns) {
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
        copy.key = fingerprint(theme_.files[i].bytes);
        copies_.push_back(std::move(copy));
    }
    for (const SourceFile& file : site.sources.statics) {
        Copy copy;
        copy.path = nfc(file.path.substr(std::string_view("static/").size()));
        copy.from = Copy::From::Newsroom;
        copy.source = file.path;
        copy.key = identity_key(file);
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
        const Picture& shown = loaded_.paper.pictures.at(source);
        const bool is_generated = shown.mark != facts.picture.mark;
        for (std::size_t k = 0; k < facts.renditions.size(); ++k) {
            const Rendition& rendition = facts.renditions[k];
            Copy copy;
            copy.path = "pictures/" + rendition_name(shown, rendition.width, rendition.format);
            copy.from = Copy::From::Rendition;
            copy.index = i;
            copy.rendition = k;
            if (is_generated) copy.xmp = xmp_of(facts.picture);
            copy.key = fingerprint(to_hex(rendition.digest) + copy.xmp);
            own_by_articles(source, copy);
            copies_.push_back(std::move(copy));
        }
    }
}

std::string CopiedFiles::xmp_of(const Picture& picture) const {
    const std::string id = to_hex(picture.digest);
    return generated_mark_xmp({loaded_.paper.site.title, id});
}

Result<std::string> CopiedFiles::rendition(const Copy& copy) const {
    PictureFacts& facts = loaded_.pictures[copy.index];
    std::string bytes = TRY(loaded_.store->read(facts, copy.rendition));
    if (copy.xmp.empty()) return bytes;
    std::optional<std::string> marked =
        with_xmp(bytes, facts.renditions[copy.rendition].format, copy.xmp);
    if (marked) return std::move(*marked);
    return failure(ErrorCode::Damaged,
                   "the mark of a machine's picture does not fit into " + copy.path);
}

void CopiedFiles::plan_files() {
    for (const auto& [source, file] : loaded_.paper.files) {
        if (!users_.contains(source)) continue;
        Copy copy;
        copy.path = file.address.substr(1);
        copy.from = Copy::From::Newsroom;
        copy.source = source;
        copy.key = fingerprint(to_hex(file.digest));
        own_by_articles(source, copy);
        copies_.push_back(std::move(copy));
    }
}

// A file of which only name and times are known.
std::optional<Fingerprint> CopiedFiles::identity_key(const SourceFile& file) const {
    if (!has_sure_time(file.info, scanned_at_ns_)) return std::nullopt;
    RecordWriter identity;
    write_identity(file.info, identity);
    return FingerprintBuilder().add(file.path).add(identity.bytes()).finish();
}

std::optional<Fingerprint> CopiedFiles::key(std::size_t index) const {
    const Copy& copy = copies_[index];
    if (!copy.key) return std::nullopt;
    return FingerprintBuilder()
        .add(static_cast<std::int64_t>(copy.from))
        .add(*copy.key)
        .add(copy.own)
        .finish();
}

Result<std::string> CopiedFiles::bytes(std::size_t index) const {
    const Copy& copy = copies_[index];
    switch (copy.from) {
        case Copy::From::Theme:
            return theme_.files[copy.index].bytes;
        case Copy::From::Newsroom:
            return files_.read(join_path(newsroom_, copy.source), kMostCopiedBytes);
        case Copy::From::Rendition:
            return rendition(copy);
    }
    return failure(ErrorCode::System, "a copy comes from nowhere");
}

}  // namespace gazette
