"""Phrases: thanks and praise by their shape, one regular expression a line, and what only looks like praise."""

import re
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase

from ahocorasick_rs import AhoCorasick, Implementation

from app.domain.appraisal_needles import Haystacks, alternatives, matches_of_first, needs
from app.domain.text import folded

MARK = "~"  # a line that begins so holds a pattern instead of words
PLAIN = "plain"  # the head of a pattern that praises nobody: what it matches is not heard at all
_CLASS = re.compile(r"\{([a-z]+)\}")
_ESCAPED = re.compile(r"\\[A-Z]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_TRIPLES = AhoCorasick(
    [letter * 3 for letter in ascii_lowercase], store_patterns=False, implementation=Implementation.DFA
)
# In each language the letters that people exchange are one: feminine endings and nuktas that are left out, kana of
# either kind, characters of either script, and spaces where Korean puts them or not.
_ARABIC = str.maketrans("ةؤئ؟", "هوي?", "ء")
_HINDI = str.maketrans("ँ", "ं", "\u093c\u200d")
_KANA = {point: point - 0x60 for point in range(0x30A1, 0x30F7)} | {ord("、"): ",", ord("。"): "."}
_CHINESE = str.maketrans(
    "謝嚴講聽說話謂請讓謹謙讚贊愛歡開廳間關門題願頭顯類風飛驚魚點黨齊厲屬層師帶幫應彈後從復徹恆懷戀戰擊據擔數"
    "斷時書會東條極樂樣樸橋檔權歐殘氣沒淚滿漢潔熱燈爾獎獨獻現瑪環畢畫當發癡盡眾種稱積穩窮競筆節範細終組結絕給統"
    "經維網緊緒線練縱總繪續羅義習聖聞聯聲職膚臉與興舉舊華萬葉著藝術衆補裡製複見視親覺觀記訊許設評詞試詩該詳認誠"
    "誤調談論謎證識護讀變豐財責貢貴買費賀資賞質賽趕車軍軟較載輕輩輪輸轉這連進運過達遠適選還邊郵鄭醫釋針鐘鏡鑽長"
    "閃閱陣陽隊際隨險雖雙難電靈靜響領頂順預頒頻顆顧飽驗髮魯鮮麼麗麥黃慶恭驕傲傑僅價優億兒內兩冊別則剛創劃動勁勝"
    "勞勢區協單廠厲參員問啟嘆嘗團圍園圓圖場塊報壓壞夠夥奪奮媽實寫寶將專尋對導屆島幹幾廣異強彙徵憶懂憑懇態慣慮"
    "憲擇擴攝敗敘敵暢曉業榮槓標機歷歸殺殼毀決況淺淨減湯溝滅漲漸潛濃濟濕災煩燒爭爺牆狀猶獲産產療瘋盤監眼瞭確禮禪離"
    "秘稅簡籌紅級純紙細紮統絲繼羨膽脫腦臺艦蘇處號蟲衛裝訴註誇課諒識譯議譽豈賓賴贏躍轟辦農遊違遲遺銀錄錯錶鍵閉闆雜雲"
    "頗顏飯餘駐騙騰髒鬆鬥鬧鳥鵝麪龍學來個們為嗎國爲無覽腳筍夢遲級嚇勵鑒鑑傳值嘗飆囉喲讓噴淵層訪談話慘虧勻滾",
    "谢严讲听说话谓请让谨谦赞赞爱欢开厅间关门题愿头显类风飞惊鱼点党齐厉属层师带帮应弹后从复彻恒怀恋战击据担数"
    "断时书会东条极乐样朴桥档权欧残气没泪满汉洁热灯尔奖独献现玛环毕画当发痴尽众种称积稳穷竞笔节范细终组结绝给统"
    "经维网紧绪线练纵总绘续罗义习圣闻联声职肤脸与兴举旧华万叶着艺术众补里制复见视亲觉观记讯许设评词试诗该详认诚"
    "误调谈论谜证识护读变丰财责贡贵买费贺资赏质赛赶车军软较载轻辈轮输转这连进运过达远适选还边邮郑医释针钟镜钻长"
    "闪阅阵阳队际随险虽双难电灵静响领顶顺预颁频颗顾饱验发鲁鲜么丽麦黄庆恭骄傲杰仅价优亿儿内两册别则刚创划动劲胜"
    "劳势区协单厂厉参员问启叹尝团围园圆图场块报压坏够伙夺奋妈实写宝将专寻对导届岛干几广异强汇征忆懂凭恳态惯虑"
    "宪择扩摄败叙敌畅晓业荣杠标机历归杀壳毁决况浅净减汤沟灭涨渐潜浓济湿灾烦烧争爷墙状犹获产产疗疯盘监眼了确礼禅离"
    "秘税简筹红级纯纸细扎统丝继羡胆脱脑台舰苏处号虫卫装诉注夸课谅识译议誉岂宾赖赢跃轰办农游违迟遗银录错表键闭板杂云"
    "颇颜饭余驻骗腾脏松斗闹鸟鹅面龙学来个们为吗国为无览脚笋梦迟级吓励鉴鉴传值尝飙啰哟让喷渊层访谈话惨亏匀滚",
)
_LETTERS: dict[str, Mapping[int, int | str | None]] = {"ar": _ARABIC, "hi": _HINDI, "ja": _KANA, "zh": _CHINESE}
_Kind = tuple[str, float]
_Patterns = Sequence[tuple[_Kind, Sequence[re.Pattern[str]]]]
_LEVELS = (0.9, 0.8, 0.65)
# Where a pattern may begin: at a word, in Arabic and Hebrew behind what words carry before them, and without spaces
# anywhere.
_BEGINS = {
    "ja": "",
    "ko": "",
    "zh": "",
    "hi": r"(?<![^\s\"'(,.;:!?।#*…—-])",
    "ar": r"(?<![^\W_])(?:[وف]?[بلكه]?(?:ال)?|لل)",
    "he": r"(?<![^\W_])ו?(?:כש|ש)?[בלמה]?",
}


def common_letters(language: str, folded_text: str) -> str:
    """Return a folded text in the letters in which this language is compared."""
    if language == "ko":
        return "".join(folded_text.split())
    letters = _LETTERS.get(language)
    return folded_text.translate(letters) if letters is not None else folded_text


def unstretched(folded_text: str) -> Sequence[str]:
    """Return a text with its stretched words ("graciasss", "tooolll") as they may have been meant; else nothing."""
    if folded_text.isascii() and not _TRIPLES.find_matches_as_indexes(folded_text):
        return ()
    if _STRETCHED.search(folded_text) is None:
        return ()
    return _STRETCHED.sub(r"\1", folded_text), _STRETCHED.sub(r"\1\1", folded_text)


class Phrases:
    """One language's patterns, taken apart when the first text in that language comes."""

    def __init__(self, language: str, lists: Mapping[str, str], lines: Sequence[tuple[str, str, float]]) -> None:
        """Take (pattern, head or PLAIN, strength) lines. Raises ValueError where one can't be a pattern."""
        self._language = language
        self._sources: dict[tuple[str, float], list[str]] = {}
        for written, head, strength in lines:
            if _ESCAPED.search(written):
                raise ValueError(written)  # folding would turn \S into \s
            pattern = _CLASS.sub(lambda name: f"(?:{lists[name[1]]})", written)
            source = (
                common_letters(language, folded(pattern))
                if language != "ko"
                else folded(pattern.replace(" ?", "").replace(" ", ""))
            )
            self._sources.setdefault((head, _level(strength)), []).append(source)
        self._tried: _Tried | None = None

    def without_plain(self, text: str) -> str:
        """Empty what only looks like praise, at the text's length."""
        for kind, patterns in self._may_match(text):
            if kind[0] == PLAIN:
                for match in matches_of_first(patterns, text):
                    text = f"{text[: match.start()]}{_blanks(match)}{text[match.end() :]}"
        return text

    def found(self, text: str) -> Iterator[tuple[str, float, int, int]]:
        """Yield (head, strength, start, end) of what praises or slights."""
        for (head, strength), patterns in self._may_match(text):
            if head != PLAIN:
                for match in matches_of_first(patterns, text):
                    yield head, strength, match.start(), match.end()

    def _may_match(self, text: str) -> _Patterns:
        if self._tried is None:
            self._tried = _Tried(self._language, self._sources)
        return self._tried.on(text)


class _Tried:
    """All alternatives of a language's patterns: tried alone, and where a text holds what they need."""

    def __init__(self, language: str, sources: Mapping[_Kind, Sequence[str]]) -> None:
        self._begins = _BEGINS.get(language, r"(?<![^\W_])")
        self._kinds = list(sources)
        parts = [
            (place, one)
            for place, kind in enumerate(self._kinds)
            for source in sources[kind]
            for one in alternatives(source)
        ]
        self._places = [place for place, _ in parts]
        self._patterns = [one for _, one in parts]
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._last: tuple[str, _Patterns] = ("", ())
        self._haystacks = Haystacks([needs(one) for one in self._patterns])

    def on(self, text: str) -> _Patterns:
        """Return the patterns that may match, in order, by what they say, in the order in which that was written."""
        last, found = self._last  # a text is searched for what looks like praise right after it is for praise
        if last is text:
            return found
        chosen: dict[int, list[re.Pattern[str]]] = {}
        for place in self._haystacks.may_match(text):
            chosen.setdefault(self._places[place], []).append(self._compiled.get(place) or self._compile(place))
        found = [(self._kinds[kind], patterns) for kind, patterns in chosen.items()]
        self._last = text, found
        return found

    def _compile(self, place: int) -> re.Pattern[str]:
        pattern = self._compiled[place] = re.compile(f"{self._begins}(?:{self._patterns[place]})", re.MULTILINE)
        return pattern


def _level(strength: float) -> float:
    """Round down to one of few strengths: each costs a look through the text."""
    return next((level for level in _LEVELS if level <= strength), strength)


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])
