#include "net/http_message.h"

#include "base/text.h"

#include <unistd.h>

#include <algorithm>

namespace gazette {

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
    const std::string wanted = ascii_lower(name);
    const auto found = std::ranges::find_if(
        headers, [&](const HttpField& field) { return ascii_lower(field.name) == wanted; });
    if (found == headers.end()) return std::nullopt;
    return std::string_view(found->value);
}

std::optional<std::string_view> HttpRequest::parameter(std::string_view name) const {
    const auto found = std::ranges::find(query, name, &HttpField::name);
    if (found == query.end()) return std::nullopt;
    return std::string_view(found->value);
}

FileBody::~FileBody() {
    if (fd_ >= 0) ::close(fd_);
}

FileBody::FileBody(FileBody&& other) noexcept
    : fd_(other.release()), offset_(other.offset_), length_(other.length_) {}

FileBody& FileBody::operator=(FileBody&& other) noexcept {
    if (this == &other) return *this;
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
    offset_ = other.offset_;
    length_ = other.length_;
    return *this;
}

}  // namespace gazette
