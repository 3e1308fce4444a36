package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ScalarReader.Refusal;
import dev.sluicegate.router.config.schema.FieldRule;
import dev.sluicegate.router.config.schema.Format;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;

/** Whether a single value is what its field's rule allows. */
final class Bounds {
    private Bounds() {}

    static void check(Object value, FieldRule rule) throws Refusal {
        switch (value) {
            case Number number -> range(number.toString(), decimal(number), rule, BigDecimal::new);
            case Duration duration -> range(DurationText.format(duration), duration, rule, DurationText::parse);
            case ByteSize size ->
                range(
                        size.toString(),
                        size.bytes(),
                        rule,
                        text -> ByteSize.parse(text).bytes());
            case URI url -> url(url, rule);
            case String text -> text(text, rule);
            default -> {}
        }
    }

    private static BigDecimal decimal(Number number) throws Refusal {
        if (number instanceof Double fraction && (fraction.isNaN() || fraction.isInfinite())) {
            throw Refusal.instead("must be a number", number);
        }
        return new BigDecimal(number.toString());
    }

    private interface Parser<T> {
        T parse(String text);
    }

    private static <T extends Comparable<T>> void range(String written, T value, FieldRule rule, Parser<T> parser)
            throws Refusal {
        boolean tooLittle =
                !rule.min().isEmpty() && value.compareTo(parser.parse(rule.min())) < (rule.aboveMin() ? 1 : 0);
        boolean tooMuch = !rule.max().isEmpty() && value.compareTo(parser.parse(rule.max())) > 0;
        if (tooLittle || tooMuch) {
            String from = rule.aboveMin() ? "must be more than " + rule.min() : "must be from " + rule.min();
            String to = rule.max().isEmpty() ? " on" : (rule.aboveMin() ? " and at most " : " to ") + rule.max();
            String none = rule.presence() == FieldRule.Presence.OPTIONAL ? "; leave it out for none" : "";
            throw Refusal.instead(from + to, written + none);
        }
    }

    private static void text(String text, FieldRule rule) throws Refusal {
        Format format = rule.format();
        if (format != null && format.regex() != null && !text.matches(format.regex())) {
            throw new Refusal(format.message());
        }
        if (format == Format.OBJECT_KEY && text.startsWith("sk-")) {
            throw new Refusal(format.message());
        }
        if (text.length() < rule.fewest() || text.length() > rule.most()) {
            throw new Refusal(
                    "must have from " + rule.fewest() + " to " + rule.most() + " characters, not " + text.length());
        }
    }

    private static void url(URI url, FieldRule rule) throws Refusal {
        Format format = rule.format();
        if (format == null) {
            return;
        }
        if (url.getScheme() == null || !format.schemes().contains(url.getScheme())) {
            throw new Refusal(format.message());
        }
        String problem = url.getHost() == null
                ? "names no host; write one as in " + format.message().replaceFirst(".* ", "")
                : ForbiddenHosts.contains(url.getHost())
                        ? "is the address of a cloud's metadata service, which hands out credentials; write the server's own"
                                + " address"
                        : url.getUserInfo() != null
                                ? "must not carry a user or password; put the secret into a file or Secret of its own"
                                : url.getRawQuery() != null || url.getRawFragment() != null
                                        ? "must end with its path, without ? or #"
                                        : "";
        if (!problem.isEmpty()) {
            throw new Refusal(problem);
        }
    }
}
