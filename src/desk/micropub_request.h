#pragma once
// A Micropub request as data (W3C Recommendation of 23 May 2017, §3.1–3.6): what is asked for, with
// properties as Microformats 2 has them, a name and a list of values each. Forms and JSON come to
// the same. Nothing here knows what a property means (micropub_properties.h does).
//
// Pure; any thread. `access_token` is no property and is left out wherever it stands.
#include "desk/micropub_problem.h"
#include "formats/json.h"
#include "net/http_message.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct MicropubProperty {
    std::string name;
    JsonValue::Array values;

    friend bool operator==(const MicropubProperty&, const MicropubProperty&) = default;
};

using MicropubProperties = std::vector<MicropubProperty>;

// The property of this name, or null.
const MicropubProperty* find_property(const MicropubProperties& properties, std::string_view name);
// …which is made where there is none.
MicropubProperty& property_of(MicropubProperties& properties, std::string_view name);

enum class MicropubAction : std::uint8_t { Create, Update, Delete, Undelete };

struct MicropubRequest {
    MicropubAction action = MicropubAction::Create;
    std::string type = "entry";     // to create: without its "h-"
    MicropubProperties properties;  // to create
    std::string url;                // all others: of which post
    // Update.
    MicropubProperties replace;
    MicropubProperties add;
    MicropubProperties remove_values;
    std::vector<std::string> remove;  // whole properties
};

inline constexpr std::size_t kMostMicropubJson = std::size_t{2} << 20U;
inline constexpr std::size_t kMostPropertyName = 64;

// `name[]` is one more value of `name`, `content[html]` a value that is HTML. An update cannot be
// told by a form.
Understood<MicropubRequest> read_micropub_form(const std::vector<HttpField>& fields);
Understood<MicropubRequest> read_micropub_json(std::string_view text);

}  // namespace gazette
