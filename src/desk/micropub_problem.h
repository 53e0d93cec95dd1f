#pragma once
// What can be wrong with a Micropub request: the status, the word that programs know (Micropub
// §3.8, W3C Recommendation of 2017) and a sentence for the person behind the program, in Chinese or
// English. Pure; any thread.
#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace gazette {

enum class MicropubTrouble : std::uint8_t {
    NoToken,
    UnknownToken,
    TwoTokens,
    MissingScope,   // about: the scope
    NotUnderstood,  // the body is not as its type has it
    UnknownType,    // the body's type
    TooLarge,
    UnknownAction,
    NotAnEntry,
    NothingSaid,      // neither text nor picture
    NotAText,         // about: a property
    TooLong,          // about: a property
    TooMany,          // about: a property
    HiddenCharacter,  // about: a property
    NotAList,         // about: a property
    NothingToChange,
    NoSuchPost,
    UnknownQuery,
    BadKey,
    KeyUsedBefore,
    NotAPicture,
    PictureTooLarge,
    PictureUnreadable,
    PictureOutOfReach,
    UnknownFile,  // about: the field in which a file came
    QuotaUsedUp,
    Forbidden,
    ChangedMeanwhile,
    Busy,
    DiskFull,
    Internal,
};

struct MicropubProblem {
    MicropubTrouble trouble = MicropubTrouble::Internal;
    std::string about = {};

    friend bool operator==(const MicropubProblem&, const MicropubProblem&) = default;
};

// A value, or what is wrong.
template <typename T>
using Understood = tl::expected<T, MicropubProblem>;

inline tl::unexpected<MicropubProblem> trouble(MicropubTrouble what, std::string about = {}) {
    return tl::unexpected<MicropubProblem>(MicropubProblem{what, std::move(about)});
}

enum class ProblemLanguage : std::uint8_t { Chinese, English };

// English where the field Accept-Language names it before Chinese; Chinese else.
ProblemLanguage problem_language(std::string_view accept_language);

int status_of(MicropubTrouble what);
std::string_view error_word(MicropubTrouble what);  // "invalid_request"
std::string sentence(const MicropubProblem& problem, ProblemLanguage language);

}  // namespace gazette
