package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Anthropic allows fewer characters in a tool call's id than some providers of OpenAI's protocol use. */
final class ToolIds {
    private ToolIds() {}

    /** The same id for the same id, always, so that a call and its result still find each other. */
    static String forAnthropic(String id) {
        StringBuilder allowed = new StringBuilder(id.length());
        for (byte b : id.getBytes(UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
            if (plain || b == '_' || b == '-') {
                allowed.append((char) b);
            } else {
                allowed.append('_').append(Integer.toHexString(b & 0xff));
            }
        }
        return allowed.toString();
    }
}
