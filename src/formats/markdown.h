#pragma once
// The body of an article: CommonMark 0.30 (cmark). `examine` gives the facts that loading needs;
// `render_body` writes the HTML when a page is made. Between the two nothing is kept but the text:
// parsing again costs microseconds, a kept tree memory for each article. Who wants both at once has
// a ParsedBody.
//
// Where we differ from CommonMark, and why, is in docs/conformance.md: raw HTML is dropped (and
// reported), only known schemes become links, headings are shifted below the page's own and get
// anchors, a line break beside Chinese text is no space, fenced `table` blocks are tables, pictures
// alone in their paragraph are figures.
//
// Pure; any thread; nothing here fails. cmark 0.30.2 is quadratic on some inputs, so a text over
// the limits below is not parsed: `examine` names the limit and `render_body` writes nothing.
// Positions count from `first_line`; within code that spans lines they may be a line short.
#include "base/diagnostic.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

constexpr std::size_t kMostBodyBytes = 512 * std::size_t{1024};
constexpr std::size_t kMostParagraphBytes = 64 * std::size_t{1024};
constexpr std::size_t kMostParagraphBrackets = 1000;  // of [ ] < and runs of ` * _
constexpr std::size_t kMostNestedBlocks = 50;         // quotes and list items in one another
constexpr std::size_t kMostDefinitionBytes = 2100;    // [label]: address "title"
constexpr std::size_t kMostBodyBrackets = 20'000;

enum class BodyLimit {
    Bytes,
    ParagraphBytes,
    ParagraphBrackets,
    NestedBlocks,
    DefinitionBytes,
    BodyBrackets
};

struct BrokenLimit {
    BodyLimit limit = BodyLimit::Bytes;
    Position position;
};

struct BodyLink {
    std::string target;  // as written, percent-encoding and references resolved by cmark
    std::string text;
    Position position;
};

struct BodyImage {
    std::string target;  // a picture's path, or the name of a medium when alt is empty
    std::string alt;
    std::string title;
    Position position;
    bool is_alone = false;  // nothing but pictures in its paragraph
};

struct BodyHeading {
    int level = 2;  // as rendered: 2 to 6
    std::string text;
    std::string anchor;  // id on the page, unique in this body
    Position position;
};

struct BodyTable {
    std::string caption;
    std::size_t rows = 0;  // without the head
    std::size_t columns = 0;
    Position position;
    std::vector<Position> ragged_rows;  // with fewer or more cells than the head
};

struct BodyFacts {
    std::optional<BrokenLimit> broken_limit;  // then all else is empty
    std::vector<BodyLink> links;
    std::vector<BodyLink> refused_links;  // of a scheme that is not allowed; shown as words
    std::vector<BodyImage> images;
    std::vector<BodyHeading> headings;
    std::vector<BodyTable> tables;
    std::vector<Position> raw_html;  // each piece; comments are dropped in silence
    std::string first_text;          // of the first paragraphs, at most kFirstTextLength
};

constexpr std::size_t kFirstTextLength = 200;  // code points

BodyFacts examine(std::string_view body, int first_line);

// Words only, a block a line: for full-text fields. Empty when a limit is broken.
std::string plain_text(std::string_view body);

// What pages/ decides about a body. Called in the order of the text, from one thread.
class BodyHooks {
public:
    struct Link {
        std::string href;
        bool is_external = false;  // gets rel="noopener"
    };

    BodyHooks() = default;
    BodyHooks(const BodyHooks&) = delete;
    BodyHooks& operator=(const BodyHooks&) = delete;
    virtual ~BodyHooks() = default;

    // Where a link leads; nothing: only its words are shown. Refused schemes are not asked for.
    virtual std::optional<Link> link(std::string_view target) = 0;
    // Writes the HTML of a picture or medium: a figure where it `is_alone`, else something that may
    // stand in a line. False, with nothing written: it becomes a plain <img>.
    virtual bool image(const BodyImage& image, std::string& out) = 0;

    // Raw HTML is dropped. That this can be otherwise is for the conformance tests alone.
    virtual void unsafe_raw_html(std::string_view /*html*/, std::string& /*out*/) {}
};

enum class BodyShape {
    Page,
    Feed,  // without anchors, wrappers and classes: for readers that have no style of ours
};

struct BodyOptions {
    BodyShape shape = BodyShape::Page;
    // 消息头: set apart at the head of the first paragraph, put there if the text does not begin
    // so.
    std::string_view dateline{};
    // What a table without a caption is called for those who do not see it.
    std::string_view table_label{};
};

// Appends the HTML.
void render_body(std::string_view body, const BodyOptions& options, BodyHooks& hooks,
                 std::string& out);

// A body that is examined and rendered from one parse. Borrows the text; one thread, which ends
// such objects in the reverse order in which it made them.
class ParsedBody {
public:
    explicit ParsedBody(std::string_view body);
    ~ParsedBody();
    ParsedBody(const ParsedBody&) = delete;
    ParsedBody& operator=(const ParsedBody&) = delete;
    ParsedBody(ParsedBody&&) = delete;
    ParsedBody& operator=(ParsedBody&&) = delete;

    [[nodiscard]] BodyFacts examine(int first_line) const;
    // Appends the HTML.
    void render(const BodyOptions& options, BodyHooks& hooks, std::string& out) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gazette
