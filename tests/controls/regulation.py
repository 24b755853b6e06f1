"""What 45 CFR 164.308 to 164.316 says, paragraph by paragraph, so that the catalogs can be held against it.

Read in copies of HHS's combined text of the HIPAA regulations (as amended through 26 March 2013) and, but for
164.308(b)(2), (b)(3) and 164.314(b)(2), in copies of eCFR made in 2026, which has the same words. Paragraphs to which
the regulation gives no heading have none here.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

PARAGRAPHS = """
164.308(a)(1)(i) S f31d183b Security management process
164.308(a)(1)(ii)(A) R 595021ec Risk analysis
164.308(a)(1)(ii)(B) R 83fb5de1 Risk management
164.308(a)(1)(ii)(C) R 37aab273 Sanction policy
164.308(a)(1)(ii)(D) R 6b8dd06f Information system activity review
164.308(a)(2) S 3c7cb983 Assigned security responsibility
164.308(a)(3)(i) S 9fd437d5 Workforce security
164.308(a)(3)(ii)(A) A c65bf9cd Authorization and/or supervision
164.308(a)(3)(ii)(B) A d3459cdf Workforce clearance procedure
164.308(a)(3)(ii)(C) A a73ffe54 Termination procedures
164.308(a)(4)(i) S 952af7fa Information access management
164.308(a)(4)(ii)(A) R 51d7c7a5 Isolating health care clearinghouse functions
164.308(a)(4)(ii)(B) A 47e8fd27 Access authorization
164.308(a)(4)(ii)(C) A 5332cf0a Access establishment and modification
164.308(a)(5)(i) S 52d6060a Security awareness and training
164.308(a)(5)(ii)(A) A 58a32426 Security reminders
164.308(a)(5)(ii)(B) A bcbb5b5c Protection from malicious software
164.308(a)(5)(ii)(C) A 00178dbe Log-in monitoring
164.308(a)(5)(ii)(D) A 84c7a0de Password management
164.308(a)(6)(i) S 75e8f6d6 Security incident procedures
164.308(a)(6)(ii) R b037b817 Response and reporting
164.308(a)(7)(i) S 20e2f368 Contingency plan
164.308(a)(7)(ii)(A) R 2ba5f42a Data backup plan
164.308(a)(7)(ii)(B) R a63f08ab Disaster recovery plan
164.308(a)(7)(ii)(C) R 20e9905e Emergency mode operation plan
164.308(a)(7)(ii)(D) A 514d2c03 Testing and revision procedures
164.308(a)(7)(ii)(E) A 11524098 Applications and data criticality analysis
164.308(a)(8) S 4f4147dc Evaluation
164.308(b)(1) S 7f427e8f Business associate contracts and other arrangements
164.308(b)(2) S 872abd87
164.308(b)(3) R bda39a96 Written contract or other arrangement
164.310(a)(1) S a11ceba8 Facility access controls
164.310(a)(2)(i) A 86861c39 Contingency operations
164.310(a)(2)(ii) A b61477ec Facility security plan
164.310(a)(2)(iii) A 64ba42a4 Access control and validation procedures
164.310(a)(2)(iv) A 23a04ed7 Maintenance records
164.310(b) S dd1aae5a Workstation use
164.310(c) S 3d764bf0 Workstation security
164.310(d)(1) S 68b9e3b6 Device and media controls
164.310(d)(2)(i) R db4a9b58 Disposal
164.310(d)(2)(ii) R 1b57c82a Media re-use
164.310(d)(2)(iii) A bb7c0b5f Accountability
164.310(d)(2)(iv) A c23f0627 Data backup and storage
164.312(a)(1) S 68c625e3 Access control
164.312(a)(2)(i) R 1d188a7e Unique user identification
164.312(a)(2)(ii) R 41ba5522 Emergency access procedure
164.312(a)(2)(iii) A 4e5b96d1 Automatic logoff
164.312(a)(2)(iv) A 5dfe9659 Encryption and decryption
164.312(b) S 797bb188 Audit controls
164.312(c)(1) S e29b9f72 Integrity
164.312(c)(2) A c901aab9 Mechanism to authenticate electronic protected health information
164.312(d) S 80d6ccff Person or entity authentication
164.312(e)(1) S c4e4a631 Transmission security
164.312(e)(2)(i) A ba21dd46 Integrity controls
164.312(e)(2)(ii) A 4e08d84a Encryption
164.314(a)(1) S 71800fc2 Business associate contracts or other arrangements
164.314(a)(2)(i) R f16a350c Business associate contracts
164.314(a)(2)(ii) R fb343c03 Other arrangements
164.314(a)(2)(iii) R a1218317 Business associate contracts with subcontractors
164.314(b)(1) S 56b4ec9b Requirements for group health plans
164.314(b)(2)(i) R 8747f085
164.314(b)(2)(ii) R 3a7ab460
164.314(b)(2)(iii) R e542e399
164.314(b)(2)(iv) R 45bbbfc6
164.316(a) S 2d44e59d Policies and procedures
164.316(b)(1) S f2b2bc0d Documentation
164.316(b)(2)(i) R ef53194b Time limit
164.316(b)(2)(ii) R 6cfd25dc Availability
164.316(b)(2)(iii) R 40579460 Updates
"""
"""Id; S for a standard, R for a required and A for an addressable specification; fingerprint; heading."""


class Paragraph(NamedTuple):
    """One paragraph that asks for something. `addressable` is None for a standard."""

    id: str
    addressable: bool | None
    quoted: str
    heading: str


def regulation() -> tuple[Paragraph, ...]:
    """Return the paragraphs in the regulation's order."""
    kinds = {"S": None, "R": False, "A": True}
    rows = (line.split(" ", 3) for line in PARAGRAPHS.split("\n") if line)
    return tuple(Paragraph(id_, kinds[kind], quoted, "".join(heading)) for id_, kind, quoted, *heading in rows)


def fingerprint(text: str) -> str:
    """Tell words from other words, whatever their punctuation; compare them with the regulation before changing one."""
    return hashlib.sha256(" ".join(re.findall(r"\w+", text)).encode()).hexdigest()[:8]
