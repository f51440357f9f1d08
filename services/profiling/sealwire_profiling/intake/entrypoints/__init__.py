"""Routes of the room: translate, call a use case, translate back."""
