#include "build/theme.h"

#include "base/assert.h"
#include "base/hash.h"
#include "content/diagnostic_codes.h"
#include "pages/builtin_files.h"
#include "pages/page_kinds.h"

#include <fmt/format.h>

#include <map>

namespace gazette {
namespace {

constexpr std::string_view kStatic = "site/static/";
constexpr std::uint64_t kMostThemeBytes = std::uint64_t{8} << 20U;

using ThemeTexts = std::map<std::string, std::string, std::less<>>;

Result<ThemeTexts> read_texts(Files& files, const std::string& newsroom, const Sources& sources) {
    ThemeTexts texts;
    for (const BuiltinFile& file : builtin_files()) texts.emplace(file.path, file.text);
    constexpr std::string_view kFolder = "templates/";
    for (const SourceFile& file : sources.templates) {
        texts[file.path.substr(kFolder.size())] =
            TRY(files.read(join_path(newsroom, file.path), kMostThemeBytes));
    }
    return texts;
}

std::optional<std::string_view> find_text(const ThemeTexts& texts, const std::string& path) {
    const auto found = texts.find(path);
    return found == texts.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

class ThemeLoader {
public:
    ThemeLoader(const ThemeTexts& texts, Theme& theme, Diagnostics& diagnostics)
        : texts_(texts), theme_(theme), diagnostics_(diagnostics), words_(digest_of(theme.words)) {}

    bool compile_all() {
        bool right = true;
        for (std::size_t i = 0; i < kPageKinds; ++i) {
            const PageMaker& maker = maker_of(static_cast<PageKind>(i));
            if (maker.schema != nullptr) {
                right = compile(maker, i) && right;
            } else {
                theme_.fingerprints.by_kind[i] = with_words_and_files({});
            }
        }
        return right;
    }

    void add_static_files() {
        for (const auto& [path, text] : texts_) {
            if (!path.starts_with(kStatic)) continue;
            const std::string name = path.substr(kStatic.size());
            const std::string_view ending = extension(name);
            const std::string stem = name.substr(0, name.size() - ending.size());
            const std::string hash = to_hex(sha256(text)).substr(0, 12);
            ThemeFile file{fmt::format("/assets/{}.{}{}", stem, hash, ending), text};
            if (name == "paper.css") theme_.assets.css = file.address;
            if (name == "client.js") theme_.assets.js = file.address;
            if (name == "icon.svg") theme_.assets.icon = file.address;
            theme_.files.push_back(std::move(file));
        }
    }

private:
    bool compile(const PageMaker& maker, std::size_t kind) {
        const std::string path = fmt::format("site/pages/{}.mustache", maker.template_name);
        const auto text = find_text(texts_, path);
        GAZETTE_ASSERT(text, "the built-in theme has a template for each kind of page");
        TemplateSource source;
        source.name = path;
        source.text = *text;
        source.partial = [&](std::string_view name) {
            return find_text(texts_, fmt::format("site/partials/{}.mustache", name));
        };
        source.label = [&](std::string_view name) -> std::optional<std::string_view> {
            const std::string* word = theme_.words.label(name);
            if (word == nullptr) return std::nullopt;
            return *word;
        };
        std::vector<TemplateError> errors;
        theme_.templates[kind] = Template::compile(source, maker.schema(), errors);
        for (const TemplateError& error : errors) report(error);
        if (!theme_.templates[kind]) return false;
        theme_.fingerprints.by_kind[kind] =
            with_words_and_files(theme_.templates[kind]->fingerprint());
        return true;
    }

    void report(const TemplateError& error) {
        // A partial is named as templates name it, "card".
        const std::string file = error.file.starts_with("site/")
                                     ? error.file
                                     : fmt::format("site/partials/{}.mustache", error.file);
        if (error.problem == TemplateProblem::UnknownName) {
            diagnostics_.add(codes::kTemplateNameUnknown, "templates/" + file, error.position,
                             error.arguments);
        } else {
            diagnostics_.add(codes::kTemplateInvalid, "templates/" + file, error.position,
                             {describe(error)});
        }
    }

    // Templates name the theme's files by their addresses, and have their words from `text`; words
    // stand in what code prints as well.
    Fingerprint with_words_and_files(const Fingerprint& of_template) {
        FingerprintBuilder key;
        key.add(of_template).add(words_);
        if (of_template != Fingerprint{}) {
            key.add(theme_.assets.css).add(theme_.assets.js).add(theme_.assets.icon);
        }
        return key.finish();
    }

    static Fingerprint digest_of(const MessageCatalogue& words) {
        FingerprintBuilder digest;
        for (const auto& [label, word] : words.labels()) digest.add(label).add(word);
        return digest.finish();
    }

    const ThemeTexts& texts_;
    Theme& theme_;
    Diagnostics& diagnostics_;
    Fingerprint words_;
};

}  // namespace

MessageCatalogue builtin_words(const std::string& language) {
    std::string_view text = builtin_file(fmt::format("messages/{}.yml", language));
    if (text.empty()) {
        text = builtin_file(language.starts_with("zh") ? "messages/zh-CN.yml" : "messages/en.yml");
    }
    std::string problem;
    std::optional<MessageCatalogue> words = MessageCatalogue::parse(text, problem);
    GAZETTE_ASSERT(words, "the built-in catalogues are tested");
    return std::move(*words);
}

Result<std::optional<Theme>> load_theme(Files& files, const std::string& newsroom,
                                        const Sources& sources, const std::string& language,
                                        Diagnostics& diagnostics) {
    const ThemeTexts texts = TRY(read_texts(files, newsroom, sources));
    Theme theme;
    theme.words = builtin_words(language);
    ThemeLoader loader(texts, theme, diagnostics);
    loader.add_static_files();  // first: the templates' fingerprints hold their addresses
    if (!loader.compile_all()) return std::optional<Theme>();
    return std::optional<Theme>(std::move(theme));
}

ThemeRenderer::ThemeRenderer(const Theme& theme) {
    for (std::size_t i = 0; i < kPageKinds; ++i) {
        if (theme.templates[i]) renderers_[i].emplace(*theme.templates[i]);
    }
}

void ThemeRenderer::render(const PageInput& input, std::string& out) {
    const PageMaker& maker = maker_of(input.page().kind);
    if (maker.print != nullptr) {
        maker.print(input, out);
        return;
    }
    view_.clear();
    maker.make_view(input, view_);
    renderers_[static_cast<std::size_t>(input.page().kind)]->render(view_, out);
}

}  // namespace gazette
