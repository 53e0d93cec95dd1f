#include "media/generated_mark.h"

#include "formats/json.h"
#include "media/picture_store.h"
#include "support/catch.h"
#include "support/newsroom.h"
#include "support/picture_bytes.h"
#include "support/temporary_folder.h"

#include <string>
#include <utility>
#include <vector>

namespace gazette::testing {
namespace {

constexpr std::string_view kSourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";

// A folder of pictures, and the real gazette-media.
struct Pictures {
    [[nodiscard]] PictureStore open() const {
        PictureStoreOptions options;
        options.newsroom = folder.path();
        options.cache_folder = folder / "cache";
        options.helper = GAZETTE_BINARY_DIR "/gazette-media";
        return std::move(PictureStore::open(*files, options).value());
    }

    void write(const std::string& name, std::string_view bytes) const {
        REQUIRE(files->replace(folder / name, bytes));
    }

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
};

}  // namespace

TEST_CASE("the mark is the standard's field, whatever the medium is called", "[media]") {
    const std::string xmp = generated_mark_xmp({"\"县\" & <融媒体>", "0123"});
    CHECK(xmp.find("digitalsourcetype/trainedAlgorithmicMedia") != std::string::npos);
    const std::string_view open = "<TC260:AIGC>";
    const std::size_t begin = xmp.find(open) + open.size();
    std::string label = xmp.substr(begin, xmp.find("</TC260:AIGC>") - begin);
    CHECK(label.find_first_of("<>\"") == std::string::npos);
    for (const auto& [written, plain] :
         {std::pair{"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}}) {
        for (std::size_t at = label.find(written); at != std::string::npos;
             at = label.find(written, at + 1)) {
            label.replace(at, std::string_view(written).size(), plain);
        }
    }
    const Result<JsonValue> value = parse_json(label, {});
    REQUIRE(value);
    CHECK(*value->find("Label")->string() == "1");
    CHECK(*value->find("ContentPropagator")->string() == "\"县\" & <融媒体>");
    CHECK(*value->find("PropagateID")->string() == "0123");
}

TEST_CASE("a marked picture is still the same picture", "[media]") {
    const Pictures pictures;
    pictures.write("plain.png", png(700, 300));
    pictures.write("clear.png", png(500, 200, PngColour::RgbAlpha));
    PictureStore store = pictures.open();
    const std::string xmp = generated_mark_xmp({"县融媒体中心", "0123"});
    std::vector<PictureFacts> prepared = store.prepare({"plain.png", "clear.png"}).value();
    for (PictureFacts& facts : prepared) {
        REQUIRE(facts.status == PictureStatus::Ready);
        for (std::size_t i = 0; i < facts.renditions.size(); ++i) {
            const Rendition& rendition = facts.renditions[i];
            const std::string bytes = store.read(facts, i).value();
            CHECK(bytes.find(kSourceTypes) == std::string::npos);
            const auto marked = with_xmp(bytes, rendition.format, xmp);
            REQUIRE(marked);
            CHECK(marked->find(xmp) != std::string::npos);
            const bool is_webp = rendition.format == PictureFormat::Webp;
            const Size size = is_webp ? size_of_webp(*marked) : size_of_jpeg(*marked);
            CHECK(size == Size{rendition.width, rendition_height(facts.picture, rendition.width)});
            // Another program's decoder takes it, and finds the alpha where there was some.
            const std::string name = is_webp ? "again.webp" : "again.jpg";
            pictures.write(name, *marked);
            const PictureFacts again = store.prepare({name}).value().front();
            CHECK(again.status == PictureStatus::Ready);
            CHECK(again.detail.empty());
            CHECK(again.picture.width == rendition.width);
            CHECK(again.has_alpha == (is_webp && facts.has_alpha));
        }
    }
}

TEST_CASE("what a picture's own data say of who made it is read", "[media]") {
    const Pictures pictures;
    pictures.write("plain.png", png(40, 30));
    PictureStore store = pictures.open();
    PictureFacts plain = store.prepare({"plain.png"}).value().front();
    CHECK_FALSE(plain.says_generated);
    const auto says = [&](std::string_view xmp) {
        for (std::size_t i = 0; i < plain.renditions.size(); ++i) {
            const PictureFormat format = plain.renditions[i].format;
            const std::string bytes = store.read(plain, i).value();
            const std::string name = format == PictureFormat::Webp ? "a.webp" : "a.jpg";
            pictures.write(name, with_xmp(bytes, format, xmp).value());
            const PictureFacts facts = store.prepare({name}).value().front();
            REQUIRE(facts.status == PictureStatus::Ready);
            if (!facts.says_generated) return false;
        }
        return true;
    };
    const auto source_type = [](std::string_view type) {
        return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">" + std::string(kSourceTypes) +
               std::string(type) + "</x:xmpmeta>";
    };
    CHECK(says(generated_mark_xmp({"县融媒体中心", "0123"})));
    CHECK_FALSE(says(source_type("digitalCapture")));
    CHECK(says(source_type("trainedAlgorithmicMedia")));
    CHECK(says(source_type("compositeWithTrainedAlgorithmicMedia")));
    // The index remembers it: of a picture that is not read again.
    PictureStore reopened = pictures.open();
    CHECK(reopened.prepare({"a.jpg"}).value().front().says_generated);
    CHECK(reopened.counts().pictures_made == 0);
}

TEST_CASE("what is no whole picture is not marked", "[media]") {
    const std::string xmp = generated_mark_xmp({"县融媒体中心", "0123"});
    for (const PictureFormat format : {PictureFormat::Webp, PictureFormat::Jpeg}) {
        for (const std::string bytes : {"", "RIFF", "\xFF\xD8", "\xFF\xD8\xFF\xE0", "GIF89a",
                                        "\xFF\xD8\xFF\xE0\xFF\xFF....", "RIFF\x04\0\0\0WEBP"}) {
            CHECK_FALSE(with_xmp(bytes, format, xmp));
        }
    }
    CHECK_FALSE(with_xmp("\xFF\xD8\xFF\xDB....", PictureFormat::Jpeg, std::string(70'000, 'x')));
}

TEST_CASE("a picture that a machine made is marked in the files of the site", "[media][build]") {
    Newsroom newsroom;
    newsroom.write("assets/made.png", png(500, 300));
    newsroom.write("assets/taken.png", png(500, 300, PngColour::Rgb, 1));
    newsroom.article("2022/07/05/a.md", "机器画的", "正文。",
                     "cover: {src: /assets/made.png, alt: 插画, origin: AI生成}\n");
    newsroom.article("2022/07/06/b.md", "拍的", "![现场](/assets/taken.png)");
    REQUIRE(newsroom.build()->written);
    std::size_t marked = 0;
    for (const auto& [path, bytes] : newsroom.tree()) {
        if (!path.starts_with("pictures/")) continue;
        const bool is_marked = bytes.find(kSourceTypes) != std::string::npos;
        CHECK(is_marked == (path.find("-ai.") != std::string::npos));
        if (is_marked) {
            ++marked;
            CHECK(newsroom.page("2022/07/05/a.html").find(path) != std::string::npos);
        }
    }
    CHECK(marked == 4);  // two widths, two formats
    const Tree before = newsroom.tree();
    CHECK(newsroom.build()->files_written == 0);

    // One story's word is enough: the file is one.
    newsroom.article("2022/07/06/b.md", "拍的", "![现场](/assets/made.png)");
    REQUIRE(newsroom.build()->written);
    CHECK(newsroom.page("2022/07/06/b.html").find("-ai.webp") != std::string::npos);
    CHECK(newsroom.tree() == newsroom.clean_tree());

    newsroom.article("2022/07/05/a.md", "原来是人画的", "正文。",
                     "cover: {src: /assets/made.png, alt: 插画, origin: 绘制}\n");
    REQUIRE(newsroom.build()->written);
    for (const auto& [path, bytes] : newsroom.tree()) {
        CHECK(path.find("-ai.") == std::string::npos);
        CHECK(bytes.find("-ai.webp") == std::string::npos);
    }
}

TEST_CASE("a picture that calls itself a machine's keeps its mark, and the story is told",
          "[media][build]") {
    Newsroom newsroom;
    newsroom.write("assets/taken.png", png(500, 300));
    newsroom.article("2022/07/05/a.md", "拍的", "![现场](/assets/taken.png)");
    REQUIRE(newsroom.build()->written);
    std::string made;
    for (const auto& [path, bytes] : newsroom.tree()) {
        if (!path.ends_with("-500.jpg")) continue;
        made = with_xmp(bytes, PictureFormat::Jpeg, generated_mark_xmp({"画图软件", "1"})).value();
    }
    REQUIRE_FALSE(made.empty());
    newsroom.write("assets/made.jpg", made);
    newsroom.article("2022/07/06/b.md", "没说", "![插画](/assets/made.jpg)");
    newsroom.article("2022/07/07/c.md", "说了", "正文。",
                     "cover: {src: /assets/made.jpg, alt: 插画, origin: AI生成}\n");
    REQUIRE(newsroom.build()->written);
    CHECK(newsroom.codes() == "picture-generated");
    CHECK(newsroom.page("2022/07/06/b.html").find("-ai.webp") != std::string::npos);
    CHECK(newsroom.page("2022/07/05/a.html").find("-ai.") == std::string::npos);
    CHECK(newsroom.tree() == newsroom.clean_tree());
}

}  // namespace gazette::testing
