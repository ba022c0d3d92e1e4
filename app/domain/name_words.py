"""Words that are names and more: titles, particles, and what sentences are made of."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words("dr prof professor mr mrs ms mx sir dame rev herr frau mme mlle dipl ing dott sig sra doc")
# Written out they are no part of a name wherever they stand before one; a short one needs its point or such a title.
TITLES_WHOLE = _words(
    """doktor doctor doctora professorin profesor profesora professore professoressa reverend pastora pater frater fray
    schwester rabbi rabbiner rabbinerin pfarrer pfarrerin monsignor monsignore honourable honorable"""
)
TITLES_SHORT = _words(
    """em emer habil hc mult lic lcdo lcda theol phil jur med rer nat oec pol univ priv doz pd mag mmag mgr msgr rndr
    mudr judr phdr bc arq arqto mtro mtra profa dra hon rt engr arch barr adv sor fr hno hna drs ir sr"""
)
NOBLE = _words(
    "freiherr freifrau freiin graf grafin baron baronin baroness furst furstin ritter edler edle prinz prinzessin"
)
DEGREES = _words("phd dphil md msc bsc mba jr sr ii iii iv esq frs obe cpa cissp")
ORDERS = _words("OSB OP SJ OFM OCD SVD SDB OSU OSF MSC CSSR CSC RSCJ RGN MBE")
PARTICLES = _words(
    """van von der den de del della di da do dos das du la le los el al bin bint ibn ben ter ten zu zum zur vom y e st
    af av"""
)

# "do an", "will may": a name of these alone could not be told from a sentence. Before a word they make it a word.
PLAIN_WORDS = _words(
    """a all an and are as at be been but by can come could day did do does for from go good had has have he her him his
    how i if in is it its just let may me might must my new no not now of on one only or our out really she should so
    some that the their them then these they this those to too up us was we well were what when who will with would you
    your am auf das den der die ein er es fur ich im ist mit so und war wir zu au ce de en est et il la le les ne par
    pas qui se si sur un une que el lo los por su y al con del mas sin"""
)

# Words of everyday English that people are called, too: a name of these alone needs its capitals.
WORDY = PLAIN_WORDS | _words(
    """amber angel april art ash august autumn baker bank banks barber basil bay beach bean bell berry best bill birch
    bird bishop black bloom blue bond book booker bright brook brooks brown buck bush butler cannon carpenter carter
    case cash chance chandler charity chase church cliff cloud coach cook cooper cotton crane cross crown daisy dash
    dawn day delight dial diamond dolly dove early east eden ember english evening ever fair faith farmer fern field
    fields fish fisher flower flowers ford forest forrest fox frank free freedom freeman friend frost gale gardener
    garland gay gift ginger glass glory gold golden goodman grace grant gray green grey grove guy hall hand hardy
    harmony haven hawk hazel head heart heath heaven hill holiday holly honey hood hope house hunt hunter indigo iris
    ivory ivy jade jasmine jewel joy judge july june justice key keys king kitchen knight lake land lane lark laurel
    law leaf lily lion little lock long loop love lovely low luck lucky lyric major maple march mark marks marsh mason
    master may melody mercy merit merry mill miller mills mist money moon morning moss mount myrtle newman night noble
    noon north oak ocean olive opal orange page painter palm paris park parks patience peace peach pearl penny pepper
    pet phoenix pike pine piper plum pope poppy porter potter power powers presley price prince promise prudence
    purple quick quiet quill rain rainbow raven red rich ridge river rivers road rock rocky rose rosemary royal ruby
    rush russet rusty sage sailor sand sandy savage scarlet sea season serenity shadow sharp shepherd short silver
    singer skinner sky small smart snow song south spark sparrow spring star stark starling steel stern stone storm
    street strong summer summers sunday sunny swan swift tailor temple thorn tiger timber town travel tree true turner
    violet walker wall ward water waters weaver west wheat wheeler white wild wilder willow wind winter winters wise
    wolf wood woods worth yellow york young zest"""
)

# Those and others that are everyday words by themselves: one of these alone is hardly ever a person.
WORDY_ALONE = WORDY | _words(
    """art bob chi chip
    data dean don dot drew duke earl gene jack jean josh lance max miles mine nick norm pat pierce reed
    rob ross scala skip sky son sue sun van wade ward wells

    alba alegria alma amor amparo angel angeles asuncion aurora belen blanca blanco bueno calvo camino campo campos
    casas castillo clara concepcion concha consuelo corazon cortes cruz delgado dolores encarnacion esperanza estrella
    flor flores fuente fuentes gallo gloria guerra guerrero iglesias justo leal leon libertad lobo luna luz mar mayor
    mercedes milagros montes moreno nieves paloma pastor paz perla piedad pilar pino prado puente ramos real remedios
    rey reyes rico rio rios rocio rojo rosa rosario rubio salud santos sierra socorro sol soledad toro torre torres
    valle victoria virtudes
    branco coelho cordeiro costa esperanca fonte graca leite machado neves pinto prata rocha salgado serra vale vitoria
    bella dolce felice fiore fontana franco gioia grande grazia leone luce mare marina pace serena sole stella vita
    belle blanc boulanger clair claire fleur joli lune moulin parfait petit pierre place pont roche roux sage soleil
    bach baum bauer berg blum brand braun busch engel ernst feld frei freund fuchs gross gut held herz hirsch hof holz
    horn jung kaiser keller klein kluge koch konig kraft kranz krug kunst kurz lang lange licht lieb meister mut neu
    reich reiter richter ritter roth sand schatz schneider schwarz sommer sonne stein still stolz sturm tanne trost
    vogel wald wein weiss wunder zimmer
    boer bos groot jong koning meer prins ridder wit zee zwart
    baris bulut deniz gunes toprak umut yagmur yildiz zafer
    amani baraka furaha imani juma neema rehema tumaini upendo zawadi
    beauty blessing comfort favour goodness happiness innocent lovemore memory praise precious talent wisdom"""
)

# Places that people are called after.
PLACES = _words(
    """adelaide alexandria asia austin berlin boston brooklyn carolina catalina charlotte chelsea dakota dallas denver
    florence georgia houston india ireland israel jordan kenya lincoln london lorena madison milan odessa orlando paris
    roma rio santiago savannah siena sienna sofia sydney valencia verona victoria vienna virginia york"""
)
