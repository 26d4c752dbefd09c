"""Questions, answers, routing and the pages that find them."""
