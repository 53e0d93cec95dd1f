#include "desk/micropub_properties.h"

#include "base/assert.h"
#include "base/text.h"
#include "formats/html_to_markdown.h"
#include "formats/markdown.h"
#include "formats/unicode.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gazette {
namespace {

using Trouble = MicropubTrouble;

// What the server says, whatever a request says of it.
constexpr std::array<std::string_view, 13> kOfServer = {
    "published", "updated", "created",      "deleted",    "author",    "url", "uid",
    "channel",   "status",  "organisation", "visibility", "site-name", "type"};

bool is_ours(std::string_view name) {
    constexpr std::array<std::string_view, 9> kOurs = {"name",     "kicker",  "subtitle",
                                                       "byline",   "summary", "content",
                                                       "category", "photo",   "post-status"};
    return std::ranges::find(kOurs, name) != kOurs.end();
}

// Control characters but the ends of lines, and those that nobody sees.
bool has_hidden(std::string_view text, bool has_lines) {
    const auto is_unwanted = [&](char c) {
        return is_control(c) && !(has_lines && (c == '\n' || c == '\t'));
    };
    return std::ranges::any_of(text, is_unwanted) || first_hidden_control(text).has_value();
}

std::string with_plain_line_ends(std::string_view text) {
    return replace_all(replace_all(text, "\r\n", "\n"), "\r", "\n");
}

Understood<std::string> checked(std::string text, std::string_view about, bool has_lines) {
    if (has_hidden(text, has_lines)) return trouble(Trouble::HiddenCharacter, std::string(about));
    return text;
}

// The one text of a property; empty where it has no value.
Understood<std::string> one_text(const MicropubProperties& properties, std::string_view name) {
    const MicropubProperty* const property = find_property(properties, name);
    if (property == nullptr || property->values.empty()) return std::string();
    const std::string* const text =
        property->values.size() == 1 ? property->values.front().string() : nullptr;
    if (text == nullptr) return trouble(Trouble::NotAText, std::string(name));
    return with_plain_line_ends(*text);
}

// Of one line, however it was sent.
Understood<std::string> one_line(const MicropubProperties& properties, std::string_view name,
                                 std::size_t most_characters) {
    Understood<std::string> text = one_text(properties, name);
    if (!text) return text;
    std::string line(trim(replace_all(*text, "\n", " ")));
    if (count_code_points(line) > most_characters) {
        return trouble(Trouble::TooLong, std::string(name));
    }
    return checked(std::move(line), name, false);
}

// A text, or an object that says whether it is HTML.
Understood<std::string> body_value(const JsonValue& value) {
    if (const std::string* const text = value.string()) return with_plain_line_ends(*text);
    if (const JsonValue* const html = value.find("html")) {
        if (html->string() != nullptr) {
            return std::string(trim_ascii(html_to_markdown(*html->string())));
        }
    } else if (const JsonValue* const plain = value.find("value")) {
        if (plain->string() != nullptr) return with_plain_line_ends(*plain->string());
    }
    return trouble(Trouble::NotAText, "content");
}

Understood<std::string> body_of(const MicropubProperties& properties) {
    const MicropubProperty* const property = find_property(properties, "content");
    if (property == nullptr || property->values.empty()) return std::string();
    if (property->values.size() > 1) return trouble(Trouble::TooMany, "content");
    Understood<std::string> body = body_value(property->values.front());
    if (!body) return body;
    if (body->size() > kMostBodyBytes) return trouble(Trouble::TooLong, "content");
    return checked(std::move(*body), "content", true);
}

Understood<std::vector<std::string>> tags_of(const MicropubProperties& properties) {
    std::vector<std::string> tags;
    const MicropubProperty* const property = find_property(properties, "category");
    if (property == nullptr) return tags;
    for (const JsonValue& value : property->values) {
        if (value.string() == nullptr) return trouble(Trouble::NotAText, "category");
        const std::string tag = nfc(trim(*value.string()));
        if (tag.empty() || std::ranges::find(tags, tag) != tags.end()) continue;
        if (count_code_points(tag) > kMostTagCharacters)
            return trouble(Trouble::TooLong, "category");
        if (has_hidden(tag, false)) return trouble(Trouble::HiddenCharacter, "category");
        if (tags.size() == kMostTags) return trouble(Trouble::TooMany, "category");
        tags.push_back(tag);
    }
    return tags;
}

// mp-photo-alt: the texts of the pictures that came without one, in their order.
Understood<std::vector<std::string>> alts_of(const MicropubProperties& properties) {
    std::vector<std::string> alts;
    const MicropubProperty* const property = find_property(properties, "mp-photo-alt");
    if (property == nullptr) return alts;
    for (const JsonValue& value : property->values) {
        if (value.string() == nullptr) return trouble(Trouble::NotAText, "mp-photo-alt");
        alts.push_back(*value.string());
    }
    return alts;
}

struct SentPhoto {
    std::string url;
    std::string alt;
};

Understood<SentPhoto> sent_photo(const JsonValue& value) {
    if (const std::string* const url = value.string()) return SentPhoto{*url, {}};
    const JsonValue* const url = value.find("value");
    const JsonValue* const alt = value.find("alt");
    const bool is_alt_a_text = alt == nullptr || alt->string() != nullptr;
    if (url == nullptr || url->string() == nullptr || !is_alt_a_text) {
        return trouble(Trouble::NotAText, "photo");
    }
    return SentPhoto{*url->string(), alt == nullptr ? std::string() : *alt->string()};
}

Understood<std::vector<PostPhoto>> photos_of(const MicropubProperties& properties,
                                             const MediaOfAddress& media_of) {
    std::vector<PostPhoto> photos;
    const MicropubProperty* const property = find_property(properties, "photo");
    if (property == nullptr) return photos;
    if (property->values.size() > kMostPhotos) return trouble(Trouble::TooMany, "photo");
    const auto alts = alts_of(properties);
    if (!alts) return tl::unexpected(alts.error());
    for (std::size_t i = 0; i < property->values.size(); ++i) {
        auto sent = sent_photo(property->values[i]);
        if (!sent) return tl::unexpected(sent.error());
        if (sent->alt.empty() && i < alts->size()) sent->alt = (*alts)[i];
        std::string alt(trim(replace_all(with_plain_line_ends(sent->alt), "\n", " ")));
        if (count_code_points(alt) > kMostAltCharacters) return trouble(Trouble::TooLong, "photo");
        if (has_hidden(alt, false)) return trouble(Trouble::HiddenCharacter, "photo");
        auto media = media_of(sent->url);
        if (!media) return tl::unexpected(media.error());
        photos.push_back({std::move(*media), std::move(alt)});
    }
    return photos;
}

// What means nothing to us, as an object; empty where there is none.
Understood<std::string> other_of(const MicropubProperties& properties) {
    MicropubProperties kept;
    for (const MicropubProperty& property : properties) {
        const bool is_dropped = is_ours(property.name) || property.name.starts_with("mp-") ||
                                std::ranges::find(kOfServer, property.name) != kOfServer.end();
        if (!is_dropped && !property.values.empty()) kept.push_back(property);
    }
    if (kept.empty()) return std::string();
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_properties(json, kept);
    json.end_object();
    if (text.size() > kMostOtherBytes) return trouble(Trouble::TooLong, kept.front().name);
    return text;
}

// ---- writing a value: no recursion over what came from outside

struct Step {
    const JsonValue* value;
    std::size_t next;
};

void write_scalar(JsonWriter& json, const JsonValue& value) {
    if (const bool* const flag = value.boolean()) {
        json.boolean(*flag);
    } else if (const std::int64_t* const integer = value.integer()) {
        json.number(*integer);
    } else if (const double* const decimal = value.decimal()) {
        json.decimal(*decimal);
    } else if (const std::string* const text = value.string()) {
        json.string(*text);
    } else {
        json.null();
    }
}

void begin_value(JsonWriter& json, const JsonValue& value, std::vector<Step>& open) {
    if (value.array() != nullptr) {
        json.begin_array();
        open.push_back({&value, 0});
    } else if (value.object() != nullptr) {
        json.begin_object();
        open.push_back({&value, 0});
    } else {
        write_scalar(json, value);
    }
}

void write_value(JsonWriter& json, const JsonValue& root) {
    std::vector<Step> open;
    begin_value(json, root, open);
    while (!open.empty()) {
        const JsonValue& value = *open.back().value;
        const std::size_t at = open.back().next++;
        if (const JsonValue::Array* const array = value.array()) {
            if (at < array->size()) {
                begin_value(json, (*array)[at], open);
                continue;
            }
            json.end_array();
        } else {
            const JsonValue::Object& object = *value.object();
            if (at < object.size()) {
                json.key(object[at].name);
                begin_value(json, object[at].value, open);
                continue;
            }
            json.end_object();
        }
        open.pop_back();
    }
}

JsonValue text_value(std::string_view text) { return JsonValue(std::string(text)); }

}  // namespace

Understood<ReadContent> content_of(const MicropubProperties& properties,
                                   const MediaOfAddress& media_of) {
    auto title = one_line(properties, "name", kMostTitleCharacters);
    if (!title) return tl::unexpected(title.error());
    auto kicker = one_line(properties, "kicker", kMostTitleCharacters);
    if (!kicker) return tl::unexpected(kicker.error());
    auto subtitle = one_line(properties, "subtitle", kMostTitleCharacters);
    if (!subtitle) return tl::unexpected(subtitle.error());
    auto byline = one_line(properties, "byline", kMostTitleCharacters);
    if (!byline) return tl::unexpected(byline.error());
    auto summary = one_line(properties, "summary", kMostSummaryCharacters);
    if (!summary) return tl::unexpected(summary.error());
    auto body = body_of(properties);
    if (!body) return tl::unexpected(body.error());
    auto tags = tags_of(properties);
    if (!tags) return tl::unexpected(tags.error());
    auto slug = one_line(properties, "mp-slug", kMostSlugBytes);
    if (!slug) return tl::unexpected(slug.error());
    const auto status = one_line(properties, "post-status", kMostPropertyName);
    if (!status) return tl::unexpected(status.error());
    auto other = other_of(properties);
    if (!other) return tl::unexpected(other.error());
    // Last, for it may fetch and keep pictures.
    auto photos = photos_of(properties, media_of);
    if (!photos) return tl::unexpected(photos.error());
    if (title->empty() && summary->empty() && trim(*body).empty() && photos->empty()) {
        return trouble(Trouble::NothingSaid);
    }
    return ReadContent{{.title = std::move(*title),
                        .kicker = std::move(*kicker),
                        .subtitle = std::move(*subtitle),
                        .byline = std::move(*byline),
                        .summary = std::move(*summary),
                        .body = std::move(*body),
                        .tags = std::move(*tags),
                        .photos = std::move(*photos),
                        .slug = std::move(*slug),
                        .other = std::move(*other)},
                       *status == "draft"};
}

MicropubProperties properties_of(const Post& post, const AddressOfMedia& address_of) {
    const PostContent& content = post.content;
    MicropubProperties properties;
    const auto add_text = [&](std::string_view name, const std::string& text) {
        if (!text.empty()) properties.push_back({std::string(name), {text_value(text)}});
    };
    add_text("name", content.title);
    add_text("kicker", content.kicker);
    add_text("subtitle", content.subtitle);
    add_text("byline", content.byline);
    add_text("summary", content.summary);
    add_text("content", content.body);
    if (!content.tags.empty()) {
        MicropubProperty& tags = property_of(properties, "category");
        for (const std::string& tag : content.tags) tags.values.push_back(text_value(tag));
    }
    for (const PostPhoto& photo : content.photos) {
        JsonValue address(address_of(photo.media));
        MicropubProperty& photos = property_of(properties, "photo");
        if (photo.alt.empty()) {
            photos.values.push_back(std::move(address));
        } else {
            photos.values.emplace_back(
                JsonValue::Object{{"value", std::move(address)}, {"alt", text_value(photo.alt)}});
        }
    }
    add_text("mp-slug", content.slug);
    if (post.is_draft) add_text("post-status", "draft");
    if (content.other.empty()) return properties;
    const auto other = parse_json(content.other);
    GAZETTE_ASSERT(other && other->object() != nullptr, "what was kept is what was written");
    for (const JsonValue::Member& member : *other->object()) {
        const JsonValue::Array* const values = member.value.array();
        GAZETTE_ASSERT(values != nullptr, "a property has a list of values");
        properties.push_back({member.name, *values});
    }
    return properties;
}

MicropubProperties updated(MicropubProperties properties, const MicropubRequest& request) {
    for (const MicropubProperty& change : request.replace) {
        property_of(properties, change.name).values = change.values;
    }
    for (const MicropubProperty& change : request.add) {
        JsonValue::Array& values = property_of(properties, change.name).values;
        values.insert(values.end(), change.values.begin(), change.values.end());
    }
    for (const MicropubProperty& change : request.remove_values) {
        JsonValue::Array& values = property_of(properties, change.name).values;
        std::erase_if(values, [&](const JsonValue& value) {
            return std::ranges::find(change.values, value) != change.values.end();
        });
    }
    for (const std::string& name : request.remove) property_of(properties, name).values.clear();
    std::erase_if(properties,
                  [](const MicropubProperty& property) { return property.values.empty(); });
    return properties;
}

void write_properties(JsonWriter& json, const MicropubProperties& properties) {
    for (const MicropubProperty& property : properties) {
        json.key(property.name).begin_array();
        for (const JsonValue& value : property.values) write_value(json, value);
        json.end_array();
    }
}

}  // namespace gazette
