"""A hospital's own risk models: from its record to a table of features, to a validated model with a card.

One declarative file (`spec`) says who is in the cohort, when a risk is asked, what counts as the outcome and which
features are taken. Everything a feature sees goes through `as_of`: what was not known then does not exist.
"""
