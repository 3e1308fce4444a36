package dev.sluicegate.router.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.Reporter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The set-up of the process' log: lines of JSON in a container, text on a terminal. Logback set up in code: to look for its own
 * set-up in each jar, and to read that from XML, takes a fifth of the start.
 */
public final class LogSetup implements SLF4JServiceProvider {
    /** Whether lines are text for people; a system property, because slf4j makes this object by itself. */
    private static final String TEXT = "sluicegate.log.text";

    private final LoggerContext context = new LoggerContext();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();

    /** Must come before the first logger. Where {@code logback.configurationFile} is set, that holds instead. */
    public static void choose(boolean text) {
        System.setProperty(TEXT, Boolean.toString(text));
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LogSetup.class.getName());
            // that it was told so is not worth a line
            System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
        }
    }

    /** What was chosen. */
    public static boolean isText() {
        return Boolean.getBoolean(TEXT);
    }

    @Override
    public void initialize() {
        context.setName("default");
        context.setMDCAdapter(mdc);
        Encoder<ILoggingEvent> encoder = isText() ? text() : new LogLineEncoder();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stdout");
        appender.setEncoder(encoder);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.toLevel(System.getenv("SLUICEGATE_LOG_LEVEL"), Level.INFO));
        // tells every attack it fends off with a stack trace
        context.getLogger("io.netty").setLevel(Level.WARN);
        // tells each sentinel that does not answer, at each try; what becomes of the store is told once
        context.getLogger("io.lettuce").setLevel(Level.ERROR);
        context.start();
    }

    private static Encoder<ILoggingEvent> text() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %msg %kvp%n%ex");
        return encoder;
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return context;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
