"""The migrations, oldest first. They only add: a released one is never changed."""
