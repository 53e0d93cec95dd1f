#include "support/desk_stage.h"

#include "base/random.h"
#include "base/text.h"
#include "desk/schema.h"
#include "desk/sessions.h"
#include "desk/stories.h"
#include "support/catch.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace gazette::testing {

namespace {

constexpr std::string_view kSite = R"(id: s6qnmfalhvgaym5hfja2ijrafj
title: 临溪融媒
url: https://news.example.org/
language: zh-CN
timezone: Asia/Shanghai
sections: [{name: 要闻, slug: yaowen}, {name: 文化, slug: wenhua}]
channels: [{id: youth, name: 青年之声}]
organisations:
  - {id: chess-association, name: 象棋协会, channel: youth}
  - {id: volunteers, name: 水岸微光志愿服务队, channel: youth}
)";

HttpRequest request_for(std::string_view method, const std::string& path) {
    HttpRequest request;
    request.method = method;
    const std::size_t question = path.find('?');
    request.path = path.substr(0, question);
    if (question != std::string::npos) {
        const std::string query = path.substr(question + 1);
        for (const std::string_view part : split(query, '&')) {
            const std::size_t equals = part.find('=');
            request.query.push_back(
                {std::string(part.substr(0, equals)), std::string(part.substr(equals + 1))});
        }
    }
    request.headers = {{"Host", "127.0.0.1:8641"}};
    request.client = "127.0.0.1";
    return request;
}

}  // namespace

Fields form_of(const StoryFields& fields, int base) {
    Fields form = {{"base", fmt::format("{}", base)}};
    for (const StoryField& field : kStoryFields) {
        form.push_back({std::string(field.name), fields.*field.text});
    }
    return form;
}

StoryFields sample_text(const std::string& title) {
    StoryFields fields;
    fields.title = title;
    fields.byline = "融媒体 沈青禾 通讯员 林砚";
    fields.tags = "象棋 青少年";
    fields.body = "临溪讯 7月5日，区青少年象棋协会成立。\n\n孩子们当场下了三盘棋。";
    return fields;
}

bool shows(const std::string& page, std::string_view text) {
    return page.find(text) != std::string::npos;
}

std::string header_of(const HttpResponse& response, std::string_view name) {
    for (const HttpField& field : response.headers) {
        if (field.name == name) return field.value;
    }
    return {};
}

DeskStage::DeskStage() : folder_(TemporaryFolder::in_memory()), files_(real_files()) {
    REQUIRE(files_->make_directories(newsroom()).has_value());
    REQUIRE(files_->replace(newsroom() + "/site.yml", kSite).has_value());
    const std::string data = folder_ / "data";
    REQUIRE(files_->make_directories(data).has_value());
    core_ = std::make_unique<DeskCore>(
        DeskCore::Parts{*files_, clock_, newsroom(), "", [](std::string_view) {}},
        open_desk_database(data).value(), SigningKey::from_seed(std::string(32, 'k')),
        StoryPreview::open(*files_, newsroom(), data + "/preview").value());
    handler_ = std::make_unique<DeskHandler>(*core_);
    handler_->set_port(8641);
    const auto add = [&](const std::string& name, DeskRole role, const std::string& organisation) {
        core_->with_database([&](Database& database) {
            Person person;
            person.account = add_account(database, {name, name, role, organisation, "no hash"},
                                         kAtTheMachine, clock_.now())
                                 .value();
            people_.emplace(name, std::move(person));
            return 0;
        });
        log_in_again(name);
    };
    for (const DeskRole role : kRoles) {
        const std::string name(name_of(role));
        const std::string organisation = is_of_organisation(role) ? "chess-association" : "";
        add(name, role, organisation);
        if (role != DeskRole::Manager) add(name + "-2", role, organisation);
    }
    add("foreign-member", DeskRole::Member, "volunteers");
    add("foreign-manager", DeskRole::Manager, "volunteers");
}

DeskStage::~DeskStage() = default;

std::string DeskStage::newsroom() const { return folder_ / "newsroom"; }

void DeskStage::log_in_again(const std::string& name) {
    Person& person = people_.at(name);
    core_->with_database([&](Database& database) {
        person.secret = open_session(database, person.account, clock_.now()).value();
        person.token = find_session(database, person.secret, clock_.now()).value()->token;
        return 0;
    });
}

void DeskStage::pass(std::int64_t seconds) {
    clock_.pass(seconds);
    for (const auto& person : people_) log_in_again(person.first);
}

std::string DeskStage::token(const std::string& name) { return people_.at(name).token; }

Account DeskStage::account(const std::string& name) {
    return core_->with_database([&](Database& database) {
        return find_account(database, people_.at(name).account.id).value().value();
    });
}

std::vector<std::string> DeskStage::names() const {
    std::vector<std::string> names;
    for (const auto& entry : people_) names.push_back(entry.first);
    return names;
}

HttpResponse DeskStage::send(const std::string& name, HttpRequest request, Fields fields) {
    if (!name.empty()) {
        request.headers.push_back({"Cookie", "a=b; gazette-desk=" + people_.at(name).secret});
    }
    return handler_->answer(request, std::move(fields));
}

HttpResponse DeskStage::send_body(const std::string& name, HttpRequest request,
                                  std::string_view body) {
    if (!name.empty()) {
        request.headers.push_back({"Cookie", "a=b; gazette-desk=" + people_.at(name).secret});
    }
    request.has_body = true;
    HttpHandler::Outcome outcome = handler_->begin(request);
    if (auto* const response = std::get_if<HttpResponse>(&outcome)) return std::move(*response);
    const auto& upload = std::get<std::unique_ptr<HttpUpload>>(outcome);
    constexpr std::size_t kPiece = 1000;
    for (; !body.empty(); body.remove_prefix(std::min(kPiece, body.size()))) {
        upload->add(body.substr(0, kPiece));
    }
    return upload->finish();
}

HttpResponse DeskStage::get(const std::string& name, const std::string& path) {
    return send(name, request_for("GET", path));
}

HttpResponse DeskStage::post(const std::string& name, const std::string& path, Fields fields) {
    if (!name.empty()) fields.push_back({"token", token(name)});
    HttpRequest request = request_for("POST", path);
    request.headers.push_back({"Origin", "http://127.0.0.1:8641"});
    return send(name, std::move(request), std::move(fields));
}

HttpResponse DeskStage::post_json(const std::string& name, const std::string& path, Fields fields) {
    if (!name.empty()) fields.push_back({"token", token(name)});
    HttpRequest request = request_for("POST", path);
    request.headers.push_back({"Accept", "application/json"});
    return send(name, std::move(request), std::move(fields));
}

Story DeskStage::story(const std::string& id) {
    return core_->with_database(
        [&](Database& database) { return find_story(database, id).value().value(); });
}

StoryVersion DeskStage::newest(const std::string& id) {
    return core_->with_database([&](Database& database) {
        return newest_version(database, find_story(database, id).value().value()).value();
    });
}

std::string DeskStage::write(const std::string& author, const std::string& title) {
    const HttpResponse made = post(author, "/stories");
    REQUIRE(made.status == 303);
    const std::string location = header_of(made, "Location");  // /stories/<id>/edit
    StoryFields fields = sample_text(title);
    if (!is_of_organisation(people_.at(author).account.role)) fields.section = "文化";
    REQUIRE(post(author, location, form_of(fields, 1)).status == 303);
    constexpr std::size_t kIdBegins = 9;
    return location.substr(kIdBegins, location.rfind('/') - kIdBegins);
}

void DeskStage::submit(const std::string& author, const std::string& id) {
    const StoryVersion version = newest(id);
    const HttpResponse answer =
        post(author, "/stories/" + id + "/submit", form_of(version.fields, version.number));
    INFO(answer.text);
    REQUIRE(answer.status == 303);
}

HttpResponse DeskStage::sign(const std::string& reviewer, const std::string& id) {
    HttpResponse page = get(reviewer, "/stories/" + id + "/review");
    if (page.status != 200) {
        if (page.status == 303) page.status = 401;  // to the log-in
        return page;
    }
    return post(reviewer, "/stories/" + id + "/sign", {{"seen", hidden(page.text, "seen")}});
}

std::string DeskStage::hidden(const std::string& html, std::string_view name) {
    const std::string before = fmt::format("name=\"{}\" value=\"", name);
    const std::size_t begin = html.find(before);
    if (begin == std::string::npos) return {};
    const std::size_t end = html.find('"', begin + before.size());
    return html.substr(begin + before.size(), end - begin - before.size());
}

}  // namespace gazette::testing
