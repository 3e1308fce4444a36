package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The strings of JSON (RFC 8259, section 7), from their raw bytes. */
final class JsonStrings {
    private JsonStrings() {}

    /** The text of a valid JSON string's raw bytes. */
    static String unescape(byte[] raw, int length) {
        String text = new String(raw, 0, length, UTF_8);
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            if (escaped == 'u') {
                result.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
                i += 4;
            } else {
                int control = "bfnrt".indexOf(escaped);
                result.append(control < 0 ? escaped : "\b\f\n\r\t".charAt(control));
            }
        }
        return result.toString();
    }
}
