"""The report as OSCAL, NIST's Open Security Controls Assessment Language (https://pages.nist.gov/OSCAL)."""
