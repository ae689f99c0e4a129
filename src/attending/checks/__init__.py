"""Examines any Draft before a person sees it."""

from attending.checks.examine import Report, examine
from attending.checks.policy import POLICY, Rule
from attending.checks.problem import Problem
from attending.checks.sentence import examine_sentence
from attending.checks.source import Source

__all__ = ["POLICY", "Problem", "Report", "Rule", "Source", "examine", "examine_sentence"]
