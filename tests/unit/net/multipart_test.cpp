#include "net/multipart.h"

#include "base/text.h"
#include "support/catch.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

using namespace gazette;

namespace {

// What was handed over, a line a part: "field name=value", "file name file-name type: bytes".
class Collector final : public MultipartReceiver {
public:
    Result<void> field(std::string name, std::string value) override {
        CHECK_FALSE(is_in_file_);
        parts.push_back("field " + name + "=" + value);
        if (name == stops_at) return failure(ErrorCode::Denied, "no further");
        return {};
    }

    Result<void> begin_file(FilePart part) override {
        CHECK_FALSE(is_in_file_);
        is_in_file_ = true;
        parts.push_back("file " + part.name + " " + part.file_name + " " + part.claimed_type +
                        ": ");
        return {};
    }

    Result<void> add_to_file(std::string_view bytes) override {
        CHECK(is_in_file_);
        CHECK_FALSE(bytes.empty());
        parts.back() += bytes;
        return {};
    }

    Result<void> end_file() override {
        CHECK(is_in_file_);
        is_in_file_ = false;
        parts.back() += "|";
        return {};
    }

    std::vector<std::string> parts;
    std::string stops_at;

private:
    bool is_in_file_ = false;
};

struct Outcome {
    std::vector<std::string> parts;
    std::string error;  // empty: it was read to its end

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

const MultipartLimits kSmall{.most_bytes = 2000,
                             .most_parts = 5,
                             .most_head_bytes = 150,
                             .most_field_bytes = 40,
                             .most_fields_bytes = 60,
                             .most_file_bytes = 50,
                             .most_name_bytes = 20,
                             .most_file_name_bytes = 30};

Outcome read_in_pieces(std::string_view body, std::size_t piece,
                       const MultipartLimits& limits = kSmall) {
    Collector collector;
    auto reader = MultipartReader::open("multipart/form-data; boundary=XyZ", collector, limits);
    REQUIRE(reader);
    for (std::size_t at = 0; at < body.size(); at += piece) {
        if (const auto added = reader->add(body.substr(at, piece)); !added) {
            const Result<void> again = reader->add(body.substr(at, piece));
            CHECK(again.error().what == added.error().what);
            CHECK(reader->finish().error().what == added.error().what);
            return {collector.parts, added.error().what};
        }
    }
    const auto finished = reader->finish();
    return {collector.parts, finished ? std::string() : finished.error().what};
}

// In all pieces alike.
Outcome read_body(const std::string& body) {
    Outcome whole = read_in_pieces(body, std::max<std::size_t>(body.size(), 1));
    for (std::size_t piece = 1; piece < body.size(); ++piece) {
        CAPTURE(piece);
        CHECK(read_in_pieces(body, piece) == whole);
    }
    return whole;
}

// Written with "\n" for CRLF.
std::string crlf(std::string_view text) { return replace_all(text, "\n", "\r\n"); }

std::string field(std::string_view name, std::string_view value) {
    return crlf("--XyZ\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\n\n") +
           std::string(value) + "\r\n";
}

std::string part(std::string_view head, std::string_view content = "x") {
    return crlf("--XyZ\n" + std::string(head) + "\n\n") + std::string(content) + "\r\n--XyZ--\r\n";
}

const std::string kDisposition = "Content-Disposition: form-data; name=\"a\"";
const std::string kFile = kDisposition + "; filename=\"b.jpg\"";

}  // namespace

TEST_CASE("parts are handed over in their order, whatever the pieces", "[multipart]") {
    const Outcome read =
        read_body(field("h", "entry") + field("content", "象棋赛\r\n昨日开赛") +
                  crlf("--XyZ\ncontent-disposition: form-data; name=photo; filename=\"棋.jpg\"\n"
                       "Content-Type: Image/JPEG\n\n") +
                  "\xFF\xD8\r\n-\r\n--Xy\r\r\n--XyY" + crlf("\n--XyZ--\n"));
    CHECK(read.error.empty());
    REQUIRE(read.parts.size() == 3);
    CHECK(read.parts[0] == "field h=entry");
    CHECK(read.parts[1] == "field content=象棋赛\r\n昨日开赛");
    CHECK(read.parts[2] == "file photo 棋.jpg image/jpeg: \xFF\xD8\r\n-\r\n--Xy\r\r\n--XyY|");
}

TEST_CASE("what stands around the parts is dropped, blanks behind a delimiter too", "[multipart]") {
    const Outcome read =
        read_body("preamble\r\n--Xy" + crlf("\n--XyZ \t\n" + kDisposition + "\n\n1\n--XyZ--") +
                  "epilogue\r\n--XyZ\r\nmore");
    CHECK(read.error.empty());
    CHECK(read.parts == std::vector<std::string>{"field a=1"});
}

TEST_CASE("a form without parts, a part without content", "[multipart]") {
    CHECK(read_body("--XyZ--") == Outcome{});
    CHECK(read_body(field("a", "") + "--XyZ--").parts == std::vector<std::string>{"field a="});
    // With the line end of the head as the delimiter's.
    CHECK(read_body(crlf("--XyZ\n" + kDisposition + "\n\n--XyZ--")) == Outcome{{"field a="}, ""});
    CHECK(read_body(part(kFile, "")).parts == std::vector<std::string>{"file a b.jpg : |"});
}

TEST_CASE("a file input that was left empty is no part", "[multipart]") {
    CHECK(read_body(part(kDisposition + "; filename=\"\"", "")) == Outcome{});
    CHECK(read_body(part(kDisposition + "; filename=\"\"", "x")).parts ==
          std::vector<std::string>{"file a  : x|"});
}

TEST_CASE("a file's name is for people and never a path", "[multipart]") {
    const std::vector<std::pair<std::string, std::string>> names = {
        {R"(filename="C:\fotos\象.jpg")", "象.jpg"},
        {R"(filename="../../etc/passwd")", "passwd"},
        {R"(filename="a%22b.jpg")", "a\"b.jpg"},
        {R"(filename="a\"b.jpg")", "a\"b.jpg"},
        {R"(filename="a%0D%0Ab.jpg")", "ab.jpg"},
        {R"(filename="x.jpg"; filename*=UTF-8''%E8%B1%A1%2Fy.jpg)", "y.jpg"},
        {R"(filename*=UTF-8''%E8%B1%A1.jpg)", "象.jpg"},
        {R"(filename=plain.jpg)", "plain.jpg"},
    };
    for (const auto& [parameter, expected] : names) {
        CAPTURE(parameter);
        CHECK(read_body(part(fmt::format("{}; {}", kDisposition, parameter))).parts ==
              std::vector<std::string>{"file a " + expected + " : x|"});
    }
}

TEST_CASE("what another reader could read otherwise is refused", "[multipart]") {
    const std::string nul(1, '\0');
    const std::vector<std::pair<std::string, std::string>> bodies = {
        {"", "the form is cut off"},
        {"--XyZ", "the form is cut off"},
        {"--XyZ-", "the form is cut off"},
        {"no delimiter at all", "the form is cut off"},
        {field("a", "1"), "the form is cut off"},
        {crlf("--XyZ\n" + kDisposition + "\n"), "the form is cut off"},
        {"--XyZ\n" + kDisposition + "\n\n1\n--XyZ--\n", "a delimiter is not on its own"},
        {"--XyZZ\r\n" + kDisposition, "a delimiter is not on its own"},
        {"--XyZ  x\r\n" + kDisposition, "a delimiter is not on its own"},
        {"--XyZ" + std::string(101, ' '), "a delimiter is not on its own"},
        {part(""), "a part that is no form data"},
        {part("X: 1"), "a part that is no form data"},
        {part("Content-Disposition: attachment; name=a"), "a part that is no form data"},
        {part("Content-Disposition: form-data"), "a part without a name"},
        {part("Content-Disposition: form-data; name=\"\""), "a part without a name"},
        {part("Content-Disposition: form-data; name=a; name=b"), "a parameter stands twice"},
        {part(kDisposition + "\n" + kDisposition), "a part's field stands twice"},
        {part(kDisposition + "\n folded"), "a part's field is folded"},
        {part("no colon"), "a part's field without ':'"},
        {part(": x"), "a part's field without ':'"},
        {part(kDisposition + nul), "a part's field with a bare line end or NUL"},
        {part(kDisposition + "\rX: 1"), "a part's field with a bare line end or NUL"},
        {part(kDisposition + "; filename*=GBK''%CF%F3"),
         "a file's extended name cannot be decoded"},
        {part(kDisposition + "; filename=\"\xFF\""), "a file's name is not UTF-8"},
        {part("Content-Disposition: form-data; name=\"\xFF\""), "a part's name is not UTF-8"},
        {part(kDisposition, nul), "a field of the form has a NUL"},
        {part(kDisposition, "\xFF"), "the form is not UTF-8"},
        {part("Content-Disposition: form-data; name=_charset_", "gbk"),
         "the form says that it is not UTF-8"},
        {part(kDisposition + "\nContent-Type: text/plain; charset=gbk"),
         "a field that is not UTF-8"},
        {part(kFile + "\nContent-Transfer-Encoding: base64"), "a part in a transfer encoding"},
        {part(kDisposition + "\nContent-Type: multipart/mixed; boundary=Q",
              "--Q\r\n\r\nx\r\n--Q--"),
         "a part with parts in it"},
    };
    for (const auto& [body, error] : bodies) {
        CAPTURE(body);
        const Outcome read = read_body(body);
        CHECK(read.error == error);
        CHECK(read.parts.empty());
    }
}

TEST_CASE("a boundary within a text is refused, for it may be meant otherwise", "[multipart]") {
    CHECK(read_body(field("a", "1\r\n--XyZinside")) ==
          Outcome{{"field a=1"}, "a delimiter is not on its own"});
}

TEST_CASE("a form over a limit is refused where it passes it", "[multipart]") {
    std::string many;
    for (int i = 0; i < 10'000; ++i) many += field("a", "1");
    const Outcome parts = read_in_pieces(many, 4096, {.most_parts = 100});
    CHECK(parts.error == "the form has too many parts");
    CHECK(parts.parts.size() == 100);

    const std::string ten(10, 'x');
    const std::vector<std::pair<std::string, std::string>> bodies = {
        {part(kDisposition, std::string(41, 'x')), "a field of the form is too long"},
        {field("a", std::string(40, 'x')) + part(kDisposition, std::string(21, 'x')),
         "the fields of the form are too long"},
        {part(kFile, std::string(51, 'x')), "a file is too large"},
        {part(kDisposition + "; filename=\"" + std::string(31, 'x') + "\""),
         "a file's name is too long"},
        {part("Content-Disposition: form-data; name=" + std::string(21, 'n')),
         "a part's name is too long"},
        {part(kDisposition + "\nX: " + std::string(200, 'x')), "a part's fields are too long"},
        {"--XyZ\r\nX: " + std::string(2500, 'x'), "a part's fields are too long"},
        {std::string(2001, 'x'), "the form is too large"},
        {part(kDisposition) + std::string(2000, 'x'), "the form is too large"},
    };
    for (const auto& [body, error] : bodies) {
        CAPTURE(body);
        CHECK(read_body(body).error == error);
    }
    CHECK(read_body(part(kFile, std::string(50, 'x'))).error.empty());
    CHECK(read_body(part(kDisposition, std::string(40, 'x'))).error.empty());
}

TEST_CASE("a receiver that refuses a part gets no further one", "[multipart]") {
    const std::string body = field("content", "1") + part(kFile);
    for (std::size_t piece = 1; piece <= body.size(); ++piece) {
        Collector collector;
        collector.stops_at = "content";
        auto reader = MultipartReader::open("multipart/form-data; boundary=XyZ", collector, kSmall);
        REQUIRE(reader);
        for (std::size_t at = 0; at < body.size(); at += piece) {
            static_cast<void>(reader->add(std::string_view(body).substr(at, piece)));
        }
        CHECK(reader->finish().error().code == ErrorCode::Denied);
        CHECK(collector.parts == std::vector<std::string>{"field content=1"});
    }
}

TEST_CASE("a form that is cut off anywhere is refused, with its first parts alone", "[multipart]") {
    const std::string body = field("h", "entry") + part(kFile, "abc");
    const std::size_t end = body.rfind("--");  // what comes behind says nothing more
    for (std::size_t cut = 0; cut < end + 2; ++cut) {
        CAPTURE(cut);
        const Outcome read = read_in_pieces(body.substr(0, cut), 7);
        CHECK(read.error == "the form is cut off");
        CHECK(read.parts.size() <= 2);
    }
    CHECK(read_in_pieces(body.substr(0, end + 2), 7).error.empty());
}

TEST_CASE("a boundary is one, or the form is not read", "[multipart]") {
    Collector collector;
    const std::vector<std::string> refused = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=\"a\"; boundary=b",
        "multipart/form-data; boundary=\"a\\\"b\"",
        "multipart/mixed; boundary=a",
        "application/x-www-form-urlencoded",
        "",
        "multipart/form-data; boundary=" + std::string(71, '1')};
    for (const std::string& type : refused) {
        CAPTURE(type);
        CHECK_FALSE(MultipartReader::open(type, collector));
    }
    CHECK(MultipartReader::open("Multipart/Form-Data; charset=x; BOUNDARY=\"a b'()+_,-./:=?c\"",
                                collector));
}
