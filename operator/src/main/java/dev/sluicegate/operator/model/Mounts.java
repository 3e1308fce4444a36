package dev.sluicegate.operator.model;

/** Where the router finds its files in its container. */
public final class Mounts {
    public static final String CONFIG = "/etc/sluicegate/config";
    public static final String CONFIG_FILE = "router.yaml";
    public static final String ADMIN = "/etc/sluicegate/admin";
    public static final String ADMIN_TOKEN = "token";
    public static final String CREDENTIALS = "/etc/sluicegate/credentials";
    public static final String CREDENTIALS_KEY = "key";

    private Mounts() {}

    static String credentialsFile(String provider) {
        return CREDENTIALS + "/" + provider + "/" + CREDENTIALS_KEY;
    }
}
