#include "pages/body_html.h"

#include "base/percent.h"
#include "base/text.h"
#include "content/source_path.h"
#include "formats/html.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

constexpr std::string_view kBodySizes = "(min-width: 760px) 666px, calc(100vw - 40px)";

struct Caption {
    std::string_view text;
    std::string_view origin;
    std::string_view credit;
    std::string_view transcript = {};
    std::string_view transcript_label = {};
};

void attribute(std::string& out, std::string_view name, std::string_view value) {
    out += ' ';
    out += name;
    out += "=\"";
    append_html_escaped(out, value);
    out += '"';
}

void append_caption(std::string& out, const Caption& caption) {
    if (caption.text.empty() && caption.origin.empty() && caption.credit.empty() &&
        caption.transcript.empty()) {
        return;
    }
    out += "<figcaption>";
    append_html_text(out, caption.text);
    if (!caption.origin.empty()) {
        out += "（";
        append_html_text(out, caption.origin);
        out += "）";
    }
    if (!caption.credit.empty()) {
        out += " <span class=\"credit\">";
        append_html_text(out, caption.credit);
        out += "</span>";
    }
    if (!caption.transcript.empty()) {
        out += "<details class=\"transcript\"><summary>";
        append_html_text(out, caption.transcript_label);
        out += "</summary><p>";
        append_html_text(out, caption.transcript);
        out += "</p></details>";
    }
    out += "</figcaption>";
}

// A link within the page or to another site: it stays as it is.
bool is_of_the_text_alone(std::string_view target) {
    return target.starts_with('#') || target.starts_with("http://") ||
           target.starts_with("https://") || target.starts_with("mailto:") ||
           target.starts_with("tel:");
}

BodyHooks::Link link_as_written(std::string_view target) {
    return {std::string(target), target.starts_with("http")};
}

// For a body that names no file of the newsroom.
class OwnHooks final : public BodyHooks {
public:
    std::optional<Link> link(std::string_view target) override { return link_as_written(target); }

    bool image(const BodyImage& /*image*/, std::string& /*out*/) override { return false; }
};

class ArticleHooks final : public BodyHooks {
public:
    ArticleHooks(const BodyContext& context, std::string_view path, const Article* article,
                 LinkStyle style)
        : context_(context),
          path_(path),
          article_(article),
          style_(style),
          addresses_(context.paper.site) {}

    std::optional<Link> link(std::string_view target) override {
        if (is_of_the_text_alone(target)) return link_as_written(target);
        const std::size_t hash = target.find('#');
        const std::string_view anchor =
            hash == std::string_view::npos ? std::string_view{} : target.substr(hash);
        const auto address = address_of(target.substr(0, hash));
        if (!address) return std::nullopt;
        return Link{href(*address) + std::string(anchor), false};
    }

    bool image(const BodyImage& image, std::string& out) override {
        if (article_ != nullptr) {
            for (const MediaItem& item : article_->media) {
                if (item.name == image.target) return media(item, out);
            }
        }
        const Picture* picture = find_picture(image.target);
        if (picture == nullptr) return true;  // reported; nothing is shown
        const PictureReference* reference = find_reference(image.target);
        const std::string_view alt =
            image.alt.empty() && reference != nullptr ? reference->alt : image.alt;
        if (!image.is_alone) {
            append_picture(*picture, alt, out);
            return true;
        }
        Caption caption{image.title, {}, {}, {}, {}};
        if (reference != nullptr) {
            if (caption.text.empty()) caption.text = reference->caption;
            caption.origin = reference->origin;
            caption.credit = reference->credit;
        }
        append_figure(*picture, alt, caption, reference, out);
        return true;
    }

private:
    [[nodiscard]] std::string href(std::string_view address) const {
        return style_ == LinkStyle::Path ? addresses_.link(address) : addresses_.absolute(address);
    }

    // The address of a file of the newsroom, or of the site itself.
    [[nodiscard]] std::optional<std::string> address_of(std::string_view target) const {
        const std::string decoded = percent_decode(target).value_or(std::string(target));
        for (const std::string& source : source_candidates(path_, decoded)) {
            if (const std::uint32_t* row = context_.paper.by_path.find(source); row != nullptr) {
                if (!context_.plan.is_visible[*row]) return std::nullopt;
                return std::string(context_.paper.rows[*row].address);
            }
            for (const NewspaperGuide& guide : context_.paper.guides) {
                if (guide.path == source) return guide.address;
            }
            if (const auto file = context_.paper.files.find(source);
                file != context_.paper.files.end()) {
                return file->second.address;
            }
        }
        if (decoded.starts_with('/') && is_valid_address(decoded)) return decoded;
        return std::nullopt;
    }

    [[nodiscard]] const Picture* find_picture(std::string_view target) const {
        const std::string decoded = percent_decode(target).value_or(std::string(target));
        for (const std::string& source : source_candidates(path_, decoded)) {
            if (const auto found = context_.paper.pictures.find(source);
                found != context_.paper.pictures.end()) {
                return &found->second;
            }
        }
        return nullptr;
    }

    [[nodiscard]] const NewspaperFile* find_file(std::string_view target) const {
        for (const std::string& source : source_candidates(path_, target)) {
            if (const auto found = context_.paper.files.find(source);
                found != context_.paper.files.end()) {
                return &found->second;
            }
        }
        return nullptr;
    }

    [[nodiscard]] const PictureReference* find_reference(std::string_view target) const {
        if (article_ == nullptr) return nullptr;
        for (const PictureReference& reference : article_->pictures) {
            if (reference.src == target) return &reference;
        }
        return nullptr;
    }

    [[nodiscard]] std::string srcset(const Picture& picture, PictureFormat format) const {
        std::string set;
        for (const int width : picture.widths) {
            if (!set.empty()) set += ", ";
            set += fmt::format("{} {}w", href(rendition_address(picture, width, format)), width);
        }
        return set;
    }

    void append_picture(const Picture& picture, std::string_view alt, std::string& out) const {
        const int widest = picture.widths.back();
        const int middle = picture.widths[picture.widths.size() / 2];
        const bool page = style_ == LinkStyle::Path;
        if (page) {
            out += "<picture><source type=\"image/webp\"";
            attribute(out, "srcset", srcset(picture, PictureFormat::Webp));
            attribute(out, "sizes", kBodySizes);
            out += '>';
        }
        out += "<img";
        attribute(out, "src", href(rendition_address(picture, middle, PictureFormat::Jpeg)));
        if (page) {
            attribute(out, "srcset", srcset(picture, PictureFormat::Jpeg));
            attribute(out, "sizes", kBodySizes);
        }
        attribute(out, "width", std::to_string(widest));
        attribute(out, "height", std::to_string(rendition_height(picture, widest)));
        attribute(out, "alt", alt);
        if (page) out += " loading=\"lazy\" decoding=\"async\"";
        out += page ? "></picture>" : ">";
    }

    void append_figure(const Picture& picture, std::string_view alt, const Caption& caption,
                       const PictureReference* reference, std::string& out) const {
        out += style_ == LinkStyle::Path ? "<figure class=\"figure\">" : "<figure>";
        append_picture(picture, alt, out);
        std::string text(caption.text);
        if (reference != nullptr && !reference->map_number.empty()) {
            text += (text.empty() ? "" : "　") + context_word("map-number", reference->map_number);
        }
        append_caption(out, {text, caption.origin, caption.credit});
        out += "</figure>\n";
    }

    [[nodiscard]] std::string context_word(std::string_view label,
                                           std::string_view argument) const {
        const std::string* text = context_.words.label(label);
        return replace_all(text == nullptr ? "{0}" : *text, "{0}", argument);
    }

    bool media(const MediaItem& item, std::string& out) const {
        switch (item.type) {
            case MediaType::Gallery:
                append_gallery(item, out);
                return true;
            case MediaType::Video:
            case MediaType::Audio:
                append_player(item, out);
                return true;
        }
        return false;
    }

    void append_gallery(const MediaItem& item, std::string& out) const {
        out += style_ == LinkStyle::Path ? "<figure class=\"gallery\"><ul>" : "<figure><ul>";
        for (const PictureReference& reference : item.items) {
            const Picture* picture = find_picture(reference.src);
            if (picture == nullptr) continue;
            out += "<li>";
            append_figure(*picture, reference.alt,
                          {reference.caption, reference.origin, reference.credit}, &reference, out);
            out += "</li>";
        }
        out += "</ul>";
        append_caption(out, {item.caption, item.origin, item.credit});
        out += "</figure>\n";
    }

    // Never by itself: preload="none", controls, no autoplay.
    void append_player(const MediaItem& item, std::string& out) const {
        const NewspaperFile* file = find_file(item.src);
        if (file == nullptr) return;
        const bool video = item.type == MediaType::Video;
        out += style_ == LinkStyle::Path ? "<figure class=\"media\">" : "<figure>";
        out += video ? "<video controls preload=\"none\"" : "<audio controls preload=\"none\"";
        attribute(out, "src", href(file->address));
        if (video) {
            if (const Picture* poster = find_picture(item.poster); poster != nullptr) {
                const int widest = poster->widths.back();
                attribute(out, "poster",
                          href(rendition_address(*poster, widest, PictureFormat::Jpeg)));
                attribute(out, "width", std::to_string(widest));
                attribute(out, "height", std::to_string(rendition_height(*poster, widest)));
            }
        }
        if (!item.caption.empty()) attribute(out, "aria-label", item.caption);
        out += video ? "></video>" : "></audio>";
        std::string text = item.caption;
        if (!item.duration.empty()) text += (text.empty() ? "" : "　") + item.duration;
        const std::string label = context_word("transcript", {});
        append_caption(out, {text, item.origin, item.credit, item.transcript, label});
        out += "</figure>\n";
    }

    const BodyContext& context_;
    std::string_view path_;
    const Article* article_;
    LinkStyle style_;
    Addresses addresses_;
};

}  // namespace

void render_article_body(const BodyContext& context, const Article& article, LinkStyle links,
                         std::string& out) {
    ArticleHooks hooks(context, article.path, &article, links);
    BodyOptions options;
    options.shape = links == LinkStyle::Path ? BodyShape::Page : BodyShape::Feed;
    options.dateline = article.dateline;
    const std::string* label = context.words.label("table");
    options.table_label = label == nullptr ? std::string_view{} : *label;
    render_body(article.body, options, hooks, out);
}

bool render_own_body(const Article& article, const BodyFacts& facts, const ParsedBody& body,
                     std::string& out) {
    const bool needs_newsroom =
        !facts.images.empty() || !facts.tables.empty() ||
        !std::ranges::all_of(facts.links, is_of_the_text_alone, &BodyLink::target);
    if (needs_newsroom || facts.broken_limit) return false;
    OwnHooks hooks;
    BodyOptions options;
    options.dateline = article.dateline;
    body.render(options, hooks, out);
    return true;
}

void render_guide_body(const BodyContext& context, const Guide& guide, std::string& out) {
    ArticleHooks hooks(context, guide.path, nullptr, LinkStyle::Path);
    BodyOptions options;
    const std::string* label = context.words.label("table");
    options.table_label = label == nullptr ? std::string_view{} : *label;
    render_body(guide.body, options, hooks, out);
}

}  // namespace gazette
