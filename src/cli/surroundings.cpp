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

}  // namespace

ExitStatus refuse(const Surroundings& surroundings, ExitStatus status, std::string_view why) {
    surroundings.err << "gazette: " << why << '\n';
    return status;
}

ExitStatus refuse(const Surroundings& surroundings, const Error& error) {
    return refuse(surroundings, status_of(error.code), describe(error));
}

}  // namespace gazette
