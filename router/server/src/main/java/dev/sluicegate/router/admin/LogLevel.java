package dev.sluicegate.router.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sluicegate.router.config.BlockReader;
import dev.sluicegate.router.config.RouterConfig.Logging;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** The level from which on what the router's own code says is logged. Safe for any thread. */
public final class LogLevel {
    private static final String ROUTER = "dev.sluicegate";

    private LogLevel() {}

    public static Logging.Level get() {
        return LoggerFactory.getLogger(ROUTER) instanceof Logger logger
                ? Logging.Level.valueOf(logger.getEffectiveLevel().levelStr)
                : BlockReader.absent(Logging.class).level();
    }

    /** From now on. */
    public static void set(Logging.Level level) {
        if (LoggerFactory.getLogger(ROUTER) instanceof Logger logger) {
            logger.setLevel(Level.toLevel(level.name()));
        }
    }

    /** @throws IllegalArgumentException if there is no such level */
    static Logging.Level parse(String text) {
        return Logging.Level.valueOf(text.strip().toUpperCase(Locale.ROOT));
    }
}
