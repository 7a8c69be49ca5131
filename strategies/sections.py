"""What plans say of a product or a bottleneck on its page."""
