package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.RestartRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RestartsStatus;
import dev.sluicegate.operator.rollout.Replacement;
import dev.sluicegate.operator.rollout.WatchdogReport;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pods that the watchdog has replaced, as the status tells them. */
final class Restarts {
    private static final int SHOWN = 5;

    private Restarts() {}

    /** Null if there is nothing to tell. */
    static @Nullable RestartsStatus of(WatchdogReport report) {
        List<Replacement> all = report.replaced();
        if (all.isEmpty() && report.heldBack().isEmpty()) {
            return null;
        }
        List<RestartRow> rows = all.stream()
                .skip(Math.max(0, all.size() - SHOWN))
                .map(Restarts::row)
                .toList();
        return new RestartsStatus(
                report.restarts(),
                rows.isEmpty() ? null : reason(rows.getLast()),
                rows.isEmpty() ? null : rows,
                report.heldBack().orElse(null));
    }

    /** Those of the newer status that the older one has not. */
    static List<RestartRow> since(@Nullable RouterGatewayStatus before, @Nullable RouterGatewayStatus after) {
        List<RestartRow> known = rows(before);
        return rows(after).stream().filter(it -> !known.contains(it)).toList();
    }

    static String reason(RestartRow row) {
        return "%s %s".formatted(row.pod(), row.message());
    }

    private static List<RestartRow> rows(@Nullable RouterGatewayStatus status) {
        RestartsStatus restarts = status == null ? null : status.restarts();
        return restarts == null ? List.of() : Objects.requireNonNullElse(restarts.recent(), List.of());
    }

    private static RestartRow row(Replacement it) {
        String name = it.cause().name();
        return new RestartRow(
                it.pod(),
                it.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT),
                it.sentence());
    }
}
