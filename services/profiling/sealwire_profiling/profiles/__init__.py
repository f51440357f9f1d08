"""Risk profiles: filed and led through their life by officers, with evidence from shadows and replays."""
