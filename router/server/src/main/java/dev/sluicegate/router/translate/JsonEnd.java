package dev.sluicegate.router.translate;

/** Notices when a JSON object that comes in fragments is complete. Does not check that it is valid. */
final class JsonEnd {
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean reached;

    void accept(String fragment) {
        for (int i = 0; i < fragment.length(); i++) {
            char c = fragment.charAt(i);
            if (escaped) {
                escaped = false;
            } else if (inString) {
                escaped = c == '\\';
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
                reached |= depth == 0;
            }
        }
    }

    boolean reached() {
        return reached;
    }
}
