package dev.sluicegate.router.forward.target;

import java.util.regex.Pattern;

/**
 * The kind of an error by which a provider refuses not what the client asks but who asks: the gateway's account there, or a model that it does
 * not serve. Another target may serve the same request.
 */
public enum ProviderRefusal {
    /** Nothing of the kind, as far as the answer tells. */
    NONE,
    /** The gateway's key, its credit or its rights. */
    ACCOUNT,
    /** The model, or this account's right to it. */
    MODEL;

    /** What the provider's own rules refuse in a prompt is the client's business. */
    private static final Pattern CONTENT =
            Pattern.compile("(?i)moderation|flagged|content[_ ]?(policy|filter|management)|safety|guardrail");

    /** A word, as an API's error has it, and not a status that a proxy in between repeats. */
    private static final Pattern CODE = Pattern.compile("\"(code|type|status)\"\\s*:\\s*\"[A-Za-z]\\w*");

    private static final Pattern NO_MODEL =
            Pattern.compile("(?i)\\b(model|deployment)s?\\b|model_?not_?found|deployment_?not_?found");

    /** @param body of the answer; may be anything */
    public static ProviderRefusal of(int status, String body) {
        return switch (status) {
            case 401, 402 -> ACCOUNT;
            case 403 -> CODE.matcher(body).find() && !CONTENT.matcher(body).find() ? MODEL : NONE;
            case 404 ->
                body.stripLeading().startsWith("{") && NO_MODEL.matcher(body).find() ? MODEL : NONE;
            default -> NONE;
        };
    }

    /** Whether only the body of such an answer tells more. */
    public static boolean mayBeIn(int status) {
        return status == 402 || status == 403 || status == 404 || status == 429;
    }
}
