"""The pages under /<lang>/compare/: answers side by side, facts over all countries, and crimes across a border."""
