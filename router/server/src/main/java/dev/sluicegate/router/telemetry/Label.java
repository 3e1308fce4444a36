package dev.sluicegate.router.telemetry;

import java.util.Locale;

/** An enum's constant as metrics, logs and records name it. */
public final class Label {
    private Label() {}

    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
