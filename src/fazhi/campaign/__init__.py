"""The campaign: which indicators bind whom, what material is asked, what was supplied and where each proof stands."""
