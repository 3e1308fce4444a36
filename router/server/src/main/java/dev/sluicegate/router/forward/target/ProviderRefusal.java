package dev.sluicegate.router.forward.target;

import java.util.regex.Pattern;

/**
 * The kind of an error by which a provider refuses a request that somebody else may serve: it refuses who asks (the gateway's account there, or a model
 * that it does not serve), or what is asked (too much for this model, or against this provider's rules).
 */
public enum ProviderRefusal {
    /** Nothing of the kind, as far as the answer tells. */
    NONE,
    /** The gateway's key, its credit or its rights. */
    ACCOUNT,
    /** The model, or this account's right to it. */
    MODEL,
    /** The request, which is longer than the model takes. */
    CONTEXT,
    /** The request, by the provider's rules on content. */
    POLICY;

    /** What the provider's own rules refuse in a prompt is the client's business. */
    private static final Pattern CONTENT =
            Pattern.compile("(?i)moderation|flagged|content[_ ]?(policy|filter|management)|safety|guardrail");

    /** The same in an error that may be about anything; OpenAI, Azure, Anthropic, Gemini. Words alone would be too little. */
    private static final Pattern POLICY_CODE = Pattern.compile(
            "(?i)content_filter|content_policy_violation|content management policy|content filtering policy|ResponsibleAIPolicyViolation"
                    + "|\"invalid_prompt\"|usage policy|PROHIBITED_CONTENT|moderation_blocked|\\bflagged\\b");

    /**
     * OpenAI, Azure and DeepSeek; Anthropic; Gemini; vLLM and OpenRouter; llama.cpp; Mistral; xAI; Bedrock, each with the words of its errors.
     *
     * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's codes</a>
     */
    private static final Pattern TOO_LONG = Pattern.compile(
            "(?i)context_length_exceeded|maximum context length|maximum prompt length|exceed_context_size|exceeds? the available context size"
                    + "|prompt is too long|input is too long|exceeds? (the )?context (limit|window)|too large for model with \\d+ maximum context"
                    + "|input token count .{0,40}exceeds|string_above_max_length");

    /** A word, as an API's error has it, and not a status that a proxy in between repeats. */
    private static final Pattern CODE = Pattern.compile("\"(code|type|status)\"\\s*:\\s*\"[A-Za-z]\\w*");

    private static final Pattern NO_MODEL =
            Pattern.compile("(?i)\\b(model|deployment)s?\\b|model_?not_?found|deployment_?not_?found");

    /** @param body of the answer; may be anything */
    public static ProviderRefusal of(int status, String body) {
        return switch (status) {
            case 401, 402 -> ACCOUNT;
            case 400, 413, 422 ->
                TOO_LONG.matcher(body).find()
                        ? CONTEXT
                        : POLICY_CODE.matcher(body).find() ? POLICY : NONE;
            case 403 ->
                CONTENT.matcher(body).find() ? POLICY : CODE.matcher(body).find() ? MODEL : NONE;
            case 404 ->
                body.stripLeading().startsWith("{") && NO_MODEL.matcher(body).find() ? MODEL : NONE;
            default -> NONE;
        };
    }

    /**
     * Whether only the body of such an answer tells more.
     *
     * @param route of the request, which says whether it matters why the request itself is refused
     */
    public static boolean mayBeIn(int status, Route route) {
        return switch (status) {
            case 402, 403, 404, 429 -> true;
            case 400, 413, 422 ->
                !route.fallbacks(CONTEXT).isEmpty() || !route.fallbacks(POLICY).isEmpty();
            default -> false;
        };
    }

    /** The kind of an error inside a status 200, whose own status is not known: what is asked is refused in the same words everywhere. */
    public static ProviderRefusal inside(String body) {
        return of(400, body);
    }

    /** Whether the same request would be refused again here. */
    public boolean isOfWhatIsAsked() {
        return this == CONTEXT || this == POLICY;
    }

    /** Whether it is no matter of what is asked, so that other requests would fare no better. */
    boolean isOfWhoAsks() {
        return this == ACCOUNT || this == MODEL;
    }
}
