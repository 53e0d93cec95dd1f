#include "formats/markdown.h"

#include "base/text.h"
#include "formats/markdown_parts.h"
#include "formats/markdown_writer.h"
#include "formats/plain_prose.h"
#include "formats/scratch_memory.h"

#include <cmark.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace gazette {
namespace {

#if defined(__SANITIZE_ADDRESS__)
#define GAZETTE_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GAZETTE_ADDRESS_SANITIZER 1
#endif
#endif

#ifdef GAZETTE_ADDRESS_SANITIZER
// The sanitizer shall see each of cmark's pieces by itself.
cmark_mem* memory_for_trees() { return cmark_get_default_mem_allocator(); }

void free_tree(cmark_node* root) { cmark_node_free(root); }
#else
cmark_mem* memory_for_trees() {
    static cmark_mem memory{scratch::take_zeroed, scratch::take_larger, [](void*) {}};
    return &memory;
}

void free_tree(cmark_node*) {}  // it goes with its scope
#endif

class Tree {
public:
    explicit Tree(std::string_view body) : root_(nullptr, free_tree) {
        cmark_parser* parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, memory_for_trees());
        cmark_parser_feed(parser, body.data(), body.size());
        root_.reset(cmark_parser_finish(parser));
        cmark_parser_free(parser);
    }

    [[nodiscard]] cmark_node* root() const { return root_.get(); }

private:
    scratch::Scope scope_;
    std::unique_ptr<cmark_node, decltype(&free_tree)> root_;
};

class Walk {
public:
    explicit Walk(cmark_node* root) : iterator_(cmark_iter_new(root), &cmark_iter_free) {}

    bool next() {
        event_ = cmark_iter_next(iterator_.get());
        return event_ != CMARK_EVENT_DONE;
    }

    [[nodiscard]] cmark_node* node() const { return cmark_iter_get_node(iterator_.get()); }

    [[nodiscard]] cmark_node_type type() const { return cmark_node_get_type(node()); }

    [[nodiscard]] bool is_entering() const { return event_ == CMARK_EVENT_ENTER; }

    // Goes on behind the node that was just entered; it is not left either.
    void skip_children() { cmark_iter_reset(iterator_.get(), node(), CMARK_EVENT_EXIT); }

private:
    std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator_;
    cmark_event_type event_ = CMARK_EVENT_NONE;
};

std::string_view text_of(const char* text) {
    return text != nullptr ? std::string_view(text) : std::string_view();
}

std::string_view literal_of(cmark_node* node) { return text_of(cmark_node_get_literal(node)); }

// ---- text across line breaks

char32_t first_code_point(cmark_node* node) {
    while (node != nullptr && cmark_node_first_child(node) != nullptr)
        node = cmark_node_first_child(node);
    const std::string_view text = node != nullptr ? literal_of(node) : std::string_view();
    std::size_t offset = 0;
    return text.empty() ? U'\0' : next_code_point(text, offset);
}

char32_t last_code_point(cmark_node* node) {
    while (node != nullptr && cmark_node_last_child(node) != nullptr)
        node = cmark_node_last_child(node);
    const std::string_view text = node != nullptr ? literal_of(node) : std::string_view();
    if (text.empty()) return U'\0';
    std::size_t offset = text.size() - 1;
    while (offset > 0 && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80) --offset;
    return next_code_point(text, offset);
}

bool is_only_of_the_source(cmark_node* soft_break) {
    return joins_without_space(last_code_point(cmark_node_previous(soft_break)),
                               first_code_point(cmark_node_next(soft_break)));
}

// Appends what an inline leaf says in words.
void append_words(cmark_node* node, std::string& out) {
    switch (cmark_node_get_type(node)) {
        case CMARK_NODE_TEXT:
        case CMARK_NODE_CODE:
            out += literal_of(node);
            return;
        case CMARK_NODE_LINEBREAK:
            out += ' ';
            return;
        case CMARK_NODE_SOFTBREAK:
            if (!is_only_of_the_source(node)) out += ' ';
            return;
        default:
            return;  // cmark's enumeration: the rest has no words of its own
    }
}

std::string words_in(cmark_node* parent) {
    std::string out;
    for (Walk walk(parent); walk.next();) {
        if (walk.is_entering()) append_words(walk.node(), out);
    }
    return out;
}

// ---- what both readings decide alike

enum class ParagraphKind { Text, Pictures, Nothing };

ParagraphKind kind_of(cmark_node* paragraph) {
    bool has_picture = false;
    for (cmark_node* child = cmark_node_first_child(paragraph); child != nullptr;
         child = cmark_node_next(child)) {
        switch (cmark_node_get_type(child)) {
            case CMARK_NODE_IMAGE:
                has_picture = true;
                break;
            case CMARK_NODE_SOFTBREAK:
            case CMARK_NODE_LINEBREAK:
            case CMARK_NODE_HTML_INLINE:
                break;
            case CMARK_NODE_TEXT:
                if (!trim_ascii(literal_of(child)).empty()) return ParagraphKind::Text;
                break;
            default:
                return ParagraphKind::Text;
        }
    }
    return has_picture ? ParagraphKind::Pictures : ParagraphKind::Nothing;
}

bool is_tight_item(cmark_node* paragraph) {
    cmark_node* list = cmark_node_parent(cmark_node_parent(paragraph));
    return list != nullptr && cmark_node_get_type(list) == CMARK_NODE_LIST &&
           cmark_node_get_list_tight(list) != 0;
}

BodyImage image_of(cmark_node* node, bool is_alone) {
    return {std::string(text_of(cmark_node_get_url(node))),
            words_in(node),
            std::string(text_of(cmark_node_get_title(node))),
            {},
            is_alone};
}

// The next block in the order of the text, without going into inlines.
cmark_node* next_block(cmark_node* block) {
    const cmark_node_type type = cmark_node_get_type(block);
    const bool has_blocks = type == CMARK_NODE_DOCUMENT || type == CMARK_NODE_BLOCK_QUOTE ||
                            type == CMARK_NODE_LIST || type == CMARK_NODE_ITEM;
    if (has_blocks && cmark_node_first_child(block) != nullptr)
        return cmark_node_first_child(block);
    while (block != nullptr && cmark_node_next(block) == nullptr) block = cmark_node_parent(block);
    return block != nullptr ? cmark_node_next(block) : nullptr;
}

// The page's headline is its only h1: the highest level that a body uses becomes h2, the next that
// it uses h3, so that no level is left out.
class HeadingLevels {
public:
    explicit HeadingLevels(cmark_node* document) {
        std::array<bool, 7> is_used{};
        for (cmark_node* block = document; block != nullptr; block = next_block(block)) {
            if (cmark_node_get_type(block) == CMARK_NODE_HEADING)
                is_used[static_cast<std::size_t>(cmark_node_get_heading_level(block))] = true;
        }
        int next = 2;
        for (std::size_t level = 1; level < is_used.size(); ++level) {
            if (is_used[level]) rendered_[level] = std::min(next++, 6);
        }
    }

    [[nodiscard]] int of(cmark_node* heading) const {
        return rendered_[static_cast<std::size_t>(cmark_node_get_heading_level(heading))];
    }

private:
    std::array<int, 7> rendered_{};
};

// ---- examine

// The beginning of a body's words, for a summary.
class FirstText {
public:
    [[nodiscard]] bool is_full() const { return length_ >= kFirstTextLength; }

    [[nodiscard]] bool is_empty() const { return length_ == 0; }

    void add(std::string_view words) {
        const std::size_t length = count_code_points(words);
        if (length_ + length <= kFirstTextLength) {
            text_ += words;
            length_ += length;
            return;
        }
        text_ += first_code_points(words, kFirstTextLength - length_);
        length_ = kFirstTextLength;
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
    std::size_t length_ = 0;
};

BodyFacts examine_prose(std::string_view prose) {
    BodyFacts facts;
    FirstText first;
    for_each_paragraph(prose, [&](std::string_view paragraph) {
        if (!first.is_full()) first.add(paragraph);
    });
    facts.first_text = first.take();
    return facts;
}

class Examiner {
public:
    Examiner(cmark_node* document, std::string_view body, int first_line)
        : document_(document), levels_(document), first_line_(first_line) {
        for (std::size_t begin = 0; begin < body.size();) {
            const std::size_t end = std::min(body.find('\n', begin), body.size());
            lines_.push_back(body.substr(begin, end - begin));
            begin = end + 1;
        }
    }

    BodyFacts run() {
        for (Walk walk(document_); walk.next();) {
            if (walk.is_entering()) {
                enter(walk.node());
            } else if (walk.type() == CMARK_NODE_PARAGRAPH) {
                is_in_first_text_ = false;
            }
        }
        facts_.first_text = first_text_.take();
        return std::move(facts_);
    }

private:
    void enter(cmark_node* node) {
        switch (cmark_node_get_type(node)) {
            case CMARK_NODE_PARAGRAPH:
                enter_paragraph(node);
                return;
            case CMARK_NODE_HEADING:
                end_first_text();
                add_heading(node);
                return;
            case CMARK_NODE_CODE_BLOCK:
                end_first_text();
                add_code(node);
                return;
            case CMARK_NODE_LIST:
            case CMARK_NODE_BLOCK_QUOTE:
                end_first_text();
                return;
            case CMARK_NODE_HTML_BLOCK:
            case CMARK_NODE_HTML_INLINE:
                add_raw_html(node);
                return;
            case CMARK_NODE_LINK:
                add_link(node);
                return;
            case CMARK_NODE_IMAGE:
                add_image(node);
                return;
            default:
                add_first_text(node);
                return;
        }
    }

    // A summary runs on over paragraphs, but not over a list, a table or a heading between them:
    // what announces those ("记住三件事：") would run into what comes after.
    void end_first_text() { is_first_text_over_ = is_first_text_over_ || !first_text_.is_empty(); }

    void enter_paragraph(cmark_node* node) {
        paragraph_kind_ = kind_of(node);
        is_in_first_text_ = paragraph_kind_ == ParagraphKind::Text && !is_first_text_over_ &&
                            !first_text_.is_full() &&
                            cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_DOCUMENT;
    }

    void add_first_text(cmark_node* node) {
        if (!is_in_first_text_) return;
        std::string words;
        append_words(node, words);
        first_text_.add(words);
        is_in_first_text_ = !first_text_.is_full();
    }

    void add_heading(cmark_node* node) {
        std::string text = words_in(node);
        std::string anchor = anchors_.make(text);
        facts_.headings.push_back(
            {levels_.of(node), std::move(text), std::move(anchor), position_of(node)});
    }

    void add_code(cmark_node* node) {
        const std::string_view text = literal_of(node);
        const auto table = parse_table(text_of(cmark_node_get_fence_info(node)), text);
        if (!table.has_value()) return;
        BodyTable facts;
        facts.caption = std::string(table->caption);
        facts.position = position_of(node);
        facts.rows = table->rows.empty() ? 0 : table->rows.size() - 1;
        facts.columns = table->rows.empty() ? 0 : table->rows.front().size();
        for (std::size_t i = 0; i < table->rows.size(); ++i) {
            if (table->rows[i].size() != facts.columns)
                facts.ragged_rows.push_back({facts.position.line + table->lines[i], 1});
        }
        facts_.tables.push_back(std::move(facts));
    }

    void add_raw_html(cmark_node* node) {
        const std::string_view html = trim_ascii(literal_of(node));
        const bool is_comment = html.starts_with("<!--") && html.find("-->") == html.size() - 3;
        if (!is_comment) facts_.raw_html.push_back(position_of(node));
    }

    void add_link(cmark_node* node) {
        const std::string_view target = text_of(cmark_node_get_url(node));
        auto& links = is_allowed_target(target) ? facts_.links : facts_.refused_links;
        links.push_back({std::string(target), words_in(node), position_of(node)});
    }

    void add_image(cmark_node* node) {
        const bool is_alone = paragraph_kind_ == ParagraphKind::Pictures &&
                              cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_PARAGRAPH;
        BodyImage image = image_of(node, is_alone);
        image.position = position_of(node);
        facts_.images.push_back(std::move(image));
    }

    // cmark's columns count bytes, and are 0 for what it cannot place.
    [[nodiscard]] Position position_of(cmark_node* node) const {
        const int line = cmark_node_get_start_line(node);
        if (line <= 0) return {};
        const auto index = static_cast<std::size_t>(line - 1);
        const std::string_view text = index < lines_.size() ? lines_[index] : std::string_view();
        const int column = std::max(cmark_node_get_start_column(node), 1);
        const std::size_t bytes = std::min(text.size(), static_cast<std::size_t>(column - 1));
        return {line - 1 + first_line_,
                static_cast<int>(count_code_points(text.substr(0, bytes))) + 1};
    }

    cmark_node* document_;
    HeadingLevels levels_;
    int first_line_;
    std::vector<std::string_view> lines_;
    AnchorMaker anchors_;
    ParagraphKind paragraph_kind_ = ParagraphKind::Nothing;
    bool is_in_first_text_ = false;
    bool is_first_text_over_ = false;
    FirstText first_text_;
    BodyFacts facts_;
};

// ---- render

// Tells the writer what the tree says.
class Renderer {
public:
    Renderer(cmark_node* document, const BodyOptions& options, BodyHooks& hooks, std::string& out)
        : document_(document),
          levels_(document),
          writer_(options, hooks, out),
          is_dateline_due_(!options.dateline.empty()) {}

    void run() {
        for (Walk walk(document_); walk.next();) {
            if (!walk.is_entering()) {
                leave(walk.node());
            } else if (walk.type() <= CMARK_NODE_LAST_BLOCK) {
                enter_block(walk);
            } else {
                enter_inline(walk);
            }
        }
    }

private:
    void enter_block(Walk& walk) {
        cmark_node* node = walk.node();
        switch (walk.type()) {
            case CMARK_NODE_BLOCK_QUOTE:
                return writer_.open_line("<blockquote>\n");
            case CMARK_NODE_LIST:
                return open_list(node);
            case CMARK_NODE_ITEM:
                return writer_.open_line("<li>");
            case CMARK_NODE_HEADING:
                return writer_.open_heading(levels_.of(node), words_in(node));
            case CMARK_NODE_PARAGRAPH:
                return enter_paragraph(walk);
            case CMARK_NODE_CODE_BLOCK:
                return writer_.code_block(text_of(cmark_node_get_fence_info(node)),
                                          literal_of(node));
            case CMARK_NODE_HTML_BLOCK:
                return writer_.html_block(literal_of(node));
            case CMARK_NODE_THEMATIC_BREAK:
                return writer_.open_line("<hr>\n");
            default:
                return;  // the document itself
        }
    }

    void enter_inline(Walk& walk) {
        cmark_node* node = walk.node();
        switch (walk.type()) {
            case CMARK_NODE_TEXT:
                return writer_.text(literal_of(node));
            case CMARK_NODE_CODE:
                return writer_.code(literal_of(node));
            case CMARK_NODE_LINEBREAK:
                return writer_.markup("<br>\n");
            case CMARK_NODE_SOFTBREAK:
                if (!is_only_of_the_source(node)) writer_.markup("\n");
                return;
            case CMARK_NODE_EMPH:
                return writer_.markup("<em>");
            case CMARK_NODE_STRONG:
                return writer_.markup("<strong>");
            case CMARK_NODE_LINK:
                return writer_.open_link(text_of(cmark_node_get_url(node)),
                                         text_of(cmark_node_get_title(node)));
            case CMARK_NODE_IMAGE:
                writer_.image(image_of(node, false));
                return walk.skip_children();
            case CMARK_NODE_HTML_INLINE:
                return writer_.html(literal_of(node));
            default:
                return;
        }
    }

    void leave(cmark_node* node) {
        switch (cmark_node_get_type(node)) {
            case CMARK_NODE_BLOCK_QUOTE:
                return writer_.open_line("</blockquote>\n");
            case CMARK_NODE_LIST:
                return writer_.markup(is_bullet_list(node) ? "</ul>\n" : "</ol>\n");
            case CMARK_NODE_ITEM:
                return writer_.markup("</li>\n");
            case CMARK_NODE_HEADING:
                return writer_.close_heading(levels_.of(node));
            case CMARK_NODE_PARAGRAPH:
                if (!is_tight_item(node)) writer_.close_paragraph();
                return;
            case CMARK_NODE_EMPH:
                return writer_.markup("</em>");
            case CMARK_NODE_STRONG:
                return writer_.markup("</strong>");
            case CMARK_NODE_LINK:
                return writer_.close_link();
            default:
                return;
        }
    }

    static bool is_bullet_list(cmark_node* list) {
        return cmark_node_get_list_type(list) == CMARK_BULLET_LIST;
    }

    void open_list(cmark_node* list) {
        if (is_bullet_list(list)) {
            writer_.open_bullet_list();
        } else {
            writer_.open_ordered_list(cmark_node_get_list_start(list));
        }
    }

    void enter_paragraph(Walk& walk) {
        cmark_node* paragraph = walk.node();
        const ParagraphKind kind = kind_of(paragraph);
        if (kind == ParagraphKind::Pictures && writer_.figures(images_in(paragraph))) {
            walk.skip_children();
            return;
        }
        if (!is_tight_item(paragraph)) writer_.open_paragraph();
        const bool is_body_text = cmark_node_parent(paragraph) == document_;
        if (is_dateline_due_ && is_body_text && kind == ParagraphKind::Text) write_dateline(walk);
    }

    static std::vector<BodyImage> images_in(cmark_node* paragraph) {
        std::vector<BodyImage> images;
        for (cmark_node* child = cmark_node_first_child(paragraph); child != nullptr;
             child = cmark_node_next(child)) {
            if (cmark_node_get_type(child) == CMARK_NODE_IMAGE)
                images.push_back(image_of(child, true));
        }
        return images;
    }

    // Before the paragraph's first inline is entered.
    void write_dateline(Walk& walk) {
        is_dateline_due_ = false;
        cmark_node* first = cmark_node_first_child(walk.node());
        const bool is_text = cmark_node_get_type(first) == CMARK_NODE_TEXT;
        const std::string_view text = is_text ? literal_of(first) : std::string_view();
        const std::size_t written = writer_.dateline(text);
        if (written == 0) return;
        walk.next();  // the text whose head is written
        writer_.text(text.substr(written));
    }

    cmark_node* document_;
    HeadingLevels levels_;
    BodyWriter writer_;
    bool is_dateline_due_;
};

void render_prose(std::string_view prose, const BodyOptions& options, BodyHooks& hooks,
                  std::string& out) {
    BodyWriter writer(options, hooks, out);
    bool is_dateline_due = !options.dateline.empty();
    for_each_paragraph(prose, [&](std::string_view paragraph) {
        writer.open_paragraph();
        const std::size_t written = is_dateline_due ? writer.dateline(paragraph) : 0;
        is_dateline_due = false;
        writer.text(paragraph.substr(written));
        writer.close_paragraph();
    });
}

}  // namespace

struct ParsedBody::State {
    explicit State(std::string_view body) : text(body), broken_limit(first_broken_limit(body)) {
        if (!broken_limit && !is_plain_prose(body)) tree.emplace(body);
    }

    std::string_view text;
    std::optional<BrokenLimit> broken_limit;
    // OPTIMIZATION: most news is plain prose, and has no tree.
    std::optional<Tree> tree;
};

ParsedBody::ParsedBody(std::string_view body) : state_(std::make_unique<State>(body)) {}

ParsedBody::~ParsedBody() = default;

BodyFacts ParsedBody::examine(int first_line) const {
    if (state_->broken_limit) {
        BodyFacts facts;
        facts.broken_limit = state_->broken_limit;
        facts.broken_limit->position.line += first_line - 1;
        return facts;
    }
    if (!state_->tree) return examine_prose(state_->text);
    return Examiner(state_->tree->root(), state_->text, first_line).run();
}

void ParsedBody::render(const BodyOptions& options, BodyHooks& hooks, std::string& out) const {
    if (state_->broken_limit) return;
    if (!state_->tree) return render_prose(state_->text, options, hooks, out);
    Renderer(state_->tree->root(), options, hooks, out).run();
}

BodyFacts examine(std::string_view body, int first_line) {
    return ParsedBody(body).examine(first_line);
}

std::string plain_text(std::string_view body) {
    std::string out;
    if (first_broken_limit(body).has_value()) return out;
    const Tree tree(body);
    for (Walk walk(tree.root()); walk.next();) {
        if (walk.is_entering()) {
            if (walk.type() == CMARK_NODE_CODE_BLOCK) out += literal_of(walk.node());
            append_words(walk.node(), out);
        } else if (walk.type() == CMARK_NODE_PARAGRAPH || walk.type() == CMARK_NODE_HEADING) {
            if (!out.empty() && out.back() != '\n') out += '\n';
        }
    }
    while (out.ends_with('\n')) out.pop_back();
    return out;
}

void render_body(std::string_view body, const BodyOptions& options, BodyHooks& hooks,
                 std::string& out) {
    ParsedBody(body).render(options, hooks, out);
}

}  // namespace gazette
