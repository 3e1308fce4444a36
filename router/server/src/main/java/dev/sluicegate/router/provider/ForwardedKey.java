package dev.sluicegate.router.provider;

import java.util.Locale;

/**
 * A key for a provider that a client has sent with its request, and that is none of the gateway's.
 *
 * @param header in which it came, in lower case
 * @param value of the header
 */
public record ForwardedKey(String header, String value) {
    private static final String BEARER = "bearer ";

    /** The key alone. */
    public String key() {
        return value.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? value.substring(BEARER.length()).strip()
                : value;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ForwardedKey[" + header + "]";
    }
}
