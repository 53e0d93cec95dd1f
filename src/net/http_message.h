#pragma once
// What a server receives and answers, independent of the library that speaks HTTP. Values; a
// request's views live as long as the call that hands it over.
#include "base/hash.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

struct HttpField {
    std::string name;
    std::string value;
};

struct HttpRequest {
    std::string method;            // "GET": as sent, case matters
    std::string path;              // decoded by decode_request_path; "*" with OPTIONS alone
    std::vector<HttpField> query;  // decoded; what cannot be decoded is left out
    bool query_is_broken = false;  // something was left out: an escape, or what is not UTF-8
    std::vector<HttpField> headers;
    std::optional<std::uint64_t> content_length;  // nothing: no body, or one of unknown length
    bool has_body = false;
    std::string client;  // numeric address, without port

    // The first field of this name, upper and lower case alike.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    // Of a field whose value is a list: all of this name, as one (RFC 9110 §5.3).
    [[nodiscard]] std::optional<std::string> list_header(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

// A file's part as a body; owns the descriptor.
class FileBody {
public:
    FileBody(int fd, std::uint64_t offset, std::uint64_t length)
        : fd_(fd), offset_(offset), length_(length) {}

    ~FileBody();
    FileBody(const FileBody&) = delete;
    FileBody& operator=(const FileBody&) = delete;
    FileBody(FileBody&& other) noexcept;
    FileBody& operator=(FileBody&& other) noexcept;

    // False for the descriptor -1.
    [[nodiscard]] bool is_open() const { return fd_ >= 0; }

    [[nodiscard]] int descriptor() const { return fd_; }

    [[nodiscard]] std::uint64_t offset() const { return offset_; }

    [[nodiscard]] std::uint64_t length() const { return length_; }

    // Only this part of what it was.
    void narrow(std::uint64_t offset, std::uint64_t length) {
        offset_ += offset;
        length_ = length;
    }

    // Hands the descriptor over to the caller.
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }

private:
    int fd_;
    std::uint64_t offset_;
    std::uint64_t length_;
};

// A body whose bytes come when they come, without a length that is known before. The server asks
// it from one of its threads at a time, and destroys it when the exchange is over, whoever ended
// it.
class HttpStream {
public:
    virtual ~HttpStream() = default;
    HttpStream(const HttpStream&) = delete;
    HttpStream& operator=(const HttpStream&) = delete;
    HttpStream(HttpStream&&) = delete;
    HttpStream& operator=(HttpStream&&) = delete;

    // Puts what there is now into `out`, at most `room` bytes, and says how many; 0: nothing now.
    virtual std::size_t read(char* out, std::size_t room) = 0;
    // No byte will come any more.
    [[nodiscard]] virtual bool is_over() = 0;
    // After nothing was read: `wake` is to be called, once and from any thread, when there is
    // something or it is over. False: that is so already, and `wake` will not be called. Never
    // called when the stream was destroyed.
    virtual bool wait(std::function<void()> wake) = 0;

protected:
    HttpStream() = default;
};

struct HttpResponse {
    int status = 200;
    std::vector<HttpField> headers;  // Content-Length and Date are the server's
    std::string text;
    std::optional<FileBody> file;             // instead of text
    std::unique_ptr<HttpStream> stream = {};  // instead of both
    // What the body is made of, so that a running answer is found when that must not be given any
    // more (HttpServer::cut_off). Nothing: it is always given to its end.
    std::optional<Sha256> source = {};
};

// Takes the body of one request as it arrives, then answers. One thread at a time.
class HttpUpload {
public:
    virtual ~HttpUpload() = default;
    HttpUpload(const HttpUpload&) = delete;
    HttpUpload& operator=(const HttpUpload&) = delete;
    HttpUpload(HttpUpload&&) = delete;
    HttpUpload& operator=(HttpUpload&&) = delete;

    // The next piece. What is wrong is kept until finish(): HTTP/1.1 has no earlier place for it.
    virtual void add(std::string_view piece) = 0;
    // All of the body was given. An upload that is cut off is destroyed without it.
    virtual HttpResponse finish() = 0;

protected:
    HttpUpload() = default;
};

}  // namespace gazette
