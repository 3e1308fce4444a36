package dev.sluicegate.router.clients;

import dev.sluicegate.router.config.Flavor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The result of each client with each provider, as {@code docs/clients.md} shows it. */
final class Matrix {
    static final String OK = "ok";
    private static final String START = "<!-- written by `make clients` -->\n";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`|]+)` \\|([^\\n]*)\\|$");
    private static final Pattern HEAD = Pattern.compile("(?m)^\\| client \\|([^\\n]*)\\|$");
    private static final String TOOLS_FAILED = "the turn with tools";
    private static final String STRUCTURED_FAILED = "the structured answer";
    private static final Pattern WHY_NOT = Pattern.compile(
            "(?m)^- ((?:`[^`]+` on [A-Za-z ]+(?:; )?)+): (" + TOOLS_FAILED + "|" + STRUCTURED_FAILED + "): ([^\\n]*)$");
    private static final Pattern WHERE = Pattern.compile("`([^`]+)` on ([A-Za-z ]+)");
    private static final int REASON = 220;

    /** Of a client and a provider: a turn with tools, and a structured answer. */
    private final Map<String, Map<String, Map<String, String>>> cells = new LinkedHashMap<>();

    /** The results that a document tells, so that a part can be run again and the rest stays known. */
    static Matrix of(String document) {
        Matrix matrix = new Matrix();
        Matcher head = HEAD.matcher(document);
        List<String> providers = head.find() ? columns(head.group(1)) : List.of();
        rows(document).forEach((client, row) -> {
            List<String> marks = columns(row);
            for (int column = 0; column < Math.min(marks.size(), providers.size()); column++) {
                matrix.putMark(
                        client,
                        providers.get(column),
                        "tools",
                        marks.get(column).charAt(0));
                matrix.putMark(
                        client,
                        providers.get(column),
                        "structured",
                        marks.get(column).charAt(1));
            }
        });
        Matcher reason = WHY_NOT.matcher(document);
        while (reason.find()) {
            String what = reason.group(2).equals(TOOLS_FAILED) ? "tools" : "structured";
            Matcher where = WHERE.matcher(reason.group(1));
            while (where.find()) {
                for (String provider : where.group(2).trim().split(" ", -1)) {
                    matrix.put(where.group(1), provider, what, reason.group(3));
                }
            }
        }
        return matrix;
    }

    private static List<String> columns(String row) {
        return Stream.of(row.split("\\|", -1))
                .map(String::strip)
                .filter(column -> !column.isEmpty())
                .toList();
    }

    private void putMark(String client, String provider, String what, char mark) {
        switch (mark) {
            case '✓' -> put(client, provider, what, OK);
            case '–' -> put(client, provider, what, "-");
            case '✗' -> put(client, provider, what, "it failed");
            default -> {}
        }
    }

    /** These with newer ones in their place, of these clients and in this order. */
    Matrix with(Matrix newer, List<String> clients) {
        Matrix all = new Matrix();
        for (String client : clients) {
            for (Matrix each : List.of(this, newer)) {
                each.cells
                        .getOrDefault(client, Map.of())
                        .forEach((provider, results) ->
                                results.forEach((what, result) -> all.put(client, provider, what, result)));
            }
        }
        return all;
    }

    /** Keeps a cell's first result, so that one which did not come to an end can be told last. */
    synchronized void putIfAbsent(String client, String provider, String what, String result) {
        if (!cells.getOrDefault(client, Map.of())
                .getOrDefault(provider, Map.of())
                .containsKey(what)) {
            put(client, provider, what, result);
        }
    }

    /** @param what {@code tools} or {@code structured} */
    synchronized void put(String client, String provider, String what, String result) {
        cells.computeIfAbsent(client, _ -> new LinkedHashMap<>())
                .computeIfAbsent(provider, _ -> new TreeMap<>())
                .put(what, result);
    }

    /** The marks of each client's row: {@code ✓✓} where both are well. */
    synchronized Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        for (String client : cells.keySet()) {
            StringBuilder row = new StringBuilder();
            for (String provider : StrictProviders.all()) {
                row.append(' ')
                        .append(mark(client, provider, "tools"))
                        .append(mark(client, provider, "structured"))
                        .append(" |");
            }
            rows.put(client, row.substring(0, row.length() - 1).strip());
        }
        return rows;
    }

    /** The rows that a document has. */
    static Map<String, String> rows(String document) {
        Map<String, String> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(document);
        while (row.find()) {
            rows.put(row.group(1), row.group(2).strip());
        }
        return rows;
    }

    private String mark(String client, String provider, String what) {
        return switch (cells.getOrDefault(client, Map.of())
                .getOrDefault(provider, Map.of())
                .getOrDefault(what, "?")) {
            case OK -> "✓";
            case "-" -> "–";
            case "?" -> "?";
            default -> "✗";
        };
    }

    /** A document with its part that is written by the run made anew. */
    synchronized String into(String document) {
        StringBuilder text = new StringBuilder(document.substring(0, document.indexOf(START) + START.length()));
        text.append("\n| client |");
        StrictProviders.all()
                .forEach(provider -> text.append(' ').append(provider).append(" |"));
        text.append("\n|---|")
                .append("---|".repeat(StrictProviders.all().size()))
                .append('\n');
        rows().forEach((client, row) -> text.append("| `%s` | %s |\n".formatted(client, row)));
        text.append("\n## Why not\n\n");
        reasons()
                .forEach((reason, where) -> text.append("- ")
                        .append(where)
                        .append(": ")
                        .append(reason)
                        .append('\n'));
        text.append("\n## The quirks of the simulated providers\n\n| provider | quirks | source |\n|---|---|---|\n");
        for (Flavor flavor : Flavor.values()) {
            ProviderQuirks quirks = ProviderQuirks.of(flavor);
            text.append("| %s | %s | %s |\n".formatted(flavor.word(), quirks.words(), quirks.source()));
        }
        return text.append("| %s | %s | [messages](https://docs.anthropic.com/en/api/messages) |\n"
                        .formatted(StrictProviders.ANTHROPIC, AnthropicProvider.WORDS))
                .toString();
    }

    /** Each with the cells that it explains. */
    private Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        cells.forEach((client, providers) -> {
            Map<String, StringBuilder> here = new LinkedHashMap<>();
            providers.forEach((provider, results) -> results.forEach((what, result) -> {
                if (!result.equals(OK) && !result.equals("-")) {
                    here.computeIfAbsent(shortened(what, result), _ -> new StringBuilder())
                            .append(' ')
                            .append(provider);
                }
            }));
            here.forEach((reason, where) ->
                    reasons.merge(reason, "`" + client + "` on" + where, (one, other) -> one + "; " + other));
        });
        return reasons;
    }

    private static String shortened(String what, String result) {
        String plain = result.replaceAll("127\\.0\\.0\\.1:\\d+", "HOST")
                .replaceAll("'?(x-)?request[-_]id'?: ?'?[0-9a-zA-Z-]+'?", "request id")
                .replaceAll("/[^ \"]*/target/", "target/")
                .replaceAll("[`|<>*]", "'");
        return (what.equals("tools") ? TOOLS_FAILED : STRUCTURED_FAILED)
                + ": "
                + plain.substring(0, Math.min(plain.length(), REASON));
    }
}
