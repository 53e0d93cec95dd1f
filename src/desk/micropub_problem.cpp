#include "desk/micropub_problem.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

struct Description {
    int status;
    std::string_view word;
    std::string_view chinese;  // {}: what it is about
    std::string_view english;
};

constexpr std::string_view kInvalid = "invalid_request";

// One row a trouble; the compiler finds one that is forgotten.
constexpr Description describe_trouble(MicropubTrouble what) {
    using enum MicropubTrouble;
    switch (what) {
        case NoToken:
            return {401, "unauthorized", "请求没有带令牌", "The request has no token"};
        case UnknownToken:
            return {401, "unauthorized", "令牌不存在、已过期或已撤销",
                    "The token is unknown, has expired or was revoked"};
        case TwoTokens:
            return {400, kInvalid, "令牌只能在请求头或正文里给一次",
                    "The token stands in the header and in the body"};
        case MissingScope:
            return {401, "insufficient_scope", "令牌没有“{}”权限", "The token lacks the scope {}"};
        case NotUnderstood:
            return {400, kInvalid, "请求的内容读不懂", "The request cannot be understood"};
        case UnknownType:
            return {415, kInvalid, "请求的内容类型不支持",
                    "The request's content type is not supported"};
        case TooLarge:
            return {413, kInvalid, "请求太大", "The request is too large"};
        case UnknownAction:
            return {400, kInvalid, "没有这种操作", "There is no such action"};
        case NotAnEntry:
            return {400, kInvalid, "只接受 h-entry 类型的稿件", "Posts are of the type h-entry"};
        case NothingSaid:
            return {400, kInvalid, "稿件没有文字也没有图片",
                    "The post has neither text nor pictures"};
        case NotAText:
            return {400, kInvalid, "“{}”应当是一段文字", "{} must be one text"};
        case TooLong:
            return {400, kInvalid, "“{}”太长", "{} is too long"};
        case TooMany:
            return {400, kInvalid, "“{}”太多", "{} has too many values"};
        case HiddenCharacter:
            return {400, kInvalid, "“{}”里有看不见的控制字符",
                    "{} holds control characters that nobody sees"};
        case NotAList:
            return {400, kInvalid, "“{}”的值应当是列表", "The values of {} must be a list"};
        case NothingToChange:
            return {400, kInvalid, "没有说明要改什么", "The request changes nothing"};
        case NoSuchPost:
            return {400, kInvalid, "这里没有这个地址的稿件", "There is no post of this address"};
        case UnknownQuery:
            return {400, kInvalid, "不支持这种查询", "There is no such query"};
        case BadKey:
            return {400, kInvalid, "Idempotency-Key 不合规", "Idempotency-Key is malformed"};
        case KeyUsedBefore:
            return {422, kInvalid, "同一个 Idempotency-Key 已用于另一篇稿件",
                    "This Idempotency-Key was used for another post"};
        case NotAPicture:
            return {400, kInvalid, "文件不是 JPEG、PNG、WebP、GIF、HEIC 或 AVIF 图片",
                    "The file is no JPEG, PNG, WebP, GIF, HEIC or AVIF picture"};
        case PictureTooLarge:
            return {413, kInvalid, "图片太大", "The picture is too large"};
        case PictureUnreadable:
            return {400, kInvalid, "图片已损坏，打不开", "The picture is damaged"};
        case PictureOutOfReach:
            return {400, kInvalid, "图片地址取不到图片", "The picture's address gives no picture"};
        case UnknownFile:
            return {400, kInvalid, "“{}”栏不收文件", "{} takes no file"};
        case QuotaUsedUp:
            return {403, "forbidden", "贵单位的投稿数或图片空间已满，请联系编辑部",
                    "The organisation's quota is used up; ask the newsroom"};
        case Forbidden:
            return {403, "forbidden", "账号不能这样做", "The account may not do this"};
        case ChangedMeanwhile:
            return {409, kInvalid, "稿件刚被别人改过，请再试一次",
                    "The post was changed meanwhile; try again"};
        case Busy:
            return {503, "temporarily_unavailable", "采编系统正忙，请稍后再试",
                    "The desk is busy; try again in a moment"};
        case DiskFull:
            return {507, "temporarily_unavailable", "采编系统的磁盘已满，请通知技术员",
                    "The desk's disk is full; tell its technician"};
        case Internal:
            return {500, "server_error", "采编系统内部出错，请通知技术员",
                    "Something is wrong within the desk; tell its technician"};
    }
    return {500, "server_error", "", ""};
}

}  // namespace

ProblemLanguage problem_language(std::string_view accept_language) {
    const std::string lower = ascii_lower(accept_language);
    const std::size_t english = lower.find("en");
    const std::size_t chinese = lower.find("zh");
    return english < chinese ? ProblemLanguage::English : ProblemLanguage::Chinese;
}

int status_of(MicropubTrouble what) { return describe_trouble(what).status; }

std::string_view error_word(MicropubTrouble what) { return describe_trouble(what).word; }

std::string sentence(const MicropubProblem& problem, ProblemLanguage language) {
    const Description described = describe_trouble(problem.trouble);
    const bool is_english = language == ProblemLanguage::English;
    return replace_all(is_english ? described.english : described.chinese, "{}", problem.about);
}

}  // namespace gazette
