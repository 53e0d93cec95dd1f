#include "media/media_protocol.h"

#include "media/picture_kind.h"
#include "media/picture_limits.h"
#include "support/catch.h"
#include "support/picture_bytes.h"

#include <string>

using namespace gazette;

namespace {

std::string_view without_end(std::string_view line) { return line.substr(0, line.size() - 1); }

}  // namespace

TEST_CASE("every line of the protocol is read as it was printed", "[media]") {
    const JobLine job{12'345, PictureRecipe{{480, 960}, 70, 75}};
    CHECK(print(job) == "job 12345 70 75 480,960\n");
    CHECK(parse_job(without_end(print(job))) == job);

    const MadeLine made{1600, 900, true, true, 6};
    CHECK(parse_made(without_end(print(made))) == made);

    for (const PictureFormat format : {PictureFormat::Webp, PictureFormat::Jpeg}) {
        const RenditionLine rendition{480, format, 99};
        CHECK(parse_rendition(without_end(print(rendition))) == rendition);
    }
    for (const RefusalReason reason :
         {RefusalReason::Large, RefusalReason::Type, RefusalReason::Broken}) {
        const RefusedLine refused{reason, "no such thing"};
        CHECK(parse_refused(without_end(print(refused))) == refused);
    }

    const CleanLine clean{12'345};
    CHECK(print(clean) == "clean 12345\n");
    CHECK(parse_clean(without_end(print(clean))) == clean);
    for (const PictureKind kind :
         {PictureKind::Jpeg, PictureKind::Png, PictureKind::Gif, PictureKind::Webp}) {
        const CleanedLine cleaned{1600, 900, kind, 99};
        CHECK(parse_cleaned(without_end(print(cleaned))) == cleaned);
    }
}

TEST_CASE("a line beyond a limit or out of form is none", "[media]") {
    const std::string line = GENERATE(
        "", "job", "job 1 80 82", "job 1 80 82 ", "job 1 80 82 480,", "job 1 80 82 0",
        "job 1 80 82 20000", "job 1 0 82 480", "job 1 80 101 480", "job -1 80 82 480",
        "job 99999999999 80 82 480", "job 1 80 82 480 ", "job  1 80 82 480", "job 1x 80 82 480",
        "job 1 80 82 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "made 0 1 0 0 2", "made 1 1 2 0 2",
        "made 1 1 0 2 2", "made 1 1 0 0 0", "made 1 99999 0 0 2", "made 1 1 0 0 99", "made 1 1 0 2",
        "rendition 480 gif 1", "rendition 480 webp 0", "rendition 480 webp 99999999999", "refused",
        "refused odd why", "clean", "clean -1", "clean 1 ", "clean 99999999999", "cleaned 1 1 jpg",
        "cleaned 1 1 heif 1", "cleaned 0 1 jpg 1", "cleaned 1 99999 jpg 1", "cleaned 1 1 jpg 0",
        "cleaned 1 1 jpg 99999999999");
    CAPTURE(line);
    CHECK_FALSE(parse_job(line));
    CHECK_FALSE(parse_made(line));
    CHECK_FALSE(parse_rendition(line));
    CHECK_FALSE(parse_refused(line));
    CHECK_FALSE(parse_clean(line));
    CHECK_FALSE(parse_cleaned(line));
}

TEST_CASE("a reason is one short line of printable text", "[media]") {
    const std::string line =
        print(RefusedLine{RefusalReason::Broken, "a\nb\x1B[0m" + std::string(5000, 'x')});
    CHECK(line.size() < kMaxProtocolLine);
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(line.starts_with("refused broken a b [0mxx"));
    CHECK_FALSE(parse_job(std::string(kMaxProtocolLine + 1, '1')));
}

TEST_CASE("a picture's kind is told by its first bytes", "[media]") {
    CHECK(picture_kind("\xFF\xD8\xFF\xE0") == PictureKind::Jpeg);
    CHECK(picture_kind(testing::png(1, 1)) == PictureKind::Png);
    CHECK(picture_kind(testing::gif(1)) == PictureKind::Gif);
    CHECK(picture_kind(std::string("RIFF\0\0\0\0WEBP", 12)) == PictureKind::Webp);
    CHECK(picture_kind(std::string("\0\0\0\x18"
                                   "ftypheic",
                                   12)) == PictureKind::Heif);
    CHECK_FALSE(picture_kind(""));
    CHECK_FALSE(picture_kind("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
    CHECK_FALSE(picture_kind("II*\0"));
    CHECK_FALSE(
        picture_kind(std::string("\0\0\0\x18"
                                 "ftypisom",
                                 12)));
    CHECK_FALSE(picture_kind("RIFF"));
}
