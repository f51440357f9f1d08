"""What ends when: listed, announced ahead, and destroyed when its retention is over."""
