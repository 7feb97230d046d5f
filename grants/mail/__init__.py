"""What we told people: an outbox written in the transaction of what it tells of."""
