"""Words for emotions: the one table that says which of them mean the same.

Words of public datasets in the languages of their authors (KDEF and JAFFE write codes of two letters). A word is looked
up by its letters alone: case, accents, Unicode form, spaces, hyphens and underscores do not count. What stands in no
row is no word for an emotion that we know, and whoever reads it asks for a map, or refuses.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import spelling_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WORDS = {
    "neutral": """
        neutrality neutre neutro neutra neutrale neutraal neutralny neutralna
        neutralne neutralni neutralan nötr netral ne trung_tính нейтральный
        нейтральная нейтрально нейтральное нейтральность нейтрал محايد طبيعي خنثی 中性
        中立 平静 無表情 无表情 중립 무표정 तटस्थ ουδέτερο נייטרלי ปกติ""",
    "happy": """
        happiness joy joyful joyous happyness ha glücklich fröhlich freude freudig
        glück heureux heureuse joie joyeux joyeuse bonheur feliz felicidad
        felicidade alegría alegre alegria contento felice felicità gioia blij
        blijdschap vreugde gelukkig radość szczęście szczęśliwy szczęśliwa mutlu
        mutluluk neşe senang bahagia gembira vui vui_vẻ hạnh_phúc glad glädje
        lycklig lykkelig iloinen ilo šťastný radost boldog boldogság öröm fericit
        fericire bucurie счастье счастливый радость радостный щастя радіст щастие
        سعيد سعادة فرح شاد شادی خوشحال 高兴 开心 快乐 喜悦 幸福 高興 開心 快樂 喜び 喜 嬉しい 幸せ 楽しい 기쁨 행복
        행복한 खुश खुशी χαρά χαρούμενος ευτυχία שמח שמחה มีความสุข""",
    "surprise": """
        surprised surprize suprise suprised su überrascht überraschung surpris
        étonné étonnement sorpresa sorprendido sorprendida sorpreso sorpreso
        surpresa surpreso surpreendido verrast verrassing verbaasd zdziwienie
        zaskoczenie zaskoczony şaşkın şaşkınlık şaşırmış terkejut kaget ngạc_nhiên
        överraskad överraskning förvånad overrasket yllättynyt hämmästys překvapení
        překvapený meglepetés meglepett surprins surpriză удивление удивлённый
        удивленный здивування изненада دهشة مفاجأة متفاجئ تعجب 惊讶 惊奇 吃惊 驚訝 驚き 驚いた 驚
        놀람 놀란 आश्चर्य हैरान έκπληξη מופתע הפתעה ประหลาดใจ""",
    "sad": """
        sadness sa traurig trauer traurigkeit triste tristesse tristeza tristezza
        verdrietig verdriet droevig smutek smutny smutna üzgün üzüntü üzgünlük sedih
        kesedihan buồn ledsen sorgsen sorg trist surullinen suru smutný szomorú
        szomorúság tristețe грусть грустный печаль печальный сум тъга حزين حزن غم
        غمگین ناراحت 悲伤 伤心 难过 悲傷 傷心 難過 悲しみ 悲しい 悲 哀しみ 슬픔 슬픈 दुखी दुख उदास λύπη
        λυπημένος עצוב עצב เศร้า""",
    "angry": """
        anger an wütend wut ärger ärgerlich zorn zornig colère en_colère fâché ira
        enojo enojado enojada enfado enfadado enfadada rabia raiva zangado rabbia
        arrabbiato boos boosheid woede złość zły gniew kızgın kızgınlık öfke öfkeli
        sinirli marah kemarahan tức_giận giận arg ilska sint vihainen viha hněv
        vztek düh dühös haragos furie furios mânie злость злой гнев гневный сердитый
        гнів гняв غاضب غضب عصبانی خشم 愤怒 生气 憤怒 生氣 怒り 怒 怒った 분노 화남 화난 गुस्सा क्रोध
        θυμός θυμωμένος כועס כעס โกรธ""",
    "disgust": """
        disgusted disgusting di ekel angeekelt dégoût dégoûté asco asqueado disgusto
        disgustato nojo walging walgend afkeer wstręt obrzydzenie iğrenme iğrenmiş
        tiksinme tiksinti jijik ghê_tởm kinh_tởm avsky äcklad äckel avsmak inho
        znechucení hnus undor undorodó dezgust dezgustat отвращение відраза
        отвращения اشمئزاز قرف نفور انزجار 厌恶 厭惡 恶心 嫌悪 嫌悪感 혐오 역겨움 घृणा αηδία
        αηδιασμένος גועל רังเกียจ รังเกียจ""",
    "fear": """
        fearful afraid scared fe af angst ängstlich furcht verängstigt peur effrayé
        crainte miedo asustado asustada temor medo assustado paura spaventato bang
        bange vrees strach przestraszony przerażenie korku korkmuş korkulu takut
        ketakutan sợ_hãi sợ rädd rädsla redd frykt pelko peloissaan vystrašený
        félelem frică speriat страх испуг испуганный خائف خوف ترس ترسیده 恐惧 害怕 恐懼 恐れ
        恐怖 怖い 공포 두려움 डर भय φόβος φοβισμένος פחד מפוחד กลัว""",
    "contempt": """
        contemptuous verachtung verächtlich mépris méprisant desprecio desprezo
        disprezzo minachting pogarda küçümseme penghinaan khinh_thường förakt forakt
        halveksunta opovržení megvetés dispreț презрение презрительный зневага
        презрения احتقار ازدراء تحقیر 轻蔑 輕蔑 蔑视 軽蔑 경멸 अवमानना περιφρόνηση בוז ดูถูก""",
}


def emotion_key(word: str) -> str:
    """Return the letters by which a word is looked up.

    >>> emotion_key(" Colère ") == emotion_key("COLERE"), emotion_key("en_colère")
    (True, 'encolere')
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(c for c in letters if not (unicodedata.category(c) == "Mn" or c in " \t_-"))


def _table() -> dict[str, str]:
    words = {emotion: (emotion, *text.split()) for emotion, text in _WORDS.items()}
    return {emotion_key(word): emotion for emotion, spelled in words.items() for word in spelled}


WORDS: Mapping[str, str] = _table()
"""Our word for an emotion, by the letters of every word for it."""


def common_name(word: str) -> str | None:
    """Return our word for an emotion, or None when it is no word for one that we know.

    >>> common_name("Happiness"), common_name("Überraschung"), common_name("hunger")
    ('happy', 'surprise', None)
    """
    return WORDS.get(emotion_key(word))


def spelled(word: str, labels: Sequence[str]) -> str | None:
    """Return the label with this spelling (case, spaces and Unicode form ignored), or None."""
    key = spelling_key(word)
    return next((label for label in labels if spelling_key(label) == key), None)


class LabelMap:
    """Which words stand for which labels, as somebody wrote it; remembers which of them were met.

    Parameters
    ----------
    pairs
        Word → label.
    layers
        Maps that are asked for other words, one after the other.
    """

    def __init__(self, pairs: Mapping[str, str] | None = None, layers: tuple[LabelMap, ...] = ()) -> None:
        self._pairs = {spelling_key(word): (word, label) for word, label in (pairs or {}).items()}
        self._layers = layers
        self._met: set[str] = set()

    def of(self, word: str) -> str | None:
        """Return the label that a word stands for, or None."""
        key = spelling_key(word)
        if key in self._pairs:
            self._met.add(key)
            return self._pairs[key][1]
        return next((label for layer in self._layers if (label := layer.of(word)) is not None), None)

    def before(self, other: LabelMap) -> LabelMap:
        """Return a map that asks this one first."""
        return LabelMap(layers=(self, other))

    @property
    def unmet(self) -> tuple[str, ...]:
        """The words that nobody asked for."""
        return tuple(word for key, (word, _) in self._pairs.items() if key not in self._met)


def match(word: str, labels: Sequence[str], mapped: LabelMap | None = None) -> str | None:
    """Return the label that a word means: by a map, by its spelling, else by its meaning; None when there is none.

    By meaning a label is found only where exactly one of them means the same: among `joy` and `happiness` nothing is
    guessed.

    >>> match("Anger", ["angry", "sad"]), match("hunger", ["angry", "sad"])
    ('angry', None)
    """
    target = None if mapped is None else mapped.of(word)
    sought = word if target is None else target
    found = spelled(sought, labels)
    return found if found is not None else _meant(sought, labels)


def _meant(word: str, labels: Sequence[str]) -> str | None:
    name = common_name(word)
    same = [label for label in labels if name is not None and common_name(label) == name]
    return same[0] if len(same) == 1 else None


def said_as(pairs: Iterable[tuple[str, str, int]]) -> str:
    """Return which words were read as which labels, in a clause: pairs with the number of rows, 0 where there is none.

    >>> said_as([("anger", "angry", 12), ("joy", "happy", 1)])
    "'anger' as 'angry' (12 rows), 'joy' as 'happy' (1 row)"
    """
    counts = {0: "", 1: " (1 row)"}
    return ", ".join(f"'{word}' as '{label}'{counts.get(n, f' ({n:,} rows)')}" for word, label, n in pairs)
