"""Lives days: the response-time comparison of dispatch policies."""
