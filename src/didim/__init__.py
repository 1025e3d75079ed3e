"""Didim (디딤): the platform regional enterprise-support agencies and the firms they serve run on."""
