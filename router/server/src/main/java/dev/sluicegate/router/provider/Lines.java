package dev.sluicegate.router.provider;

/** Looks at the first bytes of an event stream's lines. One space after the colon is optional, as the SSE format has it. */
final class Lines {
    private Lines() {}

    static boolean dataStartsWith(byte[] line, int length, String start) {
        int at = valueStart(line, length, "data");
        return at >= 0 && matches(line, at, length, start);
    }

    static boolean is(byte[] line, int length, String field, String value) {
        int at = valueStart(line, length, field);
        return at >= 0 && length - at == value.length() && matches(line, at, length, value);
    }

    private static int valueStart(byte[] line, int length, String field) {
        int colon = field.length();
        if (length <= colon || line[colon] != ':' || !matches(line, 0, length, field)) {
            return -1;
        }
        return length > colon + 1 && line[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private static boolean matches(byte[] line, int from, int length, String text) {
        if (length - from < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (line[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
