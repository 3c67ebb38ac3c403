"""Clients for callers: made of the contract by openapi-generator, or by API Gateway of what is deployed."""
