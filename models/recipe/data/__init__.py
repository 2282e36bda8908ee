"""Where the recipe's images come from and how they become training crops. No image is stored in the repository."""
