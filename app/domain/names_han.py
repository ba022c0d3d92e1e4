"""Han names as other places write them: 陈思远 is 陳思遠 in Taipei and Hong Kong, and 渡辺 may be 渡邊 at home."""

import itertools
from collections.abc import Iterator

_MOST = 16  # ways to write one name

# The characters of family and given names that are written in two ways or more; each group is one character.
_GROUPS = """
陈陳 张張 刘劉 杨楊 赵趙 黄黃 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 韩韓 冯馮 邓鄧 萧蕭肖 许許 苏蘇 卢盧 蒋蔣 贾賈 叶葉
阎閻闫 吕呂 钟鍾鐘 谭譚 陆陸 邹鄒 万萬 顾顧 贺賀 龚龔 龙龍竜 汤湯 钱錢 严嚴厳 赖賴 庞龐 齐齊 颜顏 庄莊 聂聶 鲁魯
岳嶽 毕畢 卫衛 蓝藍 骆駱 欧歐 温溫 简簡 阳陽 涂塗 关關関 宁寧 华華 伟偉 强強 军軍 国國 东東 红紅 兰蘭 凤鳳 丽麗 艳艷
静靜 洁潔 莹瑩 颖穎 婵嬋 娇嬌 宝寶 义義 礼禮 诚誠 贤賢 贵貴 财財 庆慶 寿壽 运運 远遠 达達 进進 连連 逊遜 云雲 电電
飞飛 鹏鵬 鸿鴻 鹤鶴 鸣鳴 骏駿 骄驕 腾騰 驰馳 剑劍剣 钢鋼 铁鐵鉄 银銀 锋鋒 锐銳 铭銘 钧鈞 镇鎮 锦錦 长長 门門 闻聞
开開 阔闊 际際 随隨 隐隱 韵韻 显顯 晓曉暁 晖暉 时時 昙曇 书書 会會 来來 杰傑 栋棟 树樹 桥橋 楼樓 权權 标標 荣榮栄
乐樂楽 业業 实實実 宽寬 宪憲 尔爾 岚嵐 岛島嶋 岭嶺 峰峯 峡峽 崎﨑 师師 帅帥 广廣広 应應 怀懷 恋戀 惠恵 爱愛 戏戲
战戰 扬揚 择擇 报報 挚摯 桧檜 泽澤沢 泪淚 涛濤 润潤 涧澗 涌湧 渊淵 湾灣 满滿 滨濱浜 潇瀟 灵靈霊 灿燦 炜煒 烨燁 烛燭
焕煥 犹猶 玛瑪 环環 珑瓏 琏璉 琼瓊 瑶瑤 瑷璦 画畫 畅暢 真眞 祎禕 禄祿 离離 积積 称稱 稳穩 竞競 笔筆 纪紀 纯純 纲綱
纬緯 练練 细細 终終 绍紹 经經 结結 绘繪絵 络絡 统統 继繼 绪緒 维維 绮綺 绵綿 缘緣 网網 联聯 胜勝 舰艦 艺藝芸 节節
芦蘆 芸蕓 苍蒼 苹蘋 范範 荐薦 荫蔭 莲蓮 萝蘿 萤螢蛍 蕴蘊 虑慮 见見 观觀 规規 觉覺覚 记記 讯訊 论論 设設 访訪 评評
识識 词詞 译譯訳 诗詩 诞誕 语語 谊誼 谋謀 谦謙 贝貝 贞貞 负負 贯貫 赞贊賛 赋賦 轩軒 轮輪 辉輝 辅輔 边邊邉辺 迈邁
迟遲 适適 选選 邻鄰 郁鬱 钦欽 锡錫 阁閣 雾霧 须須 顺順 频頻 题題 风風 高髙 黑黒 斋齋斎斉齊 龄齡 龟龜亀 泷瀧滝
樱櫻桜 萨薩 县縣県 盐鹽塩 圆圓円 发髮 与與 吉𠮷 带帶帯 总總総
"""
_SAME: dict[str, str] = {}
for _group in _GROUPS.split():
    for _char in _group:
        _SAME[_char] = "".join(dict.fromkeys(_SAME.get(_char, _char) + _group))


def other_han(name: str) -> Iterator[str]:
    """Yield the other ways to write a name of Han characters; none for a name that has but one."""
    if _SAME.keys().isdisjoint(name):
        return
    for chars in itertools.islice(itertools.product(*(_SAME.get(char, char) for char in name)), _MOST):
        if (written := "".join(chars)) != name:
            yield written
