"""The mechanisms of the policy brief as types of interventions: packaging, aggregation, training, recognition."""
