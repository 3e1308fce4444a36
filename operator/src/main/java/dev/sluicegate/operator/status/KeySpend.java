package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterKeyStatus.BudgetStanding;
import dev.sluicegate.operator.api.RouterKeyStatus.Counted;
import dev.sluicegate.operator.api.RouterKeyStatus.Spend;
import dev.sluicegate.operator.model.UsageReading;
import dev.sluicegate.router.adminapi.KeyUsage.Counts;
import dev.sluicegate.router.config.BudgetCalendar;
import dev.sluicegate.router.config.KeysFile;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sums of what a key has used, over all pods. Beside the sums stands what each process had counted when it was added, in the same object and so in one write:
 * whatever happens between two writes, nothing is added twice, and what a process that is gone had counted stays. Pure.
 */
public final class KeySpend {
    /** Processes that are gone, and whose counts are still remembered: a watch that is behind may show their pods once more. */
    static final int MOST_GONE = 10;

    private static final int NANO = 9;

    private final @Nullable Spend before;
    private final Map<String, Counted> counted = new LinkedHashMap<>();
    private final List<Counts> added = new ArrayList<>();
    /** Those that may be heard again. */
    private final Set<String> processes = new HashSet<>();

    private KeySpend(@Nullable Spend before, Set<String> pods) {
        this.before = before;
        if (before != null) {
            rows(before).forEach(row -> counted.put(process(row), row));
        }
        // of the processes that a pod has had, only the last one runs
        counted.values().stream()
                .filter(row -> pods.contains(row.pod()))
                .collect(Collectors.groupingBy(
                        Counted::pod, Collectors.maxBy(Comparator.comparing(KeySpend::startedAt))))
                .values()
                .forEach(row -> row.ifPresent(it -> processes.add(process(it))));
    }

    /**
     * The spend after these answers. The first time, what was counted already is another key's of that id, and adds nothing.
     *
     * @param status that the key has; null if it has none
     * @param key as it is published
     * @param pods the names of those that are there
     * @return null if nobody has counted anything yet
     */
    public static @Nullable Spend after(
            @Nullable Spend status, KeysFile.Key key, List<UsageReading> readings, Set<String> pods, Instant now) {
        Spend before = status != null && key.id().equals(status.id()) && status.since() != null ? status : null;
        if (before == null && readings.isEmpty() && !pods.isEmpty()) {
            return null;
        }
        KeySpend spend = new KeySpend(before, pods);
        readings.forEach(it -> spend.add(it, key.id()));
        return spend.sum(key, now);
    }

    /** Whether what a pod that leaves has counted is in {@code after} and not in {@code before}, so that it has to be written before it is forgotten. */
    static boolean hasLastWords(@Nullable Spend before, Spend after, List<UsageReading> readings) {
        List<Counted> known = before == null ? List.of() : rows(before);
        List<String> leaving = readings.stream()
                .filter(UsageReading::leaves)
                .map(it -> process(it.pod(), it.startedAt().toString()))
                .toList();
        return rows(after).stream().anyMatch(row -> leaving.contains(process(row)) && !known.contains(row));
    }

    static boolean isSpent(Spend spend) {
        BudgetStanding budget = spend.budget();
        return budget != null && money(budget.used()).compareTo(money(budget.amount())) >= 0;
    }

    /** The budget without what is used of it; null if there is none. */
    static @Nullable BudgetStanding budget(Spend spend) {
        BudgetStanding it = spend.budget();
        return it == null ? null : new BudgetStanding(it.period(), "", it.amount(), it.resetsAt());
    }

    private void add(UsageReading reading, String id) {
        String process = process(reading.pod(), reading.startedAt().toString());
        processes.add(process);
        Counts now = reading.keys().get(id);
        if (now == null || now.requests() == 0) {
            return;
        }
        Counted was = counted.get(process);
        if (before != null) {
            added.add(new Counts(
                    id,
                    Math.max(0, now.requests() - (was == null ? 0 : was.requests())),
                    Math.max(0, now.inputTokens() - (was == null ? 0 : was.inputTokens())),
                    Math.max(0, now.outputTokens() - (was == null ? 0 : was.outputTokens())),
                    Math.max(0, now.cost() - (was == null ? 0 : nanos(was.cost()))),
                    now.lastUsedAt()));
        }
        if (was == null || was.requests() < now.requests()) {
            counted.put(
                    process,
                    new Counted(
                            reading.pod(),
                            reading.startedAt().toString(),
                            text(BigDecimal.valueOf(now.cost(), NANO)),
                            now.requests(),
                            now.inputTokens(),
                            now.outputTokens()));
        }
    }

    private Spend sum(KeysFile.Key key, Instant now) {
        BigDecimal more =
                BigDecimal.valueOf(added.stream().mapToLong(Counts::cost).sum(), NANO);
        return new Spend(
                key.id(),
                text(money(before == null ? "0" : before.cost()).add(more)),
                (before == null ? 0 : before.requests())
                        + added.stream().mapToLong(Counts::requests).sum(),
                (before == null ? 0 : before.inputTokens())
                        + added.stream().mapToLong(Counts::inputTokens).sum(),
                (before == null ? 0 : before.outputTokens())
                        + added.stream().mapToLong(Counts::outputTokens).sum(),
                before == null ? now.truncatedTo(ChronoUnit.SECONDS).toString() : before.since(),
                lastUsedAt(),
                Optional.ofNullable(key.budget())
                        .map(it -> standing(it, more, now))
                        .orElse(null),
                kept());
    }

    private @Nullable String lastUsedAt() {
        return Stream.concat(
                        Stream.ofNullable(before == null ? null : before.lastUsedAt()),
                        added.stream()
                                .filter(it -> it.requests() > 0)
                                .flatMap(it -> Stream.ofNullable(it.lastUsedAt()))
                                .map(it -> it.truncatedTo(ChronoUnit.SECONDS).toString()))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private BudgetStanding standing(KeysFile.Budget budget, BigDecimal more, Instant now) {
        String period = BudgetCalendar.name(budget.per(), now);
        BudgetStanding was = before == null ? null : before.budget();
        BigDecimal used = was != null && was.period().equals(period) ? money(was.used()) : BigDecimal.ZERO;
        return new BudgetStanding(
                period,
                text(used.add(more)),
                text(budget.amount()),
                BudgetCalendar.next(budget.per(), now).toString());
    }

    /** Those that may be heard again, and the latest of the others. */
    private @Nullable List<Counted> kept() {
        List<Counted> kept = Stream.concat(
                        counted.values().stream().filter(it -> processes.contains(process(it))),
                        counted.values().stream()
                                .filter(it -> !processes.contains(process(it)))
                                .sorted(Comparator.comparing(KeySpend::startedAt)
                                        .reversed())
                                .limit(MOST_GONE))
                .sorted(Comparator.comparing(KeySpend::process))
                .toList();
        return kept.isEmpty() ? null : kept;
    }

    private static List<Counted> rows(Spend spend) {
        return Objects.requireNonNullElse(spend.counted(), List.of());
    }

    private static String process(Counted row) {
        return process(row.pod(), row.startedAt());
    }

    private static String process(String pod, String startedAt) {
        return pod + "/" + startedAt;
    }

    private static Instant startedAt(Counted row) {
        return StatusTime.parse(row.startedAt()).orElse(Instant.MIN);
    }

    private static long nanos(String money) {
        return money(money).movePointRight(NANO).longValue();
    }

    /** What somebody else has written there and is no number is nothing. */
    private static BigDecimal money(@Nullable String text) {
        try {
            return text == null ? BigDecimal.ZERO : new BigDecimal(text);
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }

    private static String text(BigDecimal money) {
        return money.signum() == 0 ? "0" : money.stripTrailingZeros().toPlainString();
    }
}
