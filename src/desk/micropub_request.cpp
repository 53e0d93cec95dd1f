#include "desk/micropub_request.h"

#include "base/text.h"

#include <algorithm>
#include <optional>

namespace gazette {
namespace {

constexpr std::string_view kTokenName = "access_token";
constexpr std::size_t kMostProperties = 100;
constexpr ByteSet kNameBytes("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

bool is_property_name(std::string_view name) {
    return !name.empty() && name.size() <= kMostPropertyName &&
           find_byte(name, kNameBytes.others(), 0) >= name.size();
}

std::optional<MicropubAction> action_named(std::string_view name) {
    if (name == "create") return MicropubAction::Create;
    if (name == "update") return MicropubAction::Update;
    if (name == "delete") return MicropubAction::Delete;
    if (name == "undelete") return MicropubAction::Undelete;
    return std::nullopt;
}

JsonValue text_value(std::string text) { return JsonValue(std::move(text)); }

JsonValue html_value(std::string html) {
    return JsonValue(JsonValue::Object{{"html", text_value(std::move(html))}});
}

// ---- forms

Understood<void> add_field(const HttpField& field, MicropubRequest& request) {
    std::string_view name = field.name;
    const bool is_html = name == "content[html]";
    if (is_html) name = "content";
    if (name.ends_with("[]")) name.remove_suffix(2);
    if (!is_property_name(name)) return trouble(MicropubTrouble::NotUnderstood);
    if (name == kTokenName) return {};
    MicropubProperty& property = property_of(request.properties, name);
    property.values.push_back(is_html ? html_value(field.value) : text_value(field.value));
    if (request.properties.size() > kMostProperties) return trouble(MicropubTrouble::NotUnderstood);
    return {};
}

// ---- JSON

// A list of values a name. `null` stands for no values at all.
Understood<MicropubProperties> read_properties(const JsonValue& value, std::string_view about) {
    const JsonValue::Object* const object = value.object();
    if (object == nullptr) return trouble(MicropubTrouble::NotAList, std::string(about));
    if (object->size() > kMostProperties) {
        return trouble(MicropubTrouble::TooMany, std::string(about));
    }
    MicropubProperties properties;
    for (const JsonValue::Member& member : *object) {
        if (!is_property_name(member.name)) return trouble(MicropubTrouble::NotUnderstood);
        if (member.name == kTokenName) continue;
        const JsonValue::Array* const values = member.value.array();
        if (values == nullptr) return trouble(MicropubTrouble::NotAList, member.name);
        properties.push_back({member.name, *values});
    }
    return properties;
}

Understood<std::string> read_type(const JsonValue& json) {
    const JsonValue* const type = json.find("type");
    if (type == nullptr) return std::string("entry");
    const JsonValue::Array* const names = type->array();
    const bool is_one = names != nullptr && names->size() == 1;
    const std::string* const name = is_one ? names->front().string() : nullptr;
    if (name == nullptr || !name->starts_with("h-")) return trouble(MicropubTrouble::NotAnEntry);
    return name->substr(2);
}

Understood<void> read_removals(const JsonValue& value, MicropubRequest& request) {
    const JsonValue::Array* const names = value.array();
    if (names == nullptr) {
        auto values = read_properties(value, "delete");
        if (!values) return tl::unexpected(values.error());
        request.remove_values = std::move(*values);
        return {};
    }
    for (const JsonValue& each : *names) {
        const std::string* const name = each.string();
        if (name == nullptr || !is_property_name(*name)) {
            return trouble(MicropubTrouble::NotUnderstood);
        }
        request.remove.push_back(*name);
    }
    return {};
}

Understood<void> read_changes(const JsonValue& json, MicropubRequest& request) {
    if (const JsonValue* const value = json.find("replace")) {
        auto properties = read_properties(*value, "replace");
        if (!properties) return tl::unexpected(properties.error());
        request.replace = std::move(*properties);
    }
    if (const JsonValue* const value = json.find("add")) {
        auto properties = read_properties(*value, "add");
        if (!properties) return tl::unexpected(properties.error());
        request.add = std::move(*properties);
    }
    if (const JsonValue* const value = json.find("delete")) {
        const auto read = read_removals(*value, request);
        if (!read) return tl::unexpected(read.error());
    }
    if (request.replace.empty() && request.add.empty() && request.remove_values.empty() &&
        request.remove.empty()) {
        return trouble(MicropubTrouble::NothingToChange);
    }
    return {};
}

Understood<MicropubRequest> read_creation(const JsonValue& json) {
    MicropubRequest request;
    auto type = read_type(json);
    if (!type) return tl::unexpected(type.error());
    request.type = std::move(*type);
    const JsonValue* const value = json.find("properties");
    if (value == nullptr) return trouble(MicropubTrouble::NothingSaid);
    auto properties = read_properties(*value, "properties");
    if (!properties) return tl::unexpected(properties.error());
    request.properties = std::move(*properties);
    return request;
}

}  // namespace

const MicropubProperty* find_property(const MicropubProperties& properties, std::string_view name) {
    const auto found = std::ranges::find(properties, name, &MicropubProperty::name);
    return found == properties.end() ? nullptr : &*found;
}

MicropubProperty& property_of(MicropubProperties& properties, std::string_view name) {
    const auto found = std::ranges::find(properties, name, &MicropubProperty::name);
    if (found != properties.end()) return *found;
    return properties.emplace_back(MicropubProperty{std::string(name), {}});
}

Understood<MicropubRequest> read_micropub_form(const std::vector<HttpField>& fields) {
    MicropubRequest request;
    for (const HttpField& field : fields) {
        if (field.name == "h") {
            request.type = field.value;
        } else if (field.name == "action") {
            const auto action = action_named(field.value);
            if (!action || *action == MicropubAction::Update) {
                return trouble(MicropubTrouble::UnknownAction);
            }
            request.action = *action;
        } else if (field.name == "url") {
            request.url = field.value;
        } else if (const auto added = add_field(field, request); !added) {
            return tl::unexpected(added.error());
        }
    }
    return request;
}

Understood<MicropubRequest> read_micropub_json(std::string_view text) {
    const auto json =
        parse_json(text, {.most_bytes = kMostMicropubJson, .deepest = 20, .most_values = 10'000});
    if (!json) {
        const bool is_too_large = json.error().code == ErrorCode::TooLarge;
        return trouble(is_too_large ? MicropubTrouble::TooLarge : MicropubTrouble::NotUnderstood);
    }
    if (json->object() == nullptr) return trouble(MicropubTrouble::NotUnderstood);
    const JsonValue* const action_value = json->find("action");
    if (action_value == nullptr) return read_creation(*json);
    const std::string* const name = action_value->string();
    const auto action = name == nullptr ? std::nullopt : action_named(*name);
    if (!action) return trouble(MicropubTrouble::UnknownAction);
    if (*action == MicropubAction::Create) return read_creation(*json);
    MicropubRequest request;
    request.action = *action;
    const JsonValue* const url = json->find("url");
    if (url == nullptr || url->string() == nullptr) return trouble(MicropubTrouble::NoSuchPost);
    request.url = *url->string();
    if (*action == MicropubAction::Update) {
        const auto read = read_changes(*json, request);
        if (!read) return tl::unexpected(read.error());
    }
    return request;
}

}  // namespace gazette
