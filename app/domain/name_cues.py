"""Words beside a name that tell what it means: that somebody speaks, is thanked, or is called something longer."""

from app.domain.name_words import PARTICLES, PLAIN_WORDS, TITLES, TITLES_WHOLE
from app.domain.text import folded


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


# Folded, as all words here. A talk, whatever its kind.
TALKS = _words(
    """talk talks keynote keynotes session sessions workshop workshops presentation presentations panel slides slide
    lecture lectures tutorial speech demo qa vortrag vortrage keynotevortrag folien charla charlas ponencia ponencias
    conferencia presentacion taller conference presentation expose intervention atelier palestra palestras apresentacao
    oficina intervento relazione presentazione praatje lezing presentatie prelekcja prelekcji wyklad wykladzie
    prezentacja prezentacji wystapienie xerrada xerrades doklad доклад доклада докладе выступление выступления лекция
    лекции доповідь доповіді виступ виступу foredrag foredraget oplæg oplægget föreläsning föredraget esitys puhe
    puheenvuoro luento előadás előadása přednáška přednášku přednášky prezentace predavanje izlaganje predavanja
    предавање ομιλία παρουσίαση prezentare prezentarea prelegere wykładu prelekcję wystąpieniu referat भाषण सत्र
    sunum sunumu konusma konusmasi محاضرة كلمة"""
)
# Talks that people own without an apostrophe: Svens Vortrag.
TALKS_OWNED = _words(
    """vortrag vorträge keynotevortrag folien präsentation foredrag foredraget oplæg oplægget föreläsning föredrag
    föredraget lezing praatje presentatie"""
)
BY = _words("by from with featuring feat ft von mit de del of par avec do da dos door van przez z da di con от с w")
SPEAKING = _words(
    """speaking speaks spoke spoken talking talks talked presenting presents presented presentando explaining explains
    explained demonstrating demonstrates demoed demoing says said saying shows showed showing showcasing telling tells
    delivers delivered keynoting lecturing spricht sprach erklart erzahlt zeigt habla hablo hablando explica explico
    parle explique presente parla spiega fala falou mowi mowila opowiada praat vertelt говорит рассказывает рассказал
    рассказала показывает konusuyor anlatiyor"""
)
STANDING = _words("is was are now currently just up takes back ist war es fue est era e foi")
# What people do in languages whose verbs no ending tells: behind a name with a capital they make it one.
DOING = _words(
    """schreibt zeigt macht erklärt liest spielt singt führt bringt stellt fragt nennt findet hält kommt geht steht
    sitzt spricht erzählt redet wirft rechnet meint glaubt denkt versteht beginnt startet eröffnet schließt gräbt baut
    lacht bekommt verdient begeistert überrascht räumt rockt leitet moderiert übernimmt
    tiene quiere puede sabe viene pone hace dice cree deja lleva sigue gana abre cierra empieza termina acaba cuenta
    explica enseña presenta muestra responde propone recuerda pregunta escribe lee canta ríe emociona sorprende merece
    parle montre explique fait vient prend lance ouvre raconte rappelle propose termine commence conclut présente
    répond demande écrit chante mérite nous
    parla mostra spiega viene apre chiude racconta presenta risponde chiede scrive canta merita ricorda propone
    tem quer pode sabe vem põe diz abre fecha fala mostra explica conta apresenta responde pergunta escreve merece
    praat vertelt laat toont opent sluit vraagt geeft komt staat schrijft verdient maakt speelt
    mówi pokazuje opowiada zaczyna kończy otwiera tłumaczy wyjaśnia robi pyta pisze
    говорит рассказывает показывает объясняет открывает пишет спрашивает делает"""
)
GIVING = _words(
    "had has have gave gives giving held holds hielt halt gab hatte dio da tuvo fez deu teve fait donne a ha tenuto gaf"
)
TRIUMPHING = _words(
    "rocks rocked rocking kills killed killing nails nailed nailing crushes crushed crushing slays slayed"
)
THANKING = _words(
    """thank thanks thankyou thx ty kudos congrats congratulations bravo brava props shoutout cheers applause praise
    danke dank vielen gracias merci obrigado obrigada grazie bedankt dankjewel dziekuje dzieki gracies спасибо
    tesekkurler tesekkur felicidades felicitations parabens complimenti gratulacje glueckwunsch gluckwunsch شكرا"""
)
HEARING = _words("watch watching watched hear hearing heard listen listening listened see seeing saw learned learning")
# An answer with one of these is for the one whom it answers: "thanks for sharing", "great notes", "you too".
TO_WHOM_IT_ANSWERS = _words(
    """you your yours u ur thank thanks thx ty cheers sharing shared share notes sketchnotes sketchnote summary thread
    threads tweet tweets toot post posting photo photos pic pics picture pictures livetweet livetweeting congrats
    congratulations welcome du dir dich dein deine sie ihnen ihr ihre danke teilen foto fotos bild bilder notizen tu te
    ti usted tus gracias compartir hilo notas resumen merci toi ton votre vous partage partager grazie condiviso tuo
    tua obrigado obrigada voce teu partilhar compartilhar je jouw dank bedankt delen dziekuje dzieki tobie ci twoje
    спасибо ты вы твой ваш tesekkurler sen siz شكرا תודה"""
)
CHEERING = _words(
    """amazing awesome best brilliant excellent fabulous fantastic fascinating good gold great hero impressive
    incredible inspiring insightful legend love loved loving lovely marvellous marvelous outstanding perfect powerful
    priceless rocks rocked stunning stellar super superb wonderful wow yes yesss she he her him his they wait brava
    bravo toll klasse spitze genial grossartig super hammer wunderbar wahnsinn stark ihn er fantastico genial increible
    maravilla maravilloso brillante bravo ella formidable magnifique geniale superbe excellente elle lei lui bellissimo
    incrivel otimo excelente maravilhoso ela ele geweldig fantastisch prachtig mooi top zij hij swietne wspaniale
    super genialne ona on браво отлично супер здорово она он harika muhtesem mukemmel رائع رائعة ممتاز"""
)
HONOURS = (TITLES - _words("sir st sra")) | TITLES_WHOLE | _words("hon engr chief")

# Turkish: what a name has behind its apostrophe when something is theirs, and when anything else is said of them.
OWNING = _words("s in un nin nun")
ENDED = OWNING | _words("e a ye ya i u yi yu de da den dan le la yle yla te ta ten tan")

# What may stand beside a single name without being a part of a longer one.
AROUND = (
    PLAIN_WORDS
    | TALKS
    | BY
    | SPEAKING
    | STANDING
    | TRIUMPHING
    | THANKING
    | HEARING
    | TITLES
    | TITLES_WHOLE
    | _words(
        """s about again ahead after already also always amazing another any around awesome because before being best
        between both brilliant call calls cool did does during each even every everyone excellent excited explains
        fabulous fantastic favorite favourite finally first following great greatest happy having hello her here hey hi
        his i'm incredible inspiring instead into join joined joining killed killing kills last later like live look
        looking love loved loving made make makes making many me meet meeting met more most much named nailed nails
        need never nice off open over own perfect plus poor post presents quote rather real really right rock rocked
        rocking rocks same see shared shares since still such super superb sure take takes talented tell than there
        though through today together told tomorrow tonight totally two under until use used uses using very via wait
        want wanted wants watch way where while whole why wonderful wow wrote yes yesterday yet you're
        hanim bey hoca abla abi
        mein meine toll tolle super war wird hat heute morgen jetzt muy gran hoy ahora tres beau belle hier grande
        oggi adesso hoje agora obrigado vandaag goed dzis teraz bardzo сегодня сейчас очень
        o os um uma
        arrasou mandou deu foi fez faz falou disse mostrou explicou contou trouxe merece brilhou e está estava muito
        demais tambem hizo hace dio da dijo dice mostro explico conto cuenta trajo merece brillo esta estaba nos me te
        tambien siempre vient nous donne montre raconte etait parlait merite toujours aussi vraiment encore a ha è era
        mostra racconta merita sempre anche davvero hat macht bringt redet sagt sagte gerade wieder immer auch echt
        einfach gab gibt heeft is was geeft laat zegt zei ook weer altijd echt jest byl byla opowiada pokazuje robi
        zawsze tez naprawde niesamowicie был была есть это просто вообще тоже всегда лучший лучшая harika cok guzel
        muhtesem super yine bugun simdi bir ve ile için على في من إلى هذا هذه مع عن كان كانت يا و जी ने का की के को
        makes made gives gave brings brought breaks broke takes took goes went gets got keeps kept drops dropped says
        reminds reminded inspires inspired teaches taught deserves deserved walks walked nailing doing giving making"""
    )
) - (PARTICLES - PLAIN_WORDS - BY)

# Han, kana and Hangul: how a person is addressed, and what they do.
ADDRESSED = ("さん", "先生", "氏", "様", "教授", "博士", "老师", "老師", "님", "씨")
ADDRESSED_AS_TEACHER = frozenset({"先生", "教授", "博士", "老师", "老師"})
SPEAKING_UNSPACED = (
    "発表",
    "講演",
    "登壇",
    "話",
    "セッション",
    "演讲",
    "演講",
    "分享",
    "发言",
    "讲",
    "발표",
    "강연",
    "세션",
)
