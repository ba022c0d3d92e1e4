"""Archives of posts, and rosters of speakers, in files."""
