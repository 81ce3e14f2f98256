"""How far reviewers who read the same case file give the same answer."""

from sampling.agreement.alpha import krippendorff_alpha
from sampling.agreement.coefficients import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
)
from sampling.agreement.effects import Effect, question_effects, reader_effects
from sampling.agreement.ratings import Scale
from sampling.agreement.result import Agreement, Coefficient, Undefined

__all__ = [
    "Agreement",
    "Coefficient",
    "Effect",
    "Scale",
    "Undefined",
    "cohen_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "krippendorff_alpha",
    "percent_agreement",
    "question_effects",
    "reader_effects",
]
