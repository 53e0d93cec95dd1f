#include "content/byline_words.h"

#include "base/text.h"
#include "content/byline.h"

#include <algorithm>
#include <array>
#include <map>

namespace gazette {
namespace {

using Words = std::vector<std::string_view>;

bool contains(const Words& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// OPTIMIZATION: each word of each byline is asked for, and most end in none of the characters.
class Endings {
public:
    Endings(std::initializer_list<std::string_view> words) : words_(words) {
        for (const std::string_view word : words_) last_ += last_code_point(word);
        std::sort(last_.begin(), last_.end());
    }

    [[nodiscard]] bool has_end_of(std::string_view word) const {
        return std::binary_search(last_.begin(), last_.end(), last_code_point(word)) &&
               std::any_of(words_.begin(), words_.end(),
                           [&](std::string_view ending) { return word.ends_with(ending); });
    }

private:
    Words words_;
    std::u32string last_;  // code points
};

// The surnames of nearly everybody (2020's four hundred commonest).
constexpr std::u32string_view kSurnames =
    U"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程"
    U"苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛"
    U"郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    U"左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕"
    U"屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵"
    U"苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班"
    U"储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄"
    U"平计索宣晋相初门云容敬来扈晁芮普昌苍益巨门";

constexpr std::array<std::string_view, 22> kCompoundSurnames = {
    "欧阳", "上官", "司马", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐",
    "司徒", "司空", "长孙", "宇文", "端木", "百里", "南宫", "轩辕", "呼延", "独孤", "公羊"};

bool begins_with_surname(std::string_view word) {
    static const std::u32string kSorted = [] {
        std::u32string surnames(kSurnames);
        std::sort(surnames.begin(), surnames.end());
        return surnames;
    }();
    return std::binary_search(kSorted.begin(), kSorted.end(), first_code_point(word));
}

bool begins_with_compound_surname(std::string_view word) {
    return std::any_of(kCompoundSurnames.begin(), kCompoundSurnames.end(),
                       [&](std::string_view surname) { return word.starts_with(surname); });
}

// 县, 区, 市… begin the names of units and of hardly any person.
bool begins_with_place_rank(std::string_view word) {
    static const Words kRanks = {"县", "区", "市", "省",   "镇",   "乡",   "村",
                                 "团", "州", "旗", "国家", "中共", "全国", "共青团"};
    return std::any_of(kRanks.begin(), kRanks.end(),
                       [&](std::string_view rank) { return word.starts_with(rank); });
}

const Endings& long_unit_endings() {
    static const Endings kEndings = {
        "中心",   "公司",   "学校",   "中学",    "小学",   "大学",   "学院",   "医院",   "银行",
        "协会",   "委员会", "联合会", "街道",    "街道办", "办事处", "集团",   "政府",   "法院",
        "检察院", "幼儿园", "大队",   "支队",    "中队",   "工会",   "妇联",   "团委",   "残联",
        "文联",   "科协",   "工商联", "电视台",  "报社",   "融媒",   "融媒体", "基金会", "合作社",
        "开发区", "管委会", "社区",   "总队",    "分局",   "党校",   "宣传部", "组织部", "统战部",
        "文化馆", "图书馆", "博物馆", "志愿队",  "服务队", "党委",   "区委",   "县委",   "市委",
        "日报",   "晚报",   "新闻网", "红十字会"};
    return kEndings;
}

const Endings& short_unit_endings() {
    static const Endings kEndings = {"局", "委", "办", "部", "馆", "院", "校", "所",
                                     "站", "队", "处", "厅", "科", "会", "联", "团",
                                     "镇", "乡", "村", "社", "中", "园", "厂", "库",
                                     "台", "网", "行", "司", "署", "学", "区"};
    return kEndings;
}

}  // namespace

const std::vector<Role>& usual_roles() {
    static const std::vector<Role> kRoles = {
        {"记者", {"本报记者", "本台记者", "本网记者", "本刊记者", "本社记者"}},
        {"见习记者", {"本报见习记者"}},
        {"实习记者", {"本报实习记者"}},
        {"特约记者", {"本报特约记者"}},
        {"首席记者", {"本报首席记者"}},
        {"全媒体记者", {"全媒体", "本报全媒体记者"}},
        {"融媒体", {"融媒体记者", "融媒记者", "本报融媒体记者"}},
        {"通讯员", {"本报通讯员"}},
        {"特约通讯员", {"本报特约通讯员"}},
        {"实习生", {}},
        {"评论员", {"本报评论员"}},
        {"特约评论员", {"本报特约评论员"}},
        {"作者", {}},
        {"撰稿", {"撰文", "文稿"}},
        {"供稿", {"来稿"}},
        {"文", {}},
        {"图", {}},
        {"文字", {}},
        {"图片", {}},
        {"摄", {}},
        {"摄影", {}},
        {"摄影报道", {}},
        {"图文", {"文图", "文并图"}},
        {"报道", {}},
        {"视频", {}},
        {"音频", {}},
        {"摄像", {}},
        {"剪辑", {}},
        {"出镜", {}},
        {"配音", {}},
        {"主播", {"播音"}},
        {"策划", {"总策划"}},
        {"统筹", {}},
        {"编导", {"导演"}},
        {"监制", {}},
        {"制作", {}},
        {"海报", {}},
        {"设计", {}},
        {"绘图", {"制图", "插图"}},
        {"漫画", {}},
        {"整理", {}},
        {"翻译", {"编译"}},
    };
    return kRoles;
}

std::string_view credit_role(std::string_view word) {
    static const std::map<std::string_view, std::string_view> kRoles = {
        {"责任编辑", "责任编辑"}, {"责编", "责任编辑"},
        {"本版责编", "责任编辑"}, {"本版责任编辑", "责任编辑"},
        {"编辑", "编辑"},         {"本版编辑", "编辑"},
        {"校对", "校对"},         {"责校", "校对"},
        {"责任校对", "校对"},     {"美编", "美编"},
        {"美术编辑", "美编"},     {"版面设计", "美编"},
        {"版式", "版式"},         {"排版", "版式"},
        {"组版", "版式"},         {"审核", "审核"},
        {"审读", "审核"},         {"一审", "一审"},
        {"二审", "二审"},         {"三审", "三审"},
        {"初审", "初审"},         {"复审", "复审"},
        {"终审", "终审"},         {"签发", "签发"},
        {"监审", "监审"},         {"编审", "编审"},
        {"主编", "主编"},         {"总编辑", "总编辑"},
        {"值班编辑", "值班编辑"}, {"值班主任", "值班主任"},
        {"值班编委", "值班编委"}, {"值班总编", "值班总编"},
    };
    const auto found = kRoles.find(word);
    return found == kRoles.end() ? std::string_view() : found->second;
}

bool looks_like_collective(std::string_view word) {
    static const Endings kEndings = {"组",     "工作室", "编辑部", "编辑室", "采访部", "评论部",
                                     "美编室", "专班",   "记者站", "报道部", "通讯站"};
    return count_code_points(word) >= 3 && is_all_han(word) && kEndings.has_end_of(word) &&
           !(count_code_points(word) == 3 && begins_with_surname(word));
}

bool is_trailing_role(std::string_view word) {
    static const Words kWords = {"摄影报道", "摄",   "摄影",   "文/图",  "图/文", "文/摄",
                                 "图文",     "文图", "文并图", "报道",   "供图",  "供稿",
                                 "提供",     "撰文", "撰稿",   "整理",   "漫画",  "制图",
                                 "绘图",     "插图", "摄像",   "文并摄", "编译"};
    return contains(kWords, word);
}

bool is_activity(std::string_view word) {
    static const Words kWords = {"文",   "图",   "摄",   "影",   "文字", "图片", "摄影", "视频",
                                 "音频", "剪辑", "拍摄", "撰文", "摄像", "制图", "绘图"};
    return contains(kWords, word);
}

bool is_all_han(std::string_view word) {
    if (word.empty()) return false;
    for (std::size_t i = 0; i < word.size();) {
        const char32_t c = next_code_point(word, i);
        if (!is_han(c) && c != U'·') return false;
    }
    return true;
}

bool looks_like_unit(std::string_view word) {
    const std::size_t length = count_code_points(word);
    if (length < 3 || length > 25) return false;
    for (std::size_t i = 0; i < word.size();) {
        const char32_t c = next_code_point(word, i);
        const bool is_fit = is_han(c) || (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') ||
                            (c >= U'a' && c <= U'z') || c == U'“' || c == U'”';
        if (!is_fit) return false;
    }
    const bool is_long = long_unit_endings().has_end_of(word);
    if (!is_long && !short_unit_endings().has_end_of(word)) return false;
    if (begins_with_place_rank(word)) return true;
    return length >= 4 && (is_long || !looks_like_name(word));
}

bool looks_like_name(std::string_view word) {
    if (!is_all_han(word)) return false;
    const std::size_t length = count_code_points(word);
    if (word.find("·") != std::string_view::npos) {
        return length >= 4 && length <= 20 && !word.starts_with("·") && !word.ends_with("·");
    }
    if (begins_with_compound_surname(word)) return length == 3 || length == 4;
    return (length == 2 || length == 3) && begins_with_surname(word);
}

std::string_view without_own_prefix(std::string_view word) {
    static const Words kPrefixes = {"本报", "本台", "本网", "本刊", "本社"};
    for (const std::string_view prefix : kPrefixes) {
        if (word.size() > prefix.size() && word.starts_with(prefix)) {
            return word.substr(prefix.size());
        }
    }
    return word;
}

std::size_t role_prefix_length(std::string_view word, const SiteConfig& site) {
    constexpr std::size_t kHanBytes = 3;
    std::size_t length = std::min<std::size_t>(word.size(), 8 * kHanBytes);
    for (length -= length % kHanBytes; length >= 2 * kHanBytes; length -= kHanBytes) {
        if (length >= word.size()) continue;
        const std::string_view head = word.substr(0, length);
        if (!site.role(head).empty() || !credit_role(head).empty()) return length;
        const std::string_view bare = without_own_prefix(head);
        if (bare.size() != head.size() && !site.role(bare).empty()) return length;
    }
    return 0;
}

}  // namespace gazette
