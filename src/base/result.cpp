#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace gazette {

std::string describe(const Error& error) {
    std::string text;
    for (auto doing = error.context.rbegin(); doing != error.context.rend(); ++doing) {
        text += *doing;
        text += ": ";
    }
    text += error.what;
    if (error.os_error != 0) {
        text += ": ";
        text += std::generic_category().message(error.os_error);
    }
    return text;
}

namespace {

ErrorCode code_of(int os_error) {
    switch (os_error) {
        case ENOENT:
        case ENOTDIR:
            return ErrorCode::NotFound;
        case EEXIST:
        case ENOTEMPTY:
            return ErrorCode::AlreadyExists;
        case EACCES:
        case EPERM:
        case EROFS:
        case ELOOP:
            return ErrorCode::Denied;
        case ENOSPC:
        case EDQUOT:
            return ErrorCode::Full;
        case EFBIG:
            return ErrorCode::TooLarge;
        case EINTR:
            return ErrorCode::Interrupted;
        default:
            return ErrorCode::System;
    }
}

}  // namespace

Error system_error(std::string what, int os_error) {
    return Error{code_of(os_error), std::move(what), {}, os_error};
}

}  // namespace gazette
