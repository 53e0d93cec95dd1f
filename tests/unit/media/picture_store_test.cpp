#include "media/picture_store.h"

#include "support/catch.h"
#include "support/picture_bytes.h"
#include "support/temporary_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <memory>

using namespace gazette;
using namespace gazette::testing;

namespace {

// A newsroom with pictures in it, and the real gazette-media.
class Newsroom {
public:
    Newsroom() {
        options_.newsroom = folder_ / "newsroom";
        options_.cache_folder = folder_ / "newsroom/.gazette/pictures";
        options_.helper = GAZETTE_BINARY_DIR "/gazette-media";
        options_.recipe.widths = {48, 96, 160};
        options_.jobs = 1;
        REQUIRE(files_->make_directories(folder_ / "newsroom/assets"));
    }

    void put(const std::string& source, std::string_view bytes) {
        REQUIRE(files_->replace(folder_ / ("newsroom/" + source), bytes));
        // Wait for the file system's clock to tick, so that the file counts as settled.
        const std::int64_t written = info("newsroom/" + source).changed_ns;
        do {
            REQUIRE(files_->replace(folder_ / "tick", ""));
        } while (info("tick").changed_ns <= written);
    }

    PictureStore open() { return PictureStore::open(*files_, options_).value(); }

    PictureFacts prepare(const std::string& source) {
        PictureStore store = open();
        PictureFacts facts = store.prepare({source}).value().front();
        counts_ = store.counts();
        return facts;
    }

    std::string rendition(const PictureFacts& facts, std::size_t index) {
        return files_->read(cached(facts, index), 1U << 20U).value();
    }

    std::string cached(const PictureFacts& facts, std::size_t index) {
        return options_.cache_folder + "/" + facts.renditions.at(index).name;
    }

    // A JPEG made by gazette-media itself.
    std::string jpeg(int width, int height) {
        put("assets/original.png", png(width, height));
        const PictureFacts facts = prepare("assets/original.png");
        return rendition(facts, facts.renditions.size() - 1);
    }

    // Stands in for gazette-media; $REAL is the true one.
    void use_script(const std::string& script) {
        const std::string path = folder_ / "helper";
        REQUIRE(files_->replace(path, "#!/bin/sh\nREAL='" + options_.helper + "'\n" + script));
        REQUIRE(::chmod(path.c_str(), 0755) == 0);
        options_.helper = path;
    }

    FileInfo info(const std::string& path) { return files_->info(folder_ / path).value(); }

    Files& files() { return *files_; }

    PictureStoreOptions& options() { return options_; }

    [[nodiscard]] const PictureStoreCounts& counts() const { return counts_; }

    [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

private:
    TemporaryFolder folder_;
    std::unique_ptr<Files> files_ = real_files();
    PictureStoreOptions options_;
    PictureStoreCounts counts_;
};

}  // namespace

TEST_CASE("a picture is given in three widths and two formats", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(320, 200));
    const PictureFacts facts = newsroom.prepare("assets/a.png");
    REQUIRE(facts.status == PictureStatus::Ready);
    CHECK(facts.picture.digest == sha256(png(320, 200)));
    CHECK(facts.picture.width == 320);
    CHECK(facts.picture.height == 200);
    CHECK(facts.picture.widths == std::vector{48, 96, 160});
    CHECK_FALSE(facts.has_alpha);
    REQUIRE(facts.renditions.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        const Rendition& rendition = facts.renditions[i];
        const std::string bytes = newsroom.rendition(facts, i);
        CHECK(rendition.size_bytes == bytes.size());
        CHECK(rendition.digest == sha256(bytes));
        CHECK(rendition.name == rendition_name(facts.picture, rendition.width, rendition.format));
        const Size size =
            rendition.format == PictureFormat::Webp ? size_of_webp(bytes) : size_of_jpeg(bytes);
        CHECK(size == Size{rendition.width, rendition_height(facts.picture, rendition.width)});
    }
}

TEST_CASE("a small picture keeps its size", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(60, 30));
    const PictureFacts facts = newsroom.prepare("assets/a.png");
    CHECK(facts.picture.widths == std::vector{48, 60});
    CHECK(size_of_jpeg(newsroom.rendition(facts, 3)) == Size{60, 30});
}

TEST_CASE("renditions have exactly the width asked for, whatever the source's", "[media]") {
    Newsroom newsroom;
    newsroom.options().recipe.widths = {7, 33, 101, 150};
    const int width = GENERATE(149, 151, 199, 203, 307, 401, 799);
    newsroom.put("assets/a.png", png(width, 123));
    CHECK(newsroom.prepare("assets/a.png").status == PictureStatus::Ready);
    newsroom.put("assets/a.jpg", newsroom.jpeg(width, 77));
    CHECK(newsroom.prepare("assets/a.jpg").status == PictureStatus::Ready);
}

TEST_CASE("orientation is applied, and camera and place are gone", "[media]") {
    Newsroom newsroom;
    const std::string upright = newsroom.jpeg(120, 40);
    const std::string lying = with_exif(upright, 6);
    REQUIRE(lying.find("Secret Camera") != std::string::npos);
    newsroom.put("assets/a.jpg", lying);
    const PictureFacts facts = newsroom.prepare("assets/a.jpg");
    REQUIRE(facts.status == PictureStatus::Ready);
    CHECK(facts.picture.width == 40);
    CHECK(facts.picture.height == 120);
    CHECK(facts.picture.widths == std::vector{40});
    CHECK(size_of_webp(newsroom.rendition(facts, 0)) == Size{40, 120});
    CHECK(size_of_jpeg(newsroom.rendition(facts, 1)) == Size{40, 120});
    for (std::size_t i = 0; i < facts.renditions.size(); ++i) {
        const std::string bytes = newsroom.rendition(facts, i);
        for (const std::string_view secret : {"Exif", "EXIF", "Secret", "XMP ", "ICCP", "ICC_"}) {
            CHECK(bytes.find(secret) == std::string::npos);
        }
    }
    // Turned by a half, the same size but other pixels.
    newsroom.put("assets/b.jpg", with_exif(upright, 3));
    newsroom.put("assets/c.jpg", with_exif(upright, 1));
    const PictureFacts turned = newsroom.prepare("assets/b.jpg");
    const PictureFacts plain = newsroom.prepare("assets/c.jpg");
    CHECK(turned.picture.width == 120);
    CHECK(newsroom.rendition(turned, 0) != newsroom.rendition(plain, 0));
}

TEST_CASE("transparency is kept in WebP and known to the page", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(60, 30, PngColour::RgbAlpha));
    const PictureFacts facts = newsroom.prepare("assets/a.png");
    REQUIRE(facts.status == PictureStatus::Ready);
    CHECK(facts.has_alpha);
    CHECK(newsroom.rendition(facts, 0).find("ALPH") != std::string::npos);
    CHECK(size_of_jpeg(newsroom.rendition(facts, 1)) == Size{48, 24});
}

TEST_CASE("grey pictures and the first of a GIF's are taken", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(60, 30, PngColour::Grey));
    newsroom.put("assets/a.gif", gif(2));
    CHECK(newsroom.prepare("assets/a.png").status == PictureStatus::Ready);
    const PictureFacts facts = newsroom.prepare("assets/a.gif");
    CHECK(facts.status == PictureStatus::Ready);
    CHECK(facts.picture.height == 1);
}

TEST_CASE("AVIF and HEIC pictures are read", "[media]") {
    Newsroom newsroom;
    const std::string name = GENERATE("gradient-64x40.avif", "gradient-64x40.heic");
    const std::string bytes =
        newsroom.files()
            .read(GAZETTE_SOURCE_DIR "/tests/support/pictures/" + name, 1U << 20U)
            .value();
    newsroom.put("assets/" + name, bytes);
    const PictureFacts facts = newsroom.prepare("assets/" + name);
    CHECK(facts.detail.empty());
    REQUIRE(facts.status == PictureStatus::Ready);
    CHECK(facts.picture.width == 64);
    CHECK(facts.picture.height == 40);
}

TEST_CASE("the same picture gives the same bytes, in any number of helpers", "[media]") {
    Newsroom newsroom;
    std::vector<std::string> sources;
    for (unsigned i = 0; i < 5; ++i) {
        sources.push_back("assets/" + std::to_string(i) + ".png");
        newsroom.put(sources.back(), png(200, 100, PngColour::Rgb, i));
    }
    const auto digests = [&](std::size_t jobs) {
        REQUIRE(remove_tree(newsroom.files(), newsroom.options().cache_folder));
        newsroom.options().jobs = jobs;
        PictureStore store = newsroom.open();
        std::vector<Sha256> all;
        const auto prepared = store.prepare(sources).value();
        for (const PictureFacts& facts : prepared) {
            for (const Rendition& rendition : facts.renditions) all.push_back(rendition.digest);
        }
        CHECK(store.counts().pictures_made == 5);
        return all;
    };
    newsroom.prepare(sources[0]);
    const std::vector<Sha256> alone = digests(1);
    CHECK(alone.size() == 30);
    CHECK(digests(3) == alone);
}

TEST_CASE("what was made is not made again, nor read", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(200, 100));
    const PictureFacts first = newsroom.prepare("assets/a.png");
    CHECK(newsroom.counts().helpers_started == 1);
    CHECK(newsroom.counts().sources_read == 1);
    const PictureFacts second = newsroom.prepare("assets/a.png");
    CHECK(newsroom.counts().helpers_started == 0);
    CHECK(newsroom.counts().sources_read == 0);
    CHECK(second.picture == first.picture);
    CHECK(second.renditions == first.renditions);

    newsroom.put("assets/copy.png", png(200, 100));
    CHECK(newsroom.prepare("assets/copy.png").renditions == first.renditions);
    CHECK(newsroom.counts().sources_read == 1);
    CHECK(newsroom.counts().helpers_started == 0);
}

TEST_CASE("a changed picture is seen, one of the same size and time too", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(50, 50, PngColour::Rgb, 1));
    const PictureFacts first = newsroom.prepare("assets/a.png");
    newsroom.put("assets/a.png", png(50, 50, PngColour::Rgb, 2));
    const PictureFacts second = newsroom.prepare("assets/a.png");
    CHECK(newsroom.counts().pictures_made == 1);
    CHECK(second.picture.digest != first.picture.digest);
}

TEST_CASE("a damaged index, lost or shortened renditions are made good", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(200, 100));
    const PictureFacts first = newsroom.prepare("assets/a.png");
    const std::string index = newsroom.options().cache_folder + "/index";
    const bool index_is_hit = GENERATE(true, false);
    if (index_is_hit) {
        std::string bytes = newsroom.files().read(index, 1U << 20U).value();
        bytes[bytes.size() / 2] ^= 1;
        REQUIRE(newsroom.files().replace(index, bytes));
    } else {
        REQUIRE(newsroom.files().remove(newsroom.cached(first, 0)));
        REQUIRE(newsroom.files().replace(newsroom.cached(first, 1), "short"));
    }
    const PictureFacts second = newsroom.prepare("assets/a.png");
    CHECK(newsroom.counts().index_was_damaged == index_is_hit);
    CHECK(newsroom.counts().pictures_made == 1);
    CHECK(second.renditions == first.renditions);
    CHECK(sha256(newsroom.rendition(second, 1)) == first.renditions[1].digest);
}

TEST_CASE("a rendition that was changed in the cache is not given out", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(200, 100));
    PictureStore store = newsroom.open();
    PictureFacts facts = store.prepare({"assets/a.png"}).value().front();
    const std::string right = store.read(facts, 2).value();
    std::string wrong = right;
    wrong.back() ^= 1;
    REQUIRE(newsroom.files().replace(newsroom.cached(facts, 2), wrong));
    CHECK(store.read(facts, 2).value() == right);
    CHECK(store.counts().pictures_made == 2);
}

TEST_CASE("what is no picture that can be shown is refused with a reason", "[media]") {
    Newsroom newsroom;
    std::string cut_png = png(200, 100);
    cut_png.resize(cut_png.size() / 2);
    std::string cut_jpeg = newsroom.jpeg(160, 100);
    cut_jpeg.resize(cut_jpeg.size() / 2);

    struct Case {
        std::string bytes;
        PictureStatus status;
    };

    const auto [bytes, status] = GENERATE_COPY(values<Case>({
        {png_that_claims(60'000, 60'000), PictureStatus::TooLarge},
        {png_that_claims(20'000, 20'000), PictureStatus::TooLarge},
        {png_that_claims(9'000, 9'000), PictureStatus::Unreadable},
        {png_that_claims(0, 5), PictureStatus::Unreadable},
        {cut_png, PictureStatus::Unreadable},
        {cut_jpeg, PictureStatus::Unreadable},
        {png(200, 100).substr(0, 8), PictureStatus::Unreadable},
        {"\xFF\xD8\xFF\xE0rubbish", PictureStatus::Unreadable},
        {"", PictureStatus::RefusedType},
        {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", PictureStatus::RefusedType},
        {"<?xml version=\"1.0\"?><svg/>", PictureStatus::RefusedType},
        {"%PDF-1.4", PictureStatus::RefusedType},
    }));
    newsroom.put("assets/a.png", bytes);
    newsroom.put("assets/b.png", png(50, 50));
    PictureStore store = newsroom.open();
    const auto facts = store.prepare({"assets/a.png", "assets/b.png"}).value();
    CAPTURE(bytes.substr(0, 40), facts[0].detail);
    CHECK(facts[0].status == status);
    CHECK_FALSE(facts[0].detail.empty());
    CHECK(facts[0].renditions.empty());
    CHECK(facts[1].status == PictureStatus::Ready);
    CHECK(store.counts().helpers_started == 1);
}

TEST_CASE("a picture higher than WebP can be is narrowed", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(20, 20'000, PngColour::Grey));
    const PictureFacts facts = newsroom.prepare("assets/a.png");
    CHECK(facts.detail.empty());
    REQUIRE(facts.picture.widths == std::vector{16});
    CHECK(size_of_webp(newsroom.rendition(facts, 0)) == Size{16, 16'000});
}

TEST_CASE("missing files, folders and what lies outside are told apart", "[media]") {
    Newsroom newsroom;
    REQUIRE(newsroom.files().write_new(newsroom.folder() / "outside.png", png(9, 9)));
    const std::string link = newsroom.folder() / "newsroom/assets/link.png";
    REQUIRE(::symlink((newsroom.folder() / "outside.png").c_str(), link.c_str()) == 0);
    const std::string pipe = newsroom.folder() / "newsroom/assets/pipe.png";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    PictureStore store = newsroom.open();
    const auto facts =
        store
            .prepare({"assets/none.png", "assets", "assets/link.png", "../outside.png",
                      "assets/pipe.png", "", std::string("assets/a\0.png", 13)})
            .value();
    CHECK(facts[0].status == PictureStatus::Missing);
    CHECK(facts[1].status == PictureStatus::Unreadable);
    CHECK(facts[2].status == PictureStatus::Outside);
    CHECK(facts[3].status == PictureStatus::Outside);
    CHECK(facts[4].status == PictureStatus::Unreadable);
    CHECK(facts[5].status == PictureStatus::Missing);
    CHECK(facts[6].status == PictureStatus::Missing);
    CHECK(store.counts().helpers_started == 0);
}

TEST_CASE("a link within the newsroom shows what it leads to, also when that changes", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(50, 50));
    const std::string link = newsroom.folder() / "newsroom/assets/link.png";
    REQUIRE(::symlink("a.png", link.c_str()) == 0);
    CHECK(newsroom.prepare("assets/link.png").picture.width == 50);
    newsroom.put("assets/a.png", png(70, 50));
    CHECK(newsroom.prepare("assets/link.png").picture.width == 70);
}

TEST_CASE("a file too large to be a picture is not even read", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(5, 5));
    const std::string path = newsroom.folder() / "newsroom/assets/a.png";
    REQUIRE(::truncate(path.c_str(), 65LL << 20) == 0);
    CHECK(newsroom.prepare("assets/a.png").status == PictureStatus::TooLarge);
}

TEST_CASE("a helper that crashes on one picture is started again for the rest", "[media]") {
    Newsroom newsroom;
    const std::string bad = png(51, 51);
    newsroom.put("assets/bad.png", bad);
    newsroom.put("assets/good.png", png(50, 50));
    newsroom.use_script("IFS= read -r line\ncase \"$line\" in \"job " + std::to_string(bad.size()) +
                        " \"*) kill -SEGV $$;; esac\n"
                        "{ printf '%s\\n' \"$line\"; exec cat; } | exec \"$REAL\"\n");
    PictureStore store = newsroom.open();
    const auto facts = store.prepare({"assets/bad.png", "assets/good.png"}).value();
    CHECK(facts[0].status == PictureStatus::Unreadable);
    CHECK(facts[0].detail == "gazette-media ended before it had answered");
    CHECK(facts[1].status == PictureStatus::Ready);
    CHECK(store.counts().helpers_started == 2);
}

TEST_CASE("a picture is not blamed for what an earlier one did to its helper", "[media]") {
    Newsroom newsroom;
    std::vector<std::string> sources;
    for (unsigned i = 0; i < 3; ++i) {
        sources.push_back("assets/" + std::to_string(i) + ".png");
        newsroom.put(sources.back(), png(50, 50, PngColour::Rgb, i));
    }
    // Serves one picture and ends.
    newsroom.use_script(
        "IFS= read -r line\nset -- $line\n"
        "{ printf '%s\\n' \"$line\"; exec head -c \"$2\"; } | exec \"$REAL\"\n");
    PictureStore store = newsroom.open();
    const auto prepared = store.prepare(sources).value();
    for (const PictureFacts& facts : prepared) {
        CHECK(facts.status == PictureStatus::Ready);
    }
    CHECK(store.counts().helpers_started == 3);
}

TEST_CASE("a helper that hangs or talks nonsense makes a picture unreadable", "[media]") {
    Newsroom newsroom;
    newsroom.put("assets/a.png", png(50, 50));
    const std::string script = GENERATE(
        "exec sleep 100\n", "echo hello; exec sleep 100\n", "exec cat\n",
        "echo made 50 50 0 4; echo rendition 48 webp 4; echo xxx; exec sleep 100\n",
        "echo made 50 50 0 4; echo rendition 50 webp 4; exec sleep 100\n",
        "echo made 50 50 0 4; echo rendition 48 jpg 4; exec sleep 100\n",
        "printf 'refused broken x\\nmore\\n'; exec sleep 100\n", "exec tr '\\000-\\377' x\n");
    CAPTURE(script);
    newsroom.use_script(script);
    newsroom.options().helper_timeout_ms = 300;
    const PictureFacts facts = newsroom.prepare("assets/a.png");
    CHECK(facts.status == PictureStatus::Unreadable);
    CHECK(facts.detail.starts_with("gazette-media "));
}

TEST_CASE("without a helper pictures are an error of the world, not of the newsroom", "[media]") {
    Newsroom newsroom;
    newsroom.options().helper = newsroom.folder() / "no-such-program";
    newsroom.put("assets/a.png", png(50, 50));
    PictureStore store = newsroom.open();
    CHECK(store.prepare({"assets/none.png"}).has_value());
    const auto facts = store.prepare({"assets/a.png"});
    REQUIRE_FALSE(facts);
    CHECK(facts.error().code == ErrorCode::NotFound);
    CHECK(describe(facts.error()).find("no-such-program") != std::string::npos);
}

TEST_CASE("an impossible recipe is refused", "[media]") {
    Newsroom newsroom;
    newsroom.options().recipe =
        GENERATE(PictureRecipe{{}, 80, 82}, PictureRecipe{{0}, 80, 82}, PictureRecipe{{480}, 0, 82},
                 PictureRecipe{{480}, 80, 101}, PictureRecipe{std::vector<int>(17, 480), 80, 82});
    const auto store = PictureStore::open(newsroom.files(), newsroom.options());
    REQUIRE_FALSE(store);
    CHECK(store.error().code == ErrorCode::Invalid);
}

TEST_CASE("gazette-media is found beside the program", "[media]") {
    const auto files = real_files();
    CHECK(find_media_helper(*files).value() ==
          files->resolve(GAZETTE_BINARY_DIR "/gazette-media").value());
}
