package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentence for a file that is no YAML, in the words of its writer rather than of a parser. Pure. */
final class YamlFault {
    private static final Pattern PLACE = Pattern.compile("line ([0-9]{1,9}), column");

    private YamlFault() {}

    static ConfigError of(JsonProcessingException e, byte[] bytes) {
        int line = line(e);
        String text = new String(bytes, UTF_8)
                .lines()
                .skip(Math.max(0, line - 1))
                .findFirst()
                .orElse("");
        String sentence = sentence(e.getOriginalMessage());
        return new ConfigError(
                "", text.contains("${") ? sentence + "; ${NAME} within { } needs quotes" : sentence, line);
    }

    /** Where the fault was noticed, which the parser says last: before it comes where it began to read what it did not understand. */
    private static int line(JsonProcessingException e) {
        Matcher place = PLACE.matcher(e.getOriginalMessage());
        int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
        while (place.find()) {
            line = Integer.parseInt(place.group(1));
        }
        return line;
    }

    private static String sentence(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("(tab)")) {
            return "a tab stands in the indentation; write spaces";
        }
        if (lower.contains("mapping values are not allowed")) {
            return "a colon stands where no field can begin; indent the line like its neighbours, or put the value that has"
                    + " ': ' in it in quotes";
        }
        if (lower.startsWith("duplicate field")) {
            return "the field " + words.substring("duplicate field".length()).strip()
                    + " stands there twice; write it once";
        }
        if (lower.contains("found ']'") || lower.contains("found '}'")) {
            return "a bracket is closed that was not opened";
        }
        if (lower.contains("expected ',' or")) {
            return "a bracket is not closed here, or a comma is missing; each { wants its } and each [ its ]";
        }
        if (lower.contains("unexpected end of stream") || lower.contains("end-of-input")) {
            return "a quote or bracket is not closed before the file ends";
        }
        if (lower.contains("could not find expected ':'")) {
            return "the line is neither 'field: value' nor '- element'; a colon with a space after it is missing";
        }
        if (lower.contains("expected <block end>") || lower.contains("block sequence entries are not allowed")) {
            return "the line is not indented like its neighbours; the fields of a block and the dashes of a list each begin"
                    + " in one column";
        }
        if (lower.contains("undefined alias") || lower.contains("cannot start any token")) {
            return "a value cannot begin with this character; put it in quotes";
        }
        if (lower.contains("more than one document")) {
            return "there is more than one document; a router's file is one, without a line ---";
        }
        return "not readable as YAML or JSON: " + words.lines().findFirst().orElse("unreadable");
    }
}
