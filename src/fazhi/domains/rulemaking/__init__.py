"""Rulemaking: how rules and normative documents are made, reviewed, filed and kept true."""
