"""Languages: which ones appreciation is promised in, and what people call those that are not read yet."""

from collections.abc import Mapping

# Languages in which appreciation is promised: precision .9 and recall .7 on sentences by somebody who had not seen the
# lexicons (docs/model-card.md). Others are heard as far as they go, and named "not read yet" where languages are named.
_PROMISED = "ar ca cs da de en es fr he hi id it ja ko nl no pl pt ru sv tr uk zh"
READ = frozenset(_PROMISED.split())
_SAME = {"nb": "no", "nn": "no", "sk": "cs"}  # read with the same lexicon
_WRITTEN = """af:Afrikaans am:Amharic ar:Arabic az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bengali br:Breton
bs:Bosnian ca:Catalan cs:Czech cy:Welsh da:Danish de:German el:Greek en:English eo:Esperanto es:Spanish
et:Estonian eu:Basque fa:Persian fi:Finnish fr:French ga:Irish gd:Scottish_Gaelic gl:Galician
gu:Gujarati he:Hebrew hi:Hindi hr:Croatian hu:Hungarian hy:Armenian id:Indonesian is:Icelandic
it:Italian ja:Japanese ka:Georgian kk:Kazakh km:Khmer kn:Kannada ko:Korean ku:Kurdish lt:Lithuanian
lv:Latvian mk:Macedonian ml:Malayalam mn:Mongolian mr:Marathi ms:Malay mt:Maltese my:Burmese ne:Nepali
nl:Dutch no:Norwegian oc:Occitan pa:Punjabi pl:Polish pt:Portuguese ro:Romanian ru:Russian si:Sinhala
sk:Slovak sl:Slovenian sq:Albanian sr:Serbian sv:Swedish sw:Swahili ta:Tamil te:Telugu th:Thai
tl:Tagalog tr:Turkish uk:Ukrainian ur:Urdu uz:Uzbek vi:Vietnamese yi:Yiddish zh:Chinese"""
_NAMES = {code: name.replace("_", " ") for code, _, name in (pair.partition(":") for pair in _WRITTEN.split())}


def unread(posts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the codes of the languages that are not read yet, those of most posts first, else by their English names.

    `posts` says how many there are for each tag (BCP 47) that networks gave; tags that name no language we know are
    left out, for then nobody knows what they are.
    """
    counted: dict[str, int] = {}
    for tag, count in posts.items():
        language = tag.replace("_", "-").partition("-")[0].lower()
        if _SAME.get(language, language) not in READ and language in _NAMES:
            counted[language] = counted.get(language, 0) + count
    return tuple(sorted(counted, key=lambda one: (-counted[one], _NAMES[one])))
