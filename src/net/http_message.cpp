#include "net/http_message.h"

#include <unistd.h>

#include <algorithm>

namespace gazette {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// OPTIMIZATION: without a copy of each; a reader's request is asked for eight names.
bool is_same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
    const auto found = std::ranges::find_if(
        headers, [&](const HttpField& field) { return is_same_name(field.name, name); });
    if (found == headers.end()) return std::nullopt;
    return std::string_view(found->value);
}

std::optional<std::string> HttpRequest::list_header(std::string_view name) const {
    std::optional<std::string> joined;
    for (const HttpField& field : headers) {
        if (!is_same_name(field.name, name)) continue;
        joined = joined ? *joined + ", " + field.value : field.value;
    }
    return joined;
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
