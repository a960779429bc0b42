"""What an installation is made of: the image, the broker's users, the first settings."""
