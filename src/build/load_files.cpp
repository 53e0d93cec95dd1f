#include "build/load_files.h"

#include "base/percent.h"
#include "build/row_digests.h"
#include "content/diagnostic_codes.h"
#include "content/front_matter.h"
#include "content/published_files.h"
#include "content/source_path.h"
#include "formats/markdown.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {
namespace {

constexpr std::uint64_t kMostMediaBytes = std::uint64_t{2} << 30U;

constexpr std::size_t kRowsPerRun = 256;

bool is_picture(FileUse use) { return use == FileUse::Cover || use == FileUse::Picture; }

const DiagnosticCode& missing_code(FileUse use) {
    switch (use) {
        case FileUse::Cover:
        case FileUse::Picture:
            return codes::kPictureMissing;
        case FileUse::Media:
            return codes::kMediaMissing;
        case FileUse::Attachment:
            return codes::kAttachmentMissing;
    }
    return codes::kPictureMissing;
}

// Where each file that is needed was named first, for what is found wrong with it later.
struct Named {
    std::string article;
    Position position;
    bool is_generated = false;  // says one article at least
    // Where articles show it and do not say so.
    std::vector<std::pair<std::string_view, Position>> unsaid = {};
};

class FileLoader {
public:
    FileLoader(const NewsroomFiles& from, const LoadOptions& options, const TaskPool& pool,
               Loaded& loaded, Diagnostics& diagnostics)
        : files_(from.files),
          options_(options),
          known_(from.known),
          loaded_(loaded),
          pool_(pool),
          diagnostics_(diagnostics) {}

    Result<void> run() {
        find_all();
        TRY(load_pictures());
        TRY(load_others());
        finish_rows();
        return {};
    }

private:
    void find_all() {
        for (ArticleRow& row : loaded_.paper.rows) {
            for (FileRow& file : row.files) find(row, file);
            for (const LinkRow& link : row.links) find_linked(row, link);
        }
        for (NewspaperGuide& guide : loaded_.paper.guides) find_of_guide(guide);
    }

    void find(ArticleRow& row, FileRow& file) {
        for (const std::string& source : source_candidates(row.path, file.target)) {
            const auto known = known_.find(source);
            if (known == known_.end()) continue;
            file.source = loaded_.paper.pools.front().keep(*known);
            auto& list = is_picture(file.use) ? pictures_ : others_;
            Named& named =
                list.try_emplace(*known, Named{std::string(row.path), file.position}).first->second;
            named.is_generated = named.is_generated || file.is_generated;
            if (!file.is_generated && is_picture(file.use)) {
                named.unsaid.emplace_back(row.path, file.position);
            }
            if (file.use == FileUse::Cover) row.rare->cover.source = file.source;
            return;
        }
        diagnostics_.add(missing_code(file.use), std::string(row.path), file.position,
                         {std::string(file.target)});
    }

    // A link to a file of the newsroom publishes it.
    void find_linked(const ArticleRow& row, const LinkRow& link) {
        if (link.row != LinkRow::kElsewhere) return;
        for (const std::string& source : link_candidates(row.path, link.target)) {
            if (known_.contains(source) && !source.starts_with("static/")) {
                others_.try_emplace(source, Named{std::string(row.path), link.position});
                return;
            }
        }
    }

    void find_of_guide(NewspaperGuide& guide) {
        const BodyFacts facts = examine(guide.guide.body, guide.guide.body_line);
        for (const BodyImage& image : facts.images) {
            if (!find_picture_of_guide(guide, image)) {
                diagnostics_.add(codes::kPictureMissing, guide.path, image.position,
                                 {percent_decode(image.target).value_or(image.target)});
            }
        }
        const Newspaper& paper = loaded_.paper;
        for (const BodyLink& link : facts.links) {
            for (const std::string& source : link_candidates(guide.path, link.target)) {
                const std::uint32_t* const row = paper.by_path.find(source);
                if (row != nullptr) guide.linked.push_back(*row);
                shown_by_guides_[guide.path].push_back(source);
            }
        }
    }

    bool find_picture_of_guide(const NewspaperGuide& guide, const BodyImage& image) {
        const std::string target = percent_decode(image.target).value_or(image.target);
        for (const std::string& source : source_candidates(guide.path, target)) {
            if (!known_.contains(source)) continue;
            pictures_.try_emplace(source, Named{guide.path, image.position});
            shown_by_guides_[guide.path].push_back(source);
            return true;
        }
        return false;
    }

    Result<void> load_pictures() {
        if (!options_.make_pictures || pictures_.empty()) return {};
        PictureStoreOptions store;
        store.newsroom = options_.newsroom;
        store.cache_folder = join_path(memory_of(options_), ".gazette/pictures");
        store.helper = TRY(find_media_helper(files_));
        store.recipe = loaded_.paper.site.pictures;
        loaded_.store =
            std::make_unique<PictureStore>(TRY(PictureStore::open(files_, std::move(store))));
        std::vector<std::string> sources;
        for (const auto& [source, named] : pictures_) sources.push_back(source);
        loaded_.pictures = TRY(loaded_.store->prepare(sources));
        for (std::size_t i = 0; i < sources.size(); ++i) {
            const PictureFacts& facts = loaded_.pictures[i];
            if (facts.status == PictureStatus::Ready) {
                Picture& picture =
                    loaded_.paper.pictures.emplace(sources[i], facts.picture).first->second;
                const Named& named = pictures_.at(sources[i]);
                if (named.is_generated || facts.says_generated) picture.mark += kGeneratedMark;
                if (facts.says_generated) report_unsaid(sources[i], named);
            } else {
                const Named& named = pictures_.at(sources[i]);
                diagnostics_.add(codes::kPictureUnreadable, named.article, named.position,
                                 {sources[i], facts.detail});
            }
        }
        return {};
    }

    void report_unsaid(const std::string& source, const Named& named) {
        for (const auto& [article, position] : named.unsaid) {
            diagnostics_.add(codes::kPictureGenerated, std::string(article), position, {source});
        }
    }

    // Addressed by their bytes, so that a changed file is a new address and caches may keep the
    // old.
    Result<void> load_others() {
        for (const auto& [source, named] : others_) {
            if (!may_be_published(source)) {
                diagnostics_.add(codes::kAttachmentType, named.article, named.position,
                                 {source, kinds_to_publish()});
                continue;
            }
            Result<std::string> bytes =
                files_.read(join_path(options_.newsroom, source), kMostMediaBytes);
            if (!bytes) {
                diagnostics_.add(codes::kFileUnreadable, named.article, named.position,
                                 {describe(bytes.error())});
                continue;
            }
            NewspaperFile file;
            file.source = source;
            file.digest = sha256(bytes.value());
            file.size_bytes = bytes.value().size();
            file.address = fmt::format("/files/{}/{}", to_hex(file.digest).substr(0, 16),
                                       address_word(file_name(source)));
            loaded_.paper.files.emplace(source, std::move(file));
        }
        return {};
    }

    [[nodiscard]] Fingerprint picture_digest(std::string_view source) const {
        const auto found = loaded_.paper.pictures.find(std::string(source));
        if (found == loaded_.paper.pictures.end()) return {};
        const Picture& picture = found->second;
        FingerprintBuilder key;
        key.add(to_hex(picture.digest)).add(picture.mark);
        for (const int width : picture.widths) key.add(std::int64_t{width});
        return key.finish();
    }

    // What a source that is no article is in pages: its renditions or its address.
    void add_shown(FingerprintBuilder& digest, const std::string& source) const {
        digest.add(source).add(picture_digest(source));
        const auto file = loaded_.paper.files.find(source);
        if (file != loaded_.paper.files.end()) digest.add(file->second.address);
        const auto guide = guides_.find(source);
        if (guide != guides_.end()) digest.add(guide->second);
    }

    void finish_rows() {
        for (const NewspaperGuide& guide : loaded_.paper.guides) {
            guides_.emplace(guide.path, guide.address);
        }
        std::vector<ArticleRow>& rows = loaded_.paper.rows;
        const RowDigester digests(loaded_.paper);
        pool_.parallel_for(rows.size(), kRowsPerRun, [&](std::size_t index, std::size_t) {
            ArticleRow& row = rows[index];
            FingerprintBuilder digest;
            for (const FileRow& file : row.files) add_shown(digest, std::string(file.source));
            for (const LinkRow& link : row.links) add_linked(digest, row, link);
            if (row.rare != nullptr) {
                row.rare->cover.digest = picture_digest(row.rare->cover.source);
            }
            digests.finish(digest.finish(), row);
        });
        FingerprintBuilder digest;
        for (NewspaperGuide& guide : loaded_.paper.guides) {
            digest.clear();
            digest.add(guide.digest);
            for (const std::string& source : shown_by_guides_[guide.path]) {
                add_shown(digest, source);
            }
            guide.digest = digest.finish();
        }
    }

    // Links to articles are in a page's key by themselves: they depend on who is visible.
    void add_linked(FingerprintBuilder& digest, const ArticleRow& row, const LinkRow& link) const {
        if (link.row != LinkRow::kElsewhere) return;
        for (const std::string& source : link_candidates(row.path, link.target)) {
            add_shown(digest, source);
        }
    }

    Files& files_;
    const LoadOptions& options_;
    const std::unordered_set<std::string>& known_;
    Loaded& loaded_;
    const TaskPool& pool_;
    Diagnostics& diagnostics_;
    std::map<std::string, Named> pictures_;  // by source
    std::map<std::string, Named> others_;
    std::map<std::string, std::vector<std::string>> shown_by_guides_;  // by the guide's path
    std::map<std::string, std::string> guides_;                        // address by path
};

}  // namespace

Result<void> load_files(const NewsroomFiles& from, const LoadOptions& options, const TaskPool& pool,
                        Loaded& loaded, Diagnostics& diagnostics) {
    return FileLoader(from, options, pool, loaded, diagnostics).run();
}

}  // namespace gazette
