"""Content that ships with the portal: brought in at every start and upgrade, never over an editor's work."""
