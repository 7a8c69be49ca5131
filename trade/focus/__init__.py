"""Special focus: a district with most of India's exports of a product has to add it to its products, or say why not."""
