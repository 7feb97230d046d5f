"""Invented names, and other spellings of them as people write them. Nobody real is meant."""

import random
from collections.abc import Callable


def _words(text: str, mark: str = " ") -> list[str]:
    return text.split(mark)


GIVEN = _words(
    "Abdulrahman Muhammad Hussein Yusuf Khalid Ibrahim Mustafa Jamil Zaynab Fatima Aleksandr "
    "Dmitri Sergei Nikolai Tatiana Carlos Joaquim Mariana Esteban Lucia Kwabena Chukwuemeka "
    "Thandiwe Nomvula Sokha Bunthoeun Jean-Baptiste Emmanuel Olivier Claudine Rajesh Priyanka"
)
MIDDLE = _words(
    "Salim Karim Petrovich Ivanovich Antonio Teresa Kofi Okechukwu Sipho Narith Paul Kumar"
)
FAMILY = _words(
    "Qaramati Zubayri Shahrani Tamimov Kuznetsovich Verkhovin Baltierra Montesquina Adjeiman "
    "Okonjowa Dlaminiso Chhorvann Ndayishima Habyaramba Mukundanath Raghavelli Oumarouzo "
    "Benchekrouni Guerrazzouk Faroukhan Zhuravsky Shcherbakin Yeltsoff Tchikayana Phiribanda"
)
FIRST = _words("Golden Northern Blue United Free Silent Red Eastern Star Martyrs' Desert River")
SECOND = _words("Crescent Falcon Horizon Brigade Charity Trading Relief Shipping Dawn Front")
THIRD = _words("of Valdoria|of Kirtania|of Ostrava Minor|of Zembala|of Quillona|of Tarshan", "|")

ARABIC = {
    "Muhammad Salim Qaramati": "محمد سليم القرمطي",
    "Khalid Karim Zubayri": "خالد كريم الزبيري",
    "Fatima Salim Shahrani": "فاطمة سليم الشهراني",
    "Yusuf Karim Tamimi": "يوسف كريم التميمي",
    "Ibrahim Salim Farouk": "إبراهيم سليم فاروق",
    "Abd al-Rahman Karim Jamil": "عبد الرحمن كريم جميل",
}
CYRILLIC = {
    "Dmitri Petrovich Verkhovin": "Дмитрий Петрович Верховин",
    "Sergei Ivanovich Zhuravsky": "Сергей Иванович Журавский",
    "Aleksandr Petrovich Shcherbakin": "Александр Петрович Щербакин",
    "Nikolai Ivanovich Tamimov": "Николай Иванович Тамимов",
    "Tatiana Petrovich Yeltsoff": "Татьяна Петрович Ельцофф",
}


def people(dice: random.Random, most: int) -> list[str]:
    """Different people of three names."""
    every = [f"{g} {m} {f}" for g in GIVEN for m in MIDDLE for f in FAMILY]
    return dice.sample(every, most)


def bodies(dice: random.Random, most: int) -> list[str]:
    """Different organisations."""
    every = [f"{a} {b} {c}" for a in FIRST for b in SECOND for c in THIRD]
    return dice.sample(every, most)


def _other_order(name: str, dice: random.Random) -> str:
    words = name.split()
    return f"{words[-1].upper()}, {' '.join(words[:-1])}"


def _no_middle(name: str, dice: random.Random) -> str:
    words = name.split()
    return f"{words[0]} {words[-1]}"


_SPELLINGS = (
    ("Muhammad", "Mohamed"), ("Hussein", "Husain"), ("Yusuf", "Youssef"), ("Khalid", "Khaled"),
    ("Qa", "Ka"), ("Zay", "Zei"), ("ou", "u"), ("aleksandr", "alexandre"), ("Aleks", "Alex"),
    ("Dmitri", "Dmitry"), ("Sergei", "Sergey"), ("Nikolai", "Nicolay"), ("Ch", "Sh"),
    ("sch", "sh"), ("zh", "j"), ("Zh", "J"), ("Ts", "Tz"), ("ia", "iya"), ("ee", "i"),
    ("Carlos", "Karlos"), ("ph", "f"), ("Ph", "F"), ("nn", "n"), ("zz", "z"),
)  # fmt: skip


def _other_spelling(name: str, dice: random.Random) -> str:
    fitting = [pair for pair in _SPELLINGS if pair[0] in name]
    for old, new in dice.sample(fitting, min(2, len(fitting))):
        name = name.replace(old, new)
    return name


def _slip(name: str, dice: random.Random) -> str:
    """One letter of one long word wrong, missing or twice."""
    words = name.split()
    n = max(range(len(words)), key=lambda i: (len(words[i]), i))
    at = dice.randrange(1, len(words[n]) - 1)
    new = dice.choice(["", words[n][at] * 2, "e", "n"])
    words[n] = words[n][:at] + new + words[n][at + 1 :]
    return " ".join(words)


def _accents(name: str, dice: random.Random) -> str:
    return name.replace("a", "á").replace("o", "ö").replace("c", "ç").upper()


def _legal_form(name: str, dice: random.Random) -> str:
    return (
        f"{name} {dice.choice(['Ltd.', 'S.A.R.L.', 'Foundation', 'ONG', 'Association', '(Inc.)'])}"
    )


Vary = Callable[[str, random.Random], str]
OF_PEOPLE: dict[str, Vary] = {
    "order": _other_order,
    "missing middle name": _no_middle,
    "spelling": _other_spelling,
    "slip of the pen": _slip,
    "accents and capitals": _accents,
}
OF_BODIES: dict[str, Vary] = {
    "legal form": _legal_form,
    "slip of the pen": _slip,
    "accents and capitals": _accents,
}
