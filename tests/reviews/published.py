"""Data sets with published results, the measure of the numeric methods.

Dyestuff and penicillin: O. L. Davies and P. L. Goldsmith (eds), Statistical Methods in Research and
Production, 4th ed., Oliver and Boyd 1972, sections 6.4 and 6.6. The REML fits are those D. Bates,
M. Mächler, B. Bolker and S. Walker publish for them with lme4 (Fitting Linear Mixed-Effects Models
Using lme4, Journal of Statistical Software 67, 2015, and Bates' lme4 book, chapters 1 and 2).
Agreement: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, and the example of his
article of 2007 with A. F. Hayes. Measured values and results are facts, which no licence covers.
"""

DYESTUFF = (  # yield of six batches, five preparations each
    (1545, 1440, 1440, 1520, 1580),
    (1540, 1555, 1490, 1560, 1495),
    (1595, 1550, 1605, 1510, 1560),
    (1445, 1440, 1595, 1465, 1545),
    (1595, 1630, 1515, 1635, 1625),
    (1520, 1455, 1450, 1480, 1445),
)
DYESTUFF_FIT = {"mean": 1527.5, "batch": 1764.05, "noise": 2451.25, "criterion": 319.6543}

PENICILLIN = (  # diameter of the zone: 24 plates, the six samples on each
    (27, 23, 26, 23, 23, 21), (27, 23, 26, 23, 23, 21), (25, 21, 25, 24, 24, 20),
    (26, 23, 25, 23, 23, 20), (25, 22, 26, 22, 23, 20), (24, 22, 25, 23, 22, 19),
    (24, 20, 23, 21, 22, 19), (26, 22, 26, 24, 24, 21), (24, 21, 24, 22, 22, 20),
    (24, 21, 24, 23, 22, 19), (26, 23, 26, 24, 24, 21), (25, 22, 26, 24, 24, 20),
    (26, 24, 26, 24, 25, 22), (26, 23, 26, 23, 23, 20), (26, 23, 25, 24, 24, 22),
    (25, 22, 25, 23, 23, 20), (25, 21, 24, 23, 23, 20), (25, 22, 24, 23, 23, 19),
    (24, 21, 23, 21, 21, 19), (26, 23, 26, 24, 24, 21), (25, 21, 24, 22, 22, 18),
    (25, 22, 25, 22, 22, 20), (24, 21, 24, 22, 24, 19), (24, 21, 24, 22, 21, 18),
)  # fmt: skip
PENICILLIN_FIT = {
    "mean": 22.9722, "plate": 0.7169, "sample": 3.7309, "noise": 0.3024, "criterion": 330.8606,
}  # fmt: skip
PENICILLIN_SAMPLES = (2.18705, -1.01048, 1.93789, -0.09690, -0.01384, -3.00374)

_ = None  # not scored
FOUR_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
)
FOUR_OBSERVERS_ALPHA = 0.849
THREE_CODERS = (
    (_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3),
    (1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _),
    (_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4),
)
THREE_CODERS_ALPHA = 0.811
