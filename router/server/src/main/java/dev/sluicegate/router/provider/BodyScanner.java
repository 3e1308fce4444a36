package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Finds {@code model} and {@code stream} in a request's body as it arrives, in whatever pieces, without building a tree. The body
 * must be one JSON object (RFC 8259) that is nested at most {@value JsonGrammar#MAX_DEPTH} deep; a field that the router decides
 * by may stand in it once only, because others read the last one or the first. Not thread-safe.
 */
public final class BodyScanner {
    private static final int LONGEST_MODEL = 1024;

    private final JsonGrammar grammar = new JsonGrammar(new TopLevelFields());
    private @Nullable String problem;
    private @Nullable String model;
    private int modelStart;
    private int modelEnd;
    private @Nullable Boolean stream;
    private boolean streamOptions;
    private long outputTokens = -1;
    private long choices = 1;

    /** Takes the next bytes of the body. Does nothing more once a problem is known. */
    public void accept(byte[] bytes, int from, int to) {
        if (problem == null) {
            String refusal = grammar.accept(bytes, from, to);
            if (problem == null) {
                problem = refusal;
            }
        }
    }

    /** Whether the rest of the body makes no difference any more. */
    public boolean hasProblem() {
        return problem != null;
    }

    /** How many values of any kind have come so far. */
    public long values() {
        return grammar.values();
    }

    /** To be called once, at the body's end. */
    public BodyReading finish() {
        if (problem == null) {
            problem = grammar.end();
        }
        if (problem != null) {
            return new BodyReading.Invalid(problem);
        }
        if (model == null) {
            return new BodyReading.Invalid("the body has no field 'model'; name the model that is wanted");
        }
        return new BodyReading.Valid(
                model, modelStart, modelEnd, Boolean.TRUE.equals(stream), streamOptions, grammar.encoded(), output());
    }

    private BodyReading.AskedOutput output() {
        return outputTokens < 0 && choices == 1
                ? BodyReading.AskedOutput.UNSAID
                : new BodyReading.AskedOutput(outputTokens, choices);
    }

    /** Receives the fields of the outermost object from the grammar. */
    private final class TopLevelFields implements JsonGrammar.Fields {
        @Override
        public int capture(String name) {
            return switch (name) {
                case "model" -> once(model != null, name) ? LONGEST_MODEL : 0;
                case "stream" -> once(stream != null, name) ? 5 : 0;
                case "stream_options" -> {
                    streamOptions = true;
                    yield 0;
                }
                case "max_tokens", "max_completion_tokens", "max_output_tokens", "n", "best_of" -> 1;
                default -> 0;
            };
        }

        @Override
        public void number(String name, long most) {
            switch (name) {
                case "max_tokens", "max_completion_tokens", "max_output_tokens" ->
                    outputTokens = Math.max(outputTokens, most);
                case "n", "best_of" -> choices = Math.max(choices, most);
                default -> other(name);
            }
        }

        private boolean once(boolean seen, String name) {
            if (seen) {
                problem = "the body has the field '" + name + "' twice";
            }
            return !seen;
        }

        @Override
        public void string(String name, byte[] raw, int length, long start, long end) {
            if (!name.equals("model")) {
                other(name);
                return;
            }
            model = JsonStrings.unescape(raw, length);
            modelStart = Math.toIntExact(start);
            modelEnd = Math.toIntExact(end);
            if (model.isEmpty()) {
                problem = "'model' is empty; name the model that is wanted";
            }
        }

        @Override
        public void tooLong(String name) {
            if (name.equals("model")) {
                problem = "'model' is longer than any model's name";
            } else {
                other(name);
            }
        }

        @Override
        public void literal(String name, String literal) {
            if (name.equals("stream")) {
                stream = literal.equals("true");
            } else {
                other(name);
            }
        }

        /** The provider is the one who refuses a size of the answer that is no number. */
        @Override
        public void other(String name) {
            switch (name) {
                case "model" -> problem = "'model' must be a string";
                case "stream" -> problem = "'stream' must be true or false";
                default -> {}
            }
        }
    }

    /** What asks a provider for a stream's usage, to stand after another field of the body. */
    public static byte[] usageWanted() {
        return ",\"stream_options\":{\"include_usage\":true}".getBytes(UTF_8);
    }

    /** A model's name as the JSON string that takes the place of the client's. */
    public static byte[] quoted(String model) {
        String text = JsonObjectWriter.object().put("", model).toString();
        return text.substring(text.indexOf(':') + 1, text.length() - 1).getBytes(UTF_8);
    }
}
