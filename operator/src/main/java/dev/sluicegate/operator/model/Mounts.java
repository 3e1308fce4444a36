package dev.sluicegate.operator.model;

/** The places of the router's own files in its container; {@code SecretReference} says where it finds those that a spec refers to. */
public final class Mounts {
    public static final String CONFIG = "/etc/sluicegate/config";
    public static final String CONFIG_FILE = "router.yaml";
    public static final String ADMIN = "/etc/sluicegate/admin";
    public static final String ADMIN_TOKEN = "token";

    private Mounts() {}
}
