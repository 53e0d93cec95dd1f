#include "desk/media_store.h"

#include "support/catch.h"
#include "support/failing_files.h"
#include "support/memory_posts.h"
#include "support/micropub_world.h"
#include "support/picture_bytes.h"

using namespace gazette;
using namespace gazette::testing;

namespace {

const PostAuthor kLin{"qixiang", "lin", "Quill"};
const PostAuthor kShen{"wenyi", "shen", "Quill"};

struct World {
    World() { open(); }

    void open(const std::string& helper = GAZETTE_BINARY_DIR "/gazette-media") {
        store.reset();
        store = MediaStore::open(*files, clock, rows,
                                 {.data = folder.path(), .helper = helper, .most_bytes = 20'000})
                    .value();
    }

    [[nodiscard]] std::size_t count(const std::string& name) const {
        return files->list(folder / name).value().size();
    }

    UploadProblem refused(std::string_view bytes) {
        const auto kept = store->keep(kLin, bytes);
        REQUIRE(kept);
        REQUIRE(std::holds_alternative<UploadProblem>(*kept));
        CHECK(count("incoming") == 0);
        CHECK(count("media") == rows.rows.size());
        return std::get<UploadProblem>(*kept);
    }

    MediaRow kept(std::string_view bytes, const PostAuthor& author = kLin) {
        const auto kept = store->keep(author, bytes);
        REQUIRE(kept);
        REQUIRE(std::holds_alternative<MediaRow>(*kept));
        CHECK(count("incoming") == 0);
        return std::get<MediaRow>(*kept);
    }

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    SettableClock clock;
    MemoryMediaRows rows;
    std::unique_ptr<MediaStore> store;
};

}  // namespace

TEST_CASE("what is uploaded is judged by its content, not by what it is called", "[media]") {
    World world;
    for (const std::string bytes :
         {"", "x", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<!doctype html><p>棋</p>",
          "%PDF-1.7", "PK\x03\x04 a docx", "II*\0 a TIFF of a camera", "BM a bitmap here"}) {
        CAPTURE(bytes);
        CHECK(world.refused(bytes) == UploadProblem::NotAPicture);
    }
    CHECK(world.refused(png(8, 8).substr(0, 60)) == UploadProblem::Unreadable);
    CHECK(world.refused("GIF89a and then a script") == UploadProblem::Unreadable);
    CHECK(world.refused(png_that_claims(30'001, 10)) == UploadProblem::TooLarge);
    CHECK(world.refused(png(200, 200)) == UploadProblem::TooLarge);
    CHECK(world.rows.rows.empty());
}

TEST_CASE("a picture is kept upright and without its place, under a random name", "[media]") {
    World world;
    const MediaRow row = world.kept(with_exif(sample_jpeg(40, 30), 6));
    CHECK(row.kind == PictureKind::Jpeg);
    CHECK(row.width == 30);
    CHECK(row.height == 40);
    CHECK(row.created == world.clock.moment);
    const std::string bytes =
        world.files->read(world.folder / ("media/" + row.id), 1 << 20).value();
    CHECK(bytes.size() == row.size_bytes);
    CHECK(size_of_jpeg(bytes) == Size{30, 40});
    CHECK(bytes.find("Exif") == std::string::npos);
    CHECK((world.files->info(world.folder / ("media/" + row.id))->mode & 077U) == 0);
    CHECK(world.store->open_file(row).value().length() == row.size_bytes);
}

TEST_CASE("the same picture is one for its owner and another for anybody else", "[media]") {
    World world;
    const MediaRow first = world.kept(png(5, 5));
    CHECK(world.kept(png(5, 5)).id == first.id);
    CHECK(world.kept(png(5, 5), kShen).id != first.id);
    CHECK(world.kept(png(5, 5), {"qixiang", "lin", "another program"}).id != first.id);
    CHECK(world.store->find(kLin, first.id));
    const auto foreign = world.store->find(kShen, first.id);
    const auto unknown = world.store->find(kShen, std::string(26, 'a'));
    CHECK(foreign.error().code == ErrorCode::NotFound);
    CHECK(describe(foreign.error()) == describe(unknown.error()));
    const std::string slashes(26, '/');
    for (const char* id : {"", "../desk.db", "a", "..", slashes.c_str()}) {
        CHECK(world.store->find(kLin, id).error().code == ErrorCode::NotFound);
    }
}

TEST_CASE("an upload that is cut off leaves nothing", "[media]") {
    World world;
    {
        const auto upload = world.store->begin(kLin);
        REQUIRE(upload->add(png(8, 8).substr(0, 50)));
        CHECK(world.count("incoming") == 1);
    }
    CHECK(world.count("incoming") == 0);
    CHECK(world.count("media") == 0);
}

TEST_CASE("what a killed desk left behind is swept when it starts again", "[media]") {
    World world;
    const MediaRow row = world.kept(png(5, 5));
    REQUIRE(world.files->write_new(world.folder / "incoming/half", "half an upload"));
    // The file was there before its row was to be.
    REQUIRE(world.files->write_new(world.folder / "media/without-a-row", "x"));
    world.open();
    CHECK(world.count("incoming") == 0);
    CHECK(world.count("media") == 1);
    CHECK(world.store->find(kLin, row.id));
}

TEST_CASE("a picture beyond the quota is not kept", "[media]") {
    World world;
    world.rows.is_full = true;
    CHECK(world.store->keep(kLin, png(5, 5)).error().code == ErrorCode::Full);
    CHECK(world.count("media") == 0);
    CHECK(world.count("incoming") == 0);
}

TEST_CASE("without its helper the store says so and keeps nothing", "[media]") {
    World world;
    world.open("/nonexistent/gazette-media");
    CHECK_FALSE(world.store->keep(kLin, png(5, 5)));
    CHECK(world.count("media") == 0);
    CHECK(world.count("incoming") == 0);
}
