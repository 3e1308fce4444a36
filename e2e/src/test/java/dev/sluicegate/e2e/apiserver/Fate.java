package dev.sluicegate.e2e.apiserver;

import java.util.Map;

/** The fate of one request. */
public sealed interface Fate {
    /** It is passed on, and so is its answer. */
    record Passed() implements Fate {}

    /** It is not passed on, and the connection ends without an answer. */
    record Lost() implements Fate {}

    /** It is passed on, and the connection ends without an answer. */
    record Unanswered() implements Fate {}

    /** It is not passed on, and refused. */
    record Refused(int status, String reason, Map<String, String> headers) implements Fate {}

    /** It gets the answer that an earlier request for the same got; it is passed on if there was none. */
    record Outdated() implements Fate {}
}
