"""Footing's policy pack: rules that `pulumi up --policy-pack policies` enforces and the auditor reports."""
