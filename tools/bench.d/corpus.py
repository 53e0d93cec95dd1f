#!/usr/bin/env python3
"""Writes a county newspaper of N stories: the same bytes for the same arguments, on every machine.

usage: corpus.py OUT N [--seed NUMBER] [--hugo] [--hard]

OUT/YYYY/MM/DD/NN.md, some 2.2 KB each: 16 stories a day or more, from 2006 on, all before 2022; eight
sections, a hundred tags, one to four of them a story. --hugo writes the section as a taxonomy of
Hugo's; everything else is the same. --hard: 20,000 tags by Zipf's law and one that stands on every
story, 200 organisations, 2 % of the stories corrected, 0.5 % withdrawn. People, offices and the
county are invented.
"""
import argparse
import dataclasses
import datetime
import itertools
import os
import random

SECTIONS = ["要闻", "民生", "教育", "经济", "文化", "青年", "评论", "公告"]
COUNTY = "临河"
OFFICES = ["县水务局", "县图书馆", "县农业农村局", "县市场管理所", "县青年活动中心", "县交通运输局"]
FAMILY = "梁宋薛邓曹彭曾萧田董"
GIVEN = ["一帆", "子衿", "云舒", "平川", "亦安", "书航", "明远", "晓棠", "南星", "清和"]
TAGS = (
    "春耕 秋收 灌溉 育苗 果园 茶园 渔业 畜牧 粮库 农机 集市 商户 夜经济 快递 电商 直播 合作社 小微企业 招聘 技能 "
    "校园 课后 阅读 科普 实验 体育 运动会 篮球 乒乓球 游泳 跳绳 合唱 戏曲 皮影 剪纸 书画 摄影展 博物馆 古桥 老街 "
    "湿地 河长 植树 垃圾分类 节水 节电 光伏 充电桩 公交 骑行 停车 修路 桥梁 铁路 客运站 驾校 路灯 供暖 燃气 自来水 "
    "社保 医保 义诊 疫苗 献血 急救 养老院 助残 托育 家政 食堂 食品安全 药店 消防 防汛 防震 演练 反诈 普法 调解 "
    "志愿者 社区 网格 邻里 物业 拥军 退役 党课 支部 团建 少先队 妇女 老年大学 广场 公园 图书 影院 电台 融合 报刊").split()
SUBJECTS = [
    "县里", "全县各乡镇", "相关部门", "驻村干部", "青年志愿者", "不少居民", "沿街商户", "技术人员", "任课教师",
    "合作社社员", "值班人员", "参加活动的学生", "老党员", "社区工作者", "前来办事的群众", "返乡创业的年轻人",
]
VERBS = [
    "走进", "整理", "检修", "公布", "排查", "讨论", "登记", "改造", "学习", "示范", "清点", "推广", "宣讲", "测量",
    "补种", "更换", "联合举办", "分批完成", "逐户了解", "现场解答",
]
OBJECTS = [
    "田间的灌溉渠", "老旧小区的管网", "新学期的课程表", "河道沿线的警示牌", "办事大厅的窗口", "乡村图书角",
    "晚间的公交班次", "养老服务的清单", "校门口的斑马线", "仓库里的消防器材", "文化广场的舞台", "果农的销路",
    "幼儿的午餐食谱", "停车难的几处路口", "居民提出的意见", "残疾人的出行通道", "村里的广播", "冬季供暖的设备",
]
ENDINGS = [
    "受到欢迎", "为下一步打好了基础", "预计月底前完成", "大家都说方便多了", "比去年同期早了十来天",
    "有关数据将定期公开", "效果要看整个季度", "细节还在征求意见", "经验将在全县推广", "记者在现场看到秩序井然",
]
HARD_TAGS, HARD_ORGANISATIONS, EVERYWHERE = 20000, 200, "本地"
TIMES = ["近日", "连日来", "当天上午", "入春以来", "按照计划", "据介绍", "与此同时", "在各方配合下", "今年以来", "随后"]


def person(chance):
    return chance.choice(FAMILY) + chance.choice(GIVEN)


def sentence(chance):
    text = chance.choice(SUBJECTS) + chance.choice(VERBS) + chance.choice(OBJECTS)
    if chance.random() < 0.6:
        text = chance.choice(TIMES) + "，" + text
    if chance.random() < 0.25:
        text += f"，共{chance.randint(3, 4800)}" + chance.choice(["处", "户", "人次", "场", "公里"])
    if chance.random() < 0.5:
        text += "，" + chance.choice(ENDINGS)
    return text + "。"


def body(chance, number):
    paragraphs = ["".join(sentence(chance) for _ in range(chance.randint(3, 7)))
                  for _ in range(chance.randint(2, 9))]
    if chance.random() < 0.2:
        paragraphs.insert(len(paragraphs) // 2, "## " + chance.choice(OBJECTS))
    if chance.random() < 0.1:
        paragraphs.insert(1, "\n".join("- " + sentence(chance) for _ in range(4)))
    if chance.random() < 0.1:
        paragraphs[-1] += f"更多内容见[往期报道](https://example.org/{number})，也可以到**服务窗口**询问。"
    return COUNTY + "讯 " + "\n\n".join(paragraphs)


@dataclasses.dataclass
class Shape:
    """What was written: how many days, which tags and organisations stand on stories that readers see."""
    days: int
    tags: set
    organisations: set
    withdrawn: int = 0


class Hard:
    """What the hard form adds to a story."""

    def __init__(self, seed):
        self.chance = random.Random(seed + 1)                # a story's own text stays as it is
        self.names = [f"题目{number:05d}" for number in range(1, HARD_TAGS + 1)]
        self.weights = list(itertools.accumulate(1 / number for number in range(1, HARD_TAGS + 1)))

    def tags(self, how_many):
        return [EVERYWHERE] + sorted(set(self.chance.choices(self.names, cum_weights=self.weights, k=how_many)))

    def organisation(self):
        return self.chance.randrange(HARD_ORGANISATIONS) if self.chance.random() < 0.2 else None


def story(chance, number, day, hugo, hard, shape):
    title = chance.choice(VERBS) + chance.choice(OBJECTS) + chance.choice(["", "，" + chance.choice(ENDINGS)])
    byline = chance.choice(OFFICES) if chance.random() < 0.3 else f"融媒体 {person(chance)} 通讯员 {person(chance)}"
    section = chance.choice(SECTIONS)
    tags = chance.sample(TAGS, chance.randint(1, 4))
    name, more, is_withdrawn = chance.getrandbits(64), "", False
    if hard:
        tags = hard.tags(len(tags))
        organisation = hard.organisation()
        if organisation is not None:
            more += f"channel: youth\norganisation: org-{organisation}\n"
        if hard.chance.random() < 0.02:
            more += f"corrections:\n  - date: {day.isoformat()}T20:00:00+08:00\n    text: 数字有误，已改正。\n"
        is_withdrawn = hard.chance.random() < 0.005
        if is_withdrawn:
            more += "draft: true\n" if hugo else "status: withdrawn\n"
            shape.withdrawn += 1
        elif organisation is not None:
            shape.organisations.add(organisation)
    if not is_withdrawn:
        shape.tags.update(tags)
    return (f"---\ntitle: {title}\nid: {name:016x}\n"
            f"date: {day.isoformat()}T08:{number % 60:02d}:00+08:00\nbyline: {byline}\n"
            + (f"sections: [{section}]\n" if hugo else f"section: {section}\n") + more
            + f"tags: [{', '.join(tags)}]\n---\n\n{body(chance, number)}\n")


def write_corpus(out, count, seed=20060101, hugo=False, hard=False):
    """Writes `count` stories below `out`; returns their Shape."""
    chance = random.Random(seed)
    extra = Hard(seed) if hard else None
    shape = Shape(0, set(), set())
    a_day = max(16, -(-count // 5800))                    # 5,844 days lie between 2006 and 2022
    for number in range(count):
        day = datetime.date(2006, 1, 1) + datetime.timedelta(days=number // a_day)
        folder = os.path.join(out, day.strftime("%Y/%m/%d"))
        if number % a_day == 0:
            os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, f"{number % a_day + 1:02d}.md"), "w", encoding="utf-8") as file:
            file.write(story(chance, number, day, hugo, extra, shape))
    shape.days = -(-count // a_day)
    return shape


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=20060101)
    parser.add_argument("--hugo", action="store_true")
    parser.add_argument("--hard", action="store_true")
    arguments = parser.parse_args()
    shape = write_corpus(arguments.out, arguments.count, arguments.seed, arguments.hugo, arguments.hard)
    print(f"{arguments.count} stories of {shape.days} days with {len(shape.tags)} tags in {arguments.out}")


if __name__ == "__main__":
    main()
