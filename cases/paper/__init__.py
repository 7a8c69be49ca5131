"""Documents on paper: pages of the portal set as tagged, searchable PDF."""
