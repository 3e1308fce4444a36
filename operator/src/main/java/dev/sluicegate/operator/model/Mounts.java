package dev.sluicegate.operator.model;

/** Where the router finds its files in its container. */
public final class Mounts {
    public static final String CONFIG = "/etc/sluicegate/config";
    public static final String CONFIG_FILE = "router.yaml";
    public static final String ADMIN = "/etc/sluicegate/admin";
    public static final String ADMIN_TOKEN = "token";

    static final String CREDENTIALS = "/etc/sluicegate/credentials";
    static final String CREDENTIALS_KEY = "key";
    static final String CA = "/etc/sluicegate/ca";
    static final String CA_FILE = "ca.pem";
    static final String MASTER_KEY = "/etc/sluicegate/master-key";
    static final String MASTER_KEY_FILE = "key";
    static final String KEYS = "/etc/sluicegate/keys";
    static final String KEYS_FILE = "keys.yaml";
    static final String STORE = "/etc/sluicegate/store";
    static final String STORE_PASSWORD = "password";

    private Mounts() {}

    static String credentialsFile(String provider) {
        return CREDENTIALS + "/" + provider + "/" + CREDENTIALS_KEY;
    }

    static String caFile(String provider) {
        return CA + "/" + provider + "/" + CA_FILE;
    }
}
