package dev.sluicegate.router.provider;

/** Looks at the first bytes of an event stream's lines. One space after the colon is optional, as the SSE format has it. */
final class Lines {
    private Lines() {}

    static boolean dataStartsWith(byte[] bytes, int from, int to, String start) {
        int at = valueStart(bytes, from, to, "data");
        return at >= 0 && matches(bytes, at, to, start);
    }

    static boolean is(byte[] bytes, int from, int to, String field, String value) {
        int at = valueStart(bytes, from, to, field);
        return at >= 0 && to - at == value.length() && matches(bytes, at, to, value);
    }

    private static int valueStart(byte[] bytes, int from, int to, String field) {
        int colon = from + field.length();
        if (to <= colon || bytes[colon] != ':' || !matches(bytes, from, to, field)) {
            return -1;
        }
        return to > colon + 1 && bytes[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private static boolean matches(byte[] bytes, int from, int to, String text) {
        if (to - from < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
