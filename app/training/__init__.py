"""Rebuilds the weights of the appraisal models from labelled text; never imported by the product."""
