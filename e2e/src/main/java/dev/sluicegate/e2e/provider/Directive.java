package dev.sluicegate.e2e.provider;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The behaviour that a request asks of the simulated provider, written in its last user message:
 * {@code sim id=a7 tokens=20 pace=50 first=0 fault=none}.
 *
 * @param id the request's name, under which the provider counts it: letters, digits, {@code . _ -}
 * @param tokens how many tokens the answer has, 0 to 1,000,000; token n is the text {@code <id>:<n>} and a space, from 0 on
 * @param paceMs milliseconds between tokens; 0 sends all at once
 * @param firstMs milliseconds before the first byte of the answer
 */
public record Directive(String id, int tokens, int paceMs, int firstMs, Fault fault) {
    /** The behaviour for a request without a directive. It is not counted. */
    static final Directive NONE = new Directive("hello", 5, 0, 0, Fault.NONE);

    private static final Pattern DIRECTIVE = Pattern.compile("\\bsim((?: [a-z]+=[A-Za-z0-9._-]+)+)");
    private static final Pattern FIELD = Pattern.compile(" ([a-z]+)=([A-Za-z0-9._-]+)");

    public Directive {
        if (!id.matches("[A-Za-z0-9._-]{1,80}")) {
            throw new IllegalArgumentException("'" + id + "' is not an id");
        }
        if (tokens < 0 || tokens > 1_000_000 || paceMs < 0 || firstMs < 0) {
            throw new IllegalArgumentException("tokens, pace or first is out of range");
        }
    }

    /** A directive without faults. */
    public static Directive of(String id, int tokens, int paceMs) {
        return new Directive(id, tokens, paceMs, 0, Fault.NONE);
    }

    /** @throws IllegalArgumentException with a sentence, when there is a directive that cannot be understood */
    static Directive parse(String message) {
        Matcher found = DIRECTIVE.matcher(message);
        if (!found.find()) {
            return NONE;
        }
        Map<String, String> fields = new HashMap<>();
        Matcher field = FIELD.matcher(found.group(1));
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        Directive directive = new Directive(
                fields.getOrDefault("id", NONE.id),
                number(fields, "tokens", NONE.tokens),
                number(fields, "pace", 0),
                number(fields, "first", 0),
                Fault.parse(fields.getOrDefault("fault", "none")));
        fields.keySet().removeAll(Set.of("id", "tokens", "pace", "first", "fault"));
        if (!fields.isEmpty()) {
            throw new IllegalArgumentException("there is no " + fields.keySet() + " in a directive");
        }
        return directive;
    }

    private static int number(Map<String, String> fields, String name, int absent) {
        String text = fields.get(name);
        try {
            return text == null ? absent : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + "=" + text + " is not a number", e);
        }
    }

    boolean counted() {
        return !this.equals(NONE);
    }

    /** Token n of the answer. */
    String token(int n) {
        return id + ":" + n + " ";
    }

    /** As a message's text. */
    public String text() {
        return "sim id=" + id + " tokens=" + tokens + " pace=" + paceMs + " first=" + firstMs + " fault="
                + fault.word();
    }
}
