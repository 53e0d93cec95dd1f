#include "cli/surroundings.h"

namespace gazette {

namespace {

ExitStatus status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::Invalid:
        case ErrorCode::AlreadyExists:
            return ExitStatus::Usage;
        case ErrorCode::Interrupted:
            return ExitStatus::Interrupted;
        case ErrorCode::NotFound:
        case ErrorCode::Denied:
        case ErrorCode::Conflict:
        case ErrorCode::TooLarge:
        case ErrorCode::Full:
        case ErrorCode::Unreachable:
        case ErrorCode::Damaged:
        case ErrorCode::System:
        case ErrorCode::Library:
            return ExitStatus::WorldRefused;
    }
    return ExitStatus::WorldRefused;
}

std::string_view words_key(ErrorCode code) {
    switch (code) {
        case ErrorCode::NotFound:
            return "refused-not-found";
        case ErrorCode::AlreadyExists:
            return "refused-exists";
        case ErrorCode::Denied:
            return "refused-denied";
        case ErrorCode::Conflict:
            return "refused-conflict";
        case ErrorCode::Invalid:
            return "refused-invalid";
        case ErrorCode::TooLarge:
            return "refused-too-large";
        case ErrorCode::Full:
            return "refused-full";
        case ErrorCode::Unreachable:
            return "refused-unreachable";
        case ErrorCode::Damaged:
            return "refused-damaged";
        case ErrorCode::Interrupted:
            return "refused-interrupted";
        case ErrorCode::System:
            return "refused-system";
        case ErrorCode::Library:
            return "refused-library";
    }
    return "refused-system";
}

}  // namespace

ExitStatus refuse(const Surroundings& surroundings, ExitStatus status, std::string_view why) {
    surroundings.err << "gazette: " << why << '\n';
    return status;
}

ExitStatus refuse(const Surroundings& surroundings, const Error& error) {
    return refuse(surroundings, status_of(error.code), error);
}

ExitStatus refuse(const Surroundings& surroundings, ExitStatus status, const Error& error) {
    return refuse(surroundings, status,
                  surroundings.words.text(words_key(error.code), {describe(error)}));
}

}  // namespace gazette
