#include "cli/notice_delivery.h"

#include "base/percent.h"
#include "base/random.h"
#include "cli/diagnostic_output.h"
#include "publish/notice_queue.h"

#include <vector>

namespace gazette {
namespace {

std::string queue_folder(const std::string& newsroom) {
    return join_path(newsroom, ".gazette/notices");
}

// Pings for every feed that changed, at every hub; one notice for every webhook.
std::vector<Notice> notices_of(const SiteConfig& site, const std::string& target,
                               const PublishReport& report, Instant now) {
    std::vector<Notice> notices;
    const std::string home = site.origin + percent_encode_path(site.base_path) + "/";
    for (const std::string& hub : site.notices.websub) {
        for (const std::string& feed : report.changed_feeds) {
            Notice notice;
            notice.kind = Notice::Kind::WebSub;
            notice.url = hub;
            notice.topic = home + percent_encode_path(feed);
            notices.push_back(std::move(notice));
        }
    }
    PublishedNews news{site.id,
                       site.title,
                       home,
                       target,
                       report.release.number,
                       to_hex(report.release.root),
                       report.release.published_at,
                       report.changed,
                       report.erased};
    for (const Webhook& webhook : site.notices.webhooks) {
        Notice notice;
        notice.kind = Notice::Kind::Webhook;
        notice.url = webhook.url;
        notice.secret_file = webhook.secret_file;
        notice.body = webhook_body(news, random_id(kRandomIdLength));
        notices.push_back(std::move(notice));
    }
    for (Notice& notice : notices) notice.made_at = notice.next_try = now;
    return notices;
}

void say(const Surroundings& surroundings, const Words& words, std::string_view key,
         const std::vector<std::string>& arguments) {
    surroundings.err << words.text(key, arguments) << std::endl;
}

}  // namespace

void queue_notices(const ChosenTarget& chosen, const std::string& target,
                   const PublishReport& report, const Surroundings& surroundings) {
    if (!chosen.facts.site) return;
    const Words words = Words::in(chosen.facts.language);
    NoticeQueue queue(surroundings.files, queue_folder(chosen.newsroom));
    for (const Notice& notice :
         notices_of(*chosen.facts.site, target, report, surroundings.clock.now())) {
        const Result<void> added = queue.add(notice);
        if (!added) {
            say(surroundings, words, "notice-lost", {notice.url, describe(added.error())});
        }
    }
}

void deliver_notices(const std::string& newsroom, const std::function<bool()>& is_stopped,
                     const Surroundings& surroundings) {
    const NewsroomFacts facts =
        newsroom_facts(surroundings.files, newsroom, language_of(surroundings.environment));
    const Words words = Words::in(facts.language);
    NoticeQueue queue(surroundings.files, queue_folder(newsroom));
    NoticeQueue::DeliveryOptions options;
    options.secrets_from = newsroom;
    options.is_stopped = is_stopped;
    const Result<NoticeDelivery> delivery = queue.deliver(surroundings.clock.now(), options);
    if (!delivery) {
        return say(surroundings, words, "notice-queue", {describe(delivery.error())});
    }
    for (const NoticeDelivery::Setback& setback : delivery->setbacks) {
        say(surroundings, words, setback.is_given_up ? "notice-given-up" : "notice-waits",
            {shown_name(setback.url), shown_name(setback.why)});
    }
}

}  // namespace gazette
