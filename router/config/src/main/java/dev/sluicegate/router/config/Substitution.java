package dev.sluicegate.router.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values from the environment in a router's own file: <code>${NAME}</code>, <code>${NAME:-what to take if it is not set}</code>, and
 * <code>$${</code> for the two characters themselves; a path under {@code file} or {@code keyFile} may begin with {@code ~/}. Names of fields are left alone.
 * Pure.
 */
final class Substitution {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern FRACTION = Pattern.compile("-?[0-9]{1,18}\\.[0-9]{1,18}");

    private final Map<String, String> environment;
    private final BiConsumer<String, String> errors;

    private Substitution(Map<String, String> environment, BiConsumer<String, String> errors) {
        this.environment = environment;
        this.errors = errors;
    }

    /** @param errors takes path and sentence of what has no value */
    static Document in(Document document, Map<String, String> environment, BiConsumer<String, String> errors) {
        return new Substitution(environment, errors).at("", document);
    }

    /** The same characters after a substitution. */
    static String escape(String text) {
        return text.replace("${", "$${");
    }

    private Document at(String path, Document document) {
        return switch (document) {
            case Document.Fields(Map<String, Document> values) -> {
                Map<String, Document> all = new LinkedHashMap<>();
                values.forEach((name, value) -> all.put(name, at(path.isEmpty() ? name : path + "." + name, value)));
                yield new Document.Fields(all);
            }
            case Document.Items(List<Document> values) -> {
                List<Document> all = new ArrayList<>();
                values.forEach(value -> all.add(at(path + "[" + all.size() + "]", value)));
                yield new Document.Items(all);
            }
            case Document.Scalar scalar -> scalar(path, scalar);
            case Document.Nothing nothing -> nothing;
        };
    }

    private Document.Scalar scalar(String path, Document.Scalar scalar) {
        String text = scalar.text();
        boolean isHome = text.startsWith("~/") && (path.endsWith(".file") || path.endsWith(".keyFile"));
        if (!isHome && !text.contains("${")) {
            return scalar;
        }
        String value = VARIABLE.matcher(isHome ? "${HOME}" + text.substring(1) : text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(value(path, found.group(), found.group(1), found.group(2))));
        return new Document.Scalar(value, kind(value));
    }

    @SuppressWarnings("NullAway") // what a group has that did not take part
    private String value(String path, String whole, String name, String otherwise) {
        if (whole.equals("$${")) {
            return "${";
        }
        if (name == null) {
            errors.accept(
                    path,
                    "'${' begins the name of a variable of the environment, as in ${NAME}; write $${ for the characters");
            return "";
        }
        String value = environment.get(name);
        if (value == null && otherwise == null) {
            errors.accept(
                    path,
                    "the environment has no variable " + name + "; set it, or write ${" + name + ":-a value} here");
        }
        return value != null ? value : otherwise == null ? "" : otherwise;
    }

    private static Document.Kind kind(String value) {
        if (WHOLE.matcher(value).matches()) {
            return Document.Kind.WHOLE;
        }
        if (FRACTION.matcher(value).matches()) {
            return Document.Kind.FRACTION;
        }
        return value.equals("true") || value.equals("false") ? Document.Kind.TRUTH : Document.Kind.TEXT;
    }
}
