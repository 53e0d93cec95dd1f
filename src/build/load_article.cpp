#include "build/load_article.h"

#include "base/percent.h"
#include "base/text.h"
#include "build/packed_article.h"
#include "build/row_digests.h"
#include "content/diagnostic_codes.h"
#include "content/front_matter.h"
#include "content/opening.h"
#include "content/settings_digests.h"
#include "content/source_path.h"
#include "content/urls.h"
#include "formats/markdown.h"
#include "formats/unicode.h"
#include "pages/body_html.h"
#include "pages/source_text.h"
#include "review/canonical_form.h"

#include <algorithm>

namespace gazette {
namespace {

class RowMaker {
public:
    RowMaker(const Article& article, const BodyFacts& facts, const SiteConfig& site,
             RowWorkshop& workshop)
        : article_(article),
          facts_(facts),
          site_(site),
          pool_(workshop.pool),
          words_(workshop.words) {}

    ArticleRow make() {
        identity();
        headline();
        rare_texts();
        texts();
        times();
        places();
        references();
        return row_;
    }

private:
    void identity() {
        row_.path = pool_.keep(article_.path);
        row_.id = pool_.keep(article_.id);
        row_.day = site_.time_zone.local(article_.date).time.date;
        row_.address = pool_.keep(article_address(row_.day, article_.slug));
        switch (article_.status) {
            case Status::Published:
                row_.visibility = Visibility::Public;
                break;
            case Status::Draft:
                row_.visibility = Visibility::Draft;
                break;
            case Status::Withdrawn:
                row_.visibility = Visibility::Withdrawn;
                break;
        }
    }

    void headline() {
        row_.title = pool_.keep(article_.title);
        const std::string& shown =
            article_.titles.list.empty() ? article_.title : article_.titles.list;
        row_.title_html = pool_.keep(words_.headline_html(shown));
    }

    void rare_texts() {
        const bool has_any = !article_.titles.list.empty() || !article_.kicker.empty() ||
                             !article_.subtitle.empty() || !article_.deck.empty() ||
                             article_.series.has_value() || article_.cover.has_value();
        if (!has_any) return;
        RareRow rare;
        rare.list_title = pool_.keep(article_.titles.list);
        rare.kicker = pool_.keep(article_.kicker);
        rare.subtitle = pool_.keep(article_.subtitle);
        rare.deck = pool_.keep(article_.deck);
        if (article_.series) {
            rare.series = pool_.keep(article_.series->name);
            rare.part = pool_.keep(article_.series->part);
        }
        if (article_.cover) {
            rare.cover.alt = pool_.keep(article_.cover->alt);
            rare.cover.caption = pool_.keep(article_.cover->caption);
            rare.cover.credit = pool_.keep(article_.cover->credit);
            rare.cover.origin = pool_.keep(article_.cover->origin);
        }
        row_.rare = pool_.keep_one(rare);
    }

    void texts() {
        row_.summary = pool_.keep(article_.summary.empty() ? summary_of(facts_) : article_.summary);
        row_.byline = pool_.keep(byline_line(article_));
        row_.genre = pool_.keep(article_.genre);
        row_.corrected = !article_.corrections.empty();
        row_.reprint = article_.source.has_value();
        row_.has_video =
            std::any_of(article_.media.begin(), article_.media.end(),
                        [](const MediaItem& item) { return item.type == MediaType::Video; });
    }

    void times() {
        row_.date = article_.date;
        row_.visible_from = article_.date;
        if (article_.not_before) {
            row_.visible_from = std::max(row_.visible_from, article_.not_before->instant);
        }
        if (article_.updated) row_.updated = article_.updated->instant;
        if (article_.expires) row_.expires = article_.expires->instant;
    }

    template <typename List, typename Match>
    static std::int16_t index_of(const List& list, Match match) {
        const auto found = std::find_if(list.begin(), list.end(), match);
        return found == list.end() ? ArticleRow::kNone
                                   : static_cast<std::int16_t>(found - list.begin());
    }

    void places() {
        row_.section = index_of(site_.sections, [&](const Section& section) {
            return section.name == article_.section;
        });
        const auto by_id = [](const std::string& id) {
            return [&id](const auto& entry) { return entry.id == id; };
        };
        row_.channel = index_of(site_.channels, by_id(article_.channel));
        row_.organisation = index_of(site_.organisations, by_id(article_.organisation));
        row_.column = index_of(site_.columns, by_id(article_.column));
        row_.column_order = static_cast<std::int16_t>(article_.column_order.value_or(0));
        row_.tags = keep_texts(article_.tags);
        row_.aliases = keep_texts(article_.aliases);
    }

    void references() {
        std::vector<LinkRow> links;
        for (const BodyLink& link : facts_.links) {
            links.push_back({pool_.keep(link.target), article_.position_in_file(link.position)});
        }
        row_.links = pool_.keep(links);
        std::vector<std::string_view> anchors;
        for (const BodyHeading& heading : facts_.headings)
            anchors.push_back(pool_.keep(heading.anchor));
        row_.anchors = pool_.keep(anchors);
        collect_files();
    }

    void need(std::vector<FileRow>& files, FileUse use, std::string_view target, Position position,
              std::string_view origin = {}) {
        if (target.empty()) return;
        files.push_back({pool_.keep(target), {}, position, use, origin == kGeneratedOrigin});
    }

    // What the front matter says of a picture in the text.
    [[nodiscard]] std::string_view origin_of(std::string_view target) const {
        const auto found = std::ranges::find(article_.pictures, target, &PictureReference::src);
        return found == article_.pictures.end() ? std::string_view() : found->origin;
    }

    void collect_files() {
        std::vector<FileRow> files;
        if (article_.cover) {
            need(files, FileUse::Cover, article_.cover->src, article_.cover->position,
                 article_.cover->origin);
        }
        for (const MediaItem& item : article_.media) {
            need(files, FileUse::Media, item.src, item.position);
            need(files, FileUse::Picture, item.poster, item.position, item.origin);
            for (const PictureReference& picture : item.items) {
                need(files, FileUse::Picture, picture.src, picture.position, picture.origin);
            }
        }
        for (const Attachment& attachment : article_.attachments) {
            need(files, FileUse::Attachment, attachment.src, attachment.position);
        }
        for (const BodyImage& image : facts_.images) {
            if (is_medium(image.target)) continue;
            const auto decoded = percent_decode(image.target);
            need(files, FileUse::Picture, decoded ? *decoded : image.target,
                 article_.position_in_file(image.position), origin_of(image.target));
        }
        row_.files = pool_.keep(files);
    }

    [[nodiscard]] bool is_medium(std::string_view target) const {
        return std::any_of(article_.media.begin(), article_.media.end(),
                           [&](const MediaItem& item) { return item.name == target; });
    }

    std::span<std::string_view> keep_texts(const std::vector<std::string>& texts) {
        std::vector<std::string_view> kept;
        kept.reserve(texts.size());
        for (const std::string& text : texts) kept.push_back(pool_.keep(text));
        return pool_.keep(kept);
    }

    const Article& article_;
    const BodyFacts& facts_;
    const SiteConfig& site_;
    StringPool& pool_;
    WordBreaker& words_;
    ArticleRow row_;
};

void report_body(const Article& article, const BodyFacts& facts, Diagnostics& diagnostics) {
    const auto add = [&](const DiagnosticCode& code, Position in_file,
                         std::vector<std::string> arguments = {}) {
        diagnostics.add(code, article.path, in_file, std::move(arguments));
    };
    for (const BodyLink& link : facts.refused_links) {
        add(codes::kLinkUnsafe, article.position_in_file(link.position), {link.target});
    }
    for (const Position& position : facts.raw_html) {
        add(codes::kRawHtml, article.position_in_file(position));
    }
    for (const BodyTable& table : facts.tables) {
        for (const Position& position : table.ragged_rows) {
            add(codes::kTableMalformed, article.position_in_file(position),
                {std::to_string(table.columns)});
        }
    }
    for (const BodyImage& image : facts.images) {
        const bool remote = image.target.find("://") != std::string::npos;
        const bool is_medium =
            std::any_of(article.media.begin(), article.media.end(),
                        [&](const MediaItem& item) { return item.name == image.target; });
        const bool described = std::any_of(
            article.pictures.begin(), article.pictures.end(), [&](const PictureReference& picture) {
                return picture.src == image.target && !picture.alt.empty();
            });
        const Position position = article.position_in_file(image.position);
        if (remote) {
            add(codes::kPictureRemote, position, {image.target});
        } else if (image.alt.empty() && !is_medium && !described) {
            if (image.target.find('.') == std::string::npos) {
                add(codes::kMediaUnknown, position, {image.target});
            } else {
                add(codes::kPictureAltMissing, position, {image.target});
            }
        }
    }
}

struct ReadArticle {
    const Article& article;
    const ParsedBody& body;
    const BodyFacts& facts;
    std::string_view file;
    bool is_for_feeds = false;
};

void keep_for_pages(const ReadArticle& read, RowWorkshop& workshop, ArticleRow& row) {
    if (workshop.room.is_full()) return;
    workshop.html.clear();
    if (render_own_body(read.article, read.facts, read.body, workshop.html)) {
        const std::string_view file = read.is_for_feeds ? read.file : std::string_view();
        pack_article(read.article, {workshop.html, file}, workshop.packed);
        if (!workshop.room.take(workshop.packed.size())) return;
        row.kept = workshop.pool.keep(workshop.packed);
        row.kept_form = KeptForm::Packed;
    } else if (workshop.room.take(read.file.size())) {
        row.kept = workshop.pool.keep(read.file);
        row.kept_form = KeptForm::File;
    }
}

SignableRow signable(std::string_view bytes) {
    SignableRow row;
    row.file = sha256(bytes);
    if (const auto words = canonical_words(bytes)) row.words = sha256(*words);
    return row;
}

}  // namespace

std::optional<ArticleRow> load_article(const ArticleSource& source, RowWorkshop& workshop,
                                       Diagnostics& diagnostics) {
    const std::optional<Article> article =
        read_article(source.bytes, source.path, source.site, diagnostics, {source.allow_unknown});
    if (!article) return std::nullopt;
    // Positions are within the body; the article knows where that stands in the file.
    const ParsedBody body(article->body);
    const BodyFacts facts = body.examine(1);
    report_body(*article, facts, diagnostics);
    ArticleRow row = RowMaker(*article, facts, source.site, workshop).make();
    row.file_digest = fingerprint(source.bytes);
    set_own_digests(row);
    if (source.is_reviewed) row.signable = workshop.pool.keep_one(signable(source.bytes));
    keep_for_pages({*article, body, facts, source.bytes, source.is_for_feeds}, workshop, row);
    return row;
}

bool holds(const ArticleRow& row, std::string_view bytes) {
    if (row.file_digest != fingerprint(bytes)) return false;
    return row.signable == nullptr || row.signable->file == sha256(bytes);
}

}  // namespace gazette
