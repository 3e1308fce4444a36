package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids of an organisation or a project that providers put into the sentences of their errors ("Rate limit reached for gpt-4o in
 * organization org-…"). It is the gateway's, and no business of its clients'.
 */
public final class AccountIds {
    /** OpenAI's, and Anthropic's, which is a UUID in brackets. */
    private static final Pattern ID =
            Pattern.compile("\\b(?:org-|proj_)([A-Za-z0-9]{16,})|\\borg(?:anization)?: ?([0-9a-f]{8}-[0-9a-f-]{27})");

    private AccountIds() {}

    /** The same with each id made unreadable, and no byte longer or shorter, since its length may have been told. */
    public static Buffer hidden(Buffer error) {
        // every byte is one character in this charset
        Matcher ids = ID.matcher(error.toString(ISO_8859_1));
        if (!ids.find()) {
            return error;
        }
        String hidden = ids.replaceAll(id -> {
            int from = id.start(id.group(1) == null ? 2 : 1) - id.start();
            return Matcher.quoteReplacement(
                    id.group().substring(0, from) + "x".repeat(id.group().length() - from));
        });
        return Buffer.buffer(hidden.getBytes(ISO_8859_1));
    }
}
