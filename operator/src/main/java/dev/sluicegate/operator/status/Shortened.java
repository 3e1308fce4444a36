package dev.sluicegate.operator.status;

/**
 * A text that is cut off where it is too long. Webhooks, routers and people say as much as they like, of each of a thousand keys, say, that it is wrong; and a
 * status that etcd finds too large is not written at all.
 */
final class Shortened {
    private Shortened() {}

    /** @param most characters that are kept */
    static String text(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
