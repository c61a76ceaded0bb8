"""What it means now: disposable read models, and every answer reckoned from them."""
