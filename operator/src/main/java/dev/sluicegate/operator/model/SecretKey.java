package dev.sluicegate.operator.model;

/** One value of a Secret in the gateway's namespace. */
public record SecretKey(String secret, String key) {}
