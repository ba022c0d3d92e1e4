"""Praise by its shape: an English word of praise beside what somebody made or gave, which comments rarely have."""

import re

from app.domain.appraisal_cue import Cue, lower_case

_SURE = 0.7
_LIKELY = 0.6
_WARM = (
    r"(?:amazing|awesome|excellent|gr8|grt|superlative|inimitable|marvell?ous|exceptional|fantastic|fabulous|fab"
    r"|great|brilliant|beautiful|wonderful|superb|terrific|lovely"
    r"|stellar|outstanding|phenomenal|incredible|magical|remarkable|impressive|delightful|masterful|splendid"
    r"|inspiring|inspirational|insightful|fascinating|captivating|compelling|powerful|moving|hilarious|engaging"
    r"|entertaining|stunning|gorgeous|magnificent|mesmeri[sz]ing|thoughtful|heartfelt|refreshing|enlightening"
    r"|thought[- ]provoking|mind[- ]?blowing|eye[- ]opening|very good|really good|good|nice|solid|cool|neat|fun"
    r"|interesting|helpful|useful|clear|practical|informative|accessible|elegant|slick|clever|smart|motivating"
    r"|exciting|stimulating|cracking|killer|top|important|timely|much[- ]needed|well[- ]\w+)"
)
_GIVEN = (
    r"(?:talks?|keynotes?|presentations?|pres|preso|sessions?|symposium|lectures?|workshops?|tutorials?|demos?|posters?"
    r"|slides|decks?|speakers?|presenters?|explainers?|explanations?|overviews?|summar(?:y|ies)|introductions?|intro"
    r"|frameworks?|advice|tips?|insights?|analog(?:y|ies)|metaphors?|examples?|visuali[sz]ations?|graphics|animations?"
    r"|storytelling|delivery|panels?|discussions?|conversations?|answers?|resources?|walk[- ]?through|takeaways?"
    r"|reminder|perspective|message|thread|write[- ]?up|notes|job|work|stuff|way to|techniques?|approach"
    r"|walk[- ]?thr(?:u|ough)"
    r"|tidbits?|nuggets?|points?|lessons?|segue|materials?|content|visuals?|gifs?|memes?|quotes?|energy|performance"
    r"|use of"
    r"|showcase|teaching|teacher|instructor|lineup|storyteller|communicator|human|person|people|wisdom)"
)
_FORMS = (
    (
        Cue(
            "talk|keynote|pres|session|sympos|lecture|workshop|tutorial|demo|poster|slides|deck|speaker|expla|overview"
            "|summar|intro|framework|advice|tip|insight|analog|metaphor|example|visual|graphics|animation|story"
            "|delivery|panel|discussion|conversation|answer|resource|walk|takeaway|reminder|perspective|message|thread"
            "|write|notes|job|work|stuff|way to|techni|approach|tidbit|nugget|point|lesson|segue|material|content|gif"
            "|meme|quote"
            "|energy|perform|use of|showcase|teach|instructor|lineup|storytell|communic|human|person|people|wisdom",
            rf"(?<!\w){_WARM}"
            rf"(?:,? (?:and |& )?{_WARM})?[^\w.!?;:,]+(?:[\w'-]+[^\w.!?;:,]+){{0,3}}?{_GIVEN}(?!\w)",
        ),
        _LIKELY,
    ),
    (
        Cue(
            "so |very |super |truly |incredibly |really |absolutely |pretty |how ",
            r"\b(?:so|very|super|truly|incredibly|absolutely|pretty|how) (?:inspiring|impressive|insightful|interesting"
            r"|helpful|useful|informative|impressed|engaging|powerful|moving|clever|cool|neat|inspired|fascinating"
            r"|magical|elegant|smart|articulate|well (?:done|explained|presented|put|said|told|deserved))\b",
        ),
        _LIKELY,
    ),
    (
        Cue(
            "mind|rock|kill|nail|crush|wow|applau|ovation|standing|delight|sav|wizard|magic|genius|legend|hero|gold"
            "|fire"
            "|goals",
            r"\b(?:blow(?:s|n|ing)|blew)\b.{0,12}\bminds?\b|\bmind(?:s)? (?:is |are |= ?|officially |totally )?blown\b"
            r"|\b(?:rock(?:s|ed|ing)|kill(?:ed|ing)|nail(?:s|ed|ing)|crush(?:ed|ing)|slay(?:s|ed|ing)) (?:it\b|(?:his"
            r"|her|"
            r"their|the|this|that|your) (?:\w+ )?(?:talk|keynote|presentation|session|stage|demo|q&a|panel|slides))"
            r"|\bwow(?:ed|ing|s) (?:us|me|the)\b|\b(?:round of |bursts? (?:out )?in(?:to)? |deserved )applause\b"
            r"|\bstanding ovation\b|\b(?:true|real|absolute|total|data|coding|pure|actual) (?:wizard(?:ry)?|magic"
            r"|genius"
            r"|legend|hero|master(?:class)?|gold)\b|\btruly magical\b|\b(?:is|are|was) (?:on fire|goals|a legend"
            r"|legends|a genius|a wizard|my hero|a rock ?star|pure gold|brilliant|fantastic|amazing|awesome|superb"
            r"|outstanding|excellent|wonderful)\b",
        ),
        _SURE,
    ),
    (
        Cue(
            "best|favo|worth|like |love|way to go|highlight|thanks|learn|fan of|admir|impress|credit|kudos|fun|cool"
            "|fab",
            r"\b(?:has|have|gave|gives|with|was|were|one of|some of|by far) (?:the|my|our|his|her) (?:very )?"
            r"(?:best|favou?rite|coolest|most \w+)\b|\bbest (?:talk|keynote|session|explanation|speaker|presentation"
            r"|analog(?:y|ies)|slides?|demo|workshop|part|thing|title|quote|line|gif|joke)s?\b"
            r"|\b(?:my|new|a|personal) favou?rite (?:talk|keynote|session|speaker|slide|quote|part|presentation"
            r"|package)s?\b"
            r"|\b(?:well )?worth (?:the|every|your|a|it|watching|reading|listening)\b|\b(?:really |absolutely |just )?"
            r"(?:like|love|loved|adore|liked) (?:the|this|that|his|her|your|their|how|it when) (?:idea|concept|talk"
            r"|title"
            r"|approach|analogy|way|slides?|metaphor|message|example|quote|package|work|keynote|demo|energy|term|use"
            r"|presentation|session|style|enthusiasm)\b|\b(?:the|a) highlight\b|\b(?:learn(?:ed|t)|learning) (?:so much"
            r"|a (?:lot|ton)|loads|tons|heaps)\b|\b(?:was|had|is) (?:so much|lots of|great|such|a lot of) fun\b"
            r"|\b(?:that['’]s|that is|this is|how) (?:so |really |very |pretty |super )?(?:cool|awesome|amazing"
            r"|brilliant"
            r"|great|neat|beautiful|clever|genius)\b|\b(?:in awe|big fan|huge fan|deeply impressed|very impressed"
            r"|hugely impressed)\b|\bfab!|\bthe way to go\b",
        ),
        _LIKELY,
    ),
    (
        Cue(
            "fav|well |nicely|fully|antly|erbly|ertly|changer|chang|game|life|inspir|recommend|must|miss|idol|star"
            "|queen"
            "|icon|goat|on point|bang on|top |crystal|real deal|lucky|grateful|honou?r|privilege|joy|pleasure|treat"
            "|kept"
            "|packed|full of|show|house|hit|power|force|class|what a|heck|hell|yes|easy|finally|eye|always|thank|thx"
            "|shout|hats|respect|props|glad|salute|deserv|proud of|love|excell|worth|can't say enough|applaud",
            r"\b(?:(?:so|very|really|super|incredibly|beautifully|brilliantly|how) (?:well|nicely|clearly"
            r"|beautifully)|nicely"
            r"|beautifully|brilliantly|elegantly|superbly|masterfully|expertly|wonderfully|clearly) (?:\w+(?:ed|en|ing)"
            r"|done|put|said|told|shown)\b|\b(?:my|our) (?:absolute |personal |new |all[- ]time )?fav(?:e|s"
            r"|ou?rites?)?\b"
            r"|\b(?:game|life)[- ]?(?:changer|changing|saver)\b|\bchanged (?:my|the way i)\b|\binspir(?:ed|es) (?:me"
            r"|us|by)\b"
            r"|\b(?:highly|strongly|can(?:no|['’])t) recommend\b|\bmust[- ](?:see|read|watch|listen)\b"
            r"|\b(?:idol|superstar|rock ?star|icon|powerhouse|force of nature|class act|the goat|genius)\b"
            r"|\b(?:on point|bang on|top[- ]notch|crystal[- ]clear|the real deal|on fire)\b|\b(?:so |very |how |feel "
            r"|am |are )"
            r"(?:lucky|grateful|thankful|glad|privileged)\b|\b(?:a|an|such a|real) (?:joy|pleasure|treat|delight"
            r"|privilege"
            r"|honou?r|inspiration|highlight|hit|blast|gem|masterpiece)\b|\bkept (?:me|us|everyone) (?:hooked|engaged"
            r"|awake"
            r"|laughing)\b|\b(?:packed with|full of) (?:great|useful|good|wisdom|insights?|tips|ideas)\b|\b(?:steals?"
            r"|stole"
            r"|stealing) the show\b|\bwhat an? (?:\w+ )?(?:talk|keynote|session|speaker|presentation|ride|performance"
            r"|legend"
            r"|demo|journey|treat|delight|start|opening|close|finish)\b|\b(?:heck|hell) of an?\b|\bso much yes\b"
            r"|\b(?:easy as|made (?:it|this|that|complex|hard)\b.{0,20}\b(?:easy|simple|clear|fun|accessible))\b"
            r"|\bfinally (?:get|got|understand|understood|makes sense|clicked)\b|\beye[- ]opener\b|\bhats off\b"
            r"|\bwell[- ]deserved\b|\b(?:much|massive|huge|big|mad) (?:respect|props|kudos|thanks|thx|shout ?out)\b"
            r"|\bshout ?-?outs? (?:to|for|goes)\b|\b(?:i )?applaud\b|\bcan['’]t say enough\b|\bexcellently\b",
        ),
        _LIKELY,
    ),
)
_TURNED = re.compile(
    r"(?:\bnot|n['’]t|\bno|\bnever|\bhardly|\bwithout|\bif|\bhope|\bhoping|\bshould be|\bwill be|\bgonna be|\bpromises"
    r"|\bwould be|\bcould be|\bmight be|\bto be|\bwant\w*|\bneed|\bneeds|\bany|\bless|\bnothing|\blooking for|\bgive us"
    r"|\btoo|\bsupposed|\bwish)(?:\W+\w+){0,2}\W*$"
)
_FAR = 40


def praise(text: str) -> float:
    """Return 0..1: how surely the shape of an English text praises; what is negated, wished or asked for does not."""
    lower = lower_case(text)
    return max((strength for cue, strength in _FORMS if _stands(cue, lower)), default=0.0)


def _stands(cue: Cue, lower: str) -> bool:
    return any(_TURNED.search(lower, max(0, at - _FAR), at) is None for at in cue.places(lower))
