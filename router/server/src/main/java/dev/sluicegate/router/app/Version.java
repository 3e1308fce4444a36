package dev.sluicegate.router.app;

/** Which release this is. */
final class Version {
    /** From the jar's manifest. */
    static final String VALUE = read();

    private Version() {}

    private static String read() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }
}
