"""Names of people and organisations: folding for comparison, かな, and 様／御中.

Folding is for *matching only*: it is lossy, and a folded name is never printed.
"""

from __future__ import annotations

import re
import unicodedata

from portal.domain.errors import InvalidInput

# 旧字体・異体字 → the form names are compared in. Pairs; several variants may share one form.
_VARIANTS = (
    "髙高 﨑崎 嵜崎 邊辺 邉辺 齋斉 齊斉 斎斉 澤沢 濱浜 濵浜 櫻桜 廣広 國国 圀国 嶋島 嶌島 槗橋 渕淵 渊淵 眞真 惠恵 德徳 壽寿 與与 "
    "龍竜 瀧滝 舘館 桒桑 曻昇 榮栄 學学 實実 寶宝 將将 晉晋 晧皓 條条 來来 淨浄 淸清 靜静 圓円 藏蔵 豐豊 關関 縣県 應応 "
    "會会 黑黒 亞亜 禮礼 禎禎 福福 神神 祐祐 祥祥 靖靖 彌弥 瑤瑶 團団 圖図 壹壱 拂払 搖揺 攝摂 收収 數数 曉暁 檢検 權権 "
    "澁渋 澀渋 濟済 灣湾 爲為 狹狭 獨独 畫画 盡尽 眾衆 禪禅 稻稲 穗穂 總総 繩縄 聲声 莊荘 萬万 藝芸 處処 號号 螢蛍 覺覚 "
    "觀観 讓譲 賴頼 轉転 逸逸 遙遥 邦邦 鄉郷 鄕郷 醫医 釋釈 鐵鉄 鑛鉱 陷陥 隆隆 隨随 險険 靈霊 顯顕 飮飲 餘余 驛駅 體体 髮髪 "
    "鷄鶏 鹽塩 麥麦 黃黄 默黙 齒歯 龜亀 吉吉 𠮷吉 土土 圡土 桧檜 薮藪 籔藪 塚塚 塚塚 祗祇 琢琢 猪猪 朗朗 郎郎 都都 "
    "增増 寬寛 敎教 敏敏 旣既 晴晴 梅梅 步歩 歷歴 殺殺 海海 渚渚 漢漢 瀨瀬 煮煮 瓶瓶 甁瓶 益益 眞真 節節 精精 綠緑 緖緒 繁繁 羽羽 "
    "者者 著著 諸諸 謁謁 謹謹 賓賓 贈贈 辻辻 逢逢 飯飯 館館 鶴鶴 黙黙 冨富 峯峰 埜野 盌碗 栁柳 桺柳 梹檳 汎汎 凉涼 凛凜 冴冱"
)
_FOLD = str.maketrans({pair[0]: pair[1] for pair in _VARIANTS.split() if pair[0] != pair[1]})
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BLANKS = re.compile(r"[\s\u200b]+")
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ｰ－", "ー"))
_KANA_ONLY = re.compile(r"[ァ-ヺー・A-Z0-9()./,&'\- ]+")
_ORGANISATION = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益|特例)?(?:社団|財団)法人|(?:学校|医療|宗教|社会福祉|特定非営利活動|"
    r"管理組合)法人|独立行政法人|協同組合|管理組合|信用金庫|信用組合|銀行|\(株\)|\(有\)|㈱|㈲|事務所$|[都道府県市区町村]役[所場]$|"
    r"裁判所|法務局|税務署|年金事務所|御中$"
)
_HONORIFICS = ("様", "さま", "殿", "御中", "先生")
# 全銀 files: half-width kana without small letters, capitals, digits and these marks.
_ZENGIN = re.compile(r"[ｱ-ﾝｦﾞﾟA-Z0-9 ().\-/,｢｣\\]*")


def fold_name(name: str) -> str:
    """``name`` as compared: 全角/半角, 旧字体/異体字, variation selectors and blanks make no difference (髙橋　太郎 = 高橋太郎)."""
    plain = unicodedata.normalize("NFKC", _SELECTORS.sub("", name).translate(_FOLD))
    return _BLANKS.sub("", plain.translate(_FOLD)).casefold()


def same_name(one: str, other: str) -> bool:
    """Whether two spellings fold to one name; an empty name equals nothing."""
    return fold_name(one) == fold_name(other) != ""


def fold_kana(text: str) -> str:
    """Full-width katakana without blanks: はなこ, ﾊﾅｺ, ハナ コ → ハナコ."""
    plain = unicodedata.normalize("NFKC", text)
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" or c in "ゝゞ" else c for c in plain)
    return _BLANKS.sub("", katakana.translate(_HYPHENS))


def parse_kana(text: str) -> str:
    """Full-width katakana with one blank between the parts of a name; kanji are refused with a sentence."""
    parts = [fold_kana(part) for part in unicodedata.normalize("NFKC", text).split()]
    kana = " ".join(parts).upper()
    if not kana or not _KANA_ONLY.fullmatch(kana):
        raise InvalidInput(f"『{text}』はカナではありません。『カクウ　ハナコ』のようにカタカナで入力してください。")
    return kana.replace(" ", "\u3000")


def zengin_kana(text: str) -> str:
    """Half-width kana as banks write them (小文字ャュョ and ー are not allowed): きょうと → ｷﾖｳﾄ; kanji raise InvalidInput."""
    full = " ".join(fold_kana(part) for part in unicodedata.normalize("NFKC", text).split())
    large = full.translate(_SMALL_KANA).upper().replace("・", ".").replace("ヲ", "ヲ")
    half = "".join(_half(character) for character in unicodedata.normalize("NFD", large))
    if not _ZENGIN.fullmatch(half):
        raise InvalidInput(
            f"『{text}』は銀行のデータで使えない文字を含んでいます。カタカナ・英数字で入力してください。"
        )
    return half


def is_organisation(name: str) -> bool:
    """Whether the addressee looks like an organisation (株式会社, 管理組合, 銀行, 裁判所 …), which takes 御中."""
    return bool(_ORGANISATION.search(unicodedata.normalize("NFKC", name).strip()) or "㈱" in name or "㈲" in name)


def with_honorific(name: str, *, organisation: bool | None = None) -> str:
    """``架空 花子　様`` or ``株式会社架空　御中``; a name that already carries one is left as it is."""
    plain = name.strip(" \t\u3000")
    if not plain:
        return ""
    if plain.endswith(_HONORIFICS):
        return plain
    group = is_organisation(plain) if organisation is None else organisation
    return f"{plain}\u3000{'御中' if group else '様'}"


def fold_header(heading: str, *, keep_brackets: bool = False) -> str:
    """A column heading as compared: width, blanks, marks and case are ignored, and brackets with what they hold.

    ``keep_brackets`` keeps what the brackets hold: 金額（元金） and 金額（延滞金） differ.
    """
    plain = unicodedata.normalize("NFKC", heading).casefold()
    bare = plain if keep_brackets else _BRACKETED.sub("", plain)
    kept = _HEADER_MARKS.sub("", bare) or _HEADER_MARKS.sub("", plain)
    return kept or _BLANKS.sub("", plain)


_BRACKETED = re.compile(r"[(\[【〔「『<《][^)\]】〕」』>》]*[)\]】〕」』>》]")
_HEADER_MARKS = re.compile(r"[\s_\-‐・:*※、。,./()\[\]【】〔〕「」『』<>《》]")
_HALF_KANA = dict(
    zip(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンヲ\u3099\u309aー、。「」",
        "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝｦﾞﾟ-,.｢｣",
        strict=True,
    )
)


def _half(character: str) -> str:
    return _HALF_KANA.get(character, character)
