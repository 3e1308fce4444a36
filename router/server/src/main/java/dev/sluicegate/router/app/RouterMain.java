package dev.sluicegate.router.app;

import dev.sluicegate.router.admin.LogLevel;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.ListenerSettings;
import dev.sluicegate.router.config.ReferencedFile;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.runtime.ConfigSource;
import dev.sluicegate.router.runtime.LoadedConfig;
import dev.sluicegate.router.telemetry.LogSetup;
import java.io.Console;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The router's process. */
public final class RouterMain {
    private static final int EXIT_CONFIG = 2;

    private RouterMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        CachedStart.replaceThisProcess();
        switch (CommandLine.parse(System.getenv(), arguments)) {
            case CommandLine.Help() -> System.out.print(CommandLine.USAGE);
            case CommandLine.Release() -> System.out.println("sluicegate router " + Version.VALUE);
            case CommandLine.Wrong(String problem) -> {
                System.err.println(problem);
                System.err.print(CommandLine.USAGE);
                System.exit(EXIT_CONFIG);
            }
            case CommandLine.Run(ConfigSource source, CommandLine.Mode mode) -> run(source, mode);
        }
    }

    private static void run(ConfigSource source, CommandLine.Mode mode) throws InterruptedException {
        chooseLogFormat();
        byte[] bytes;
        try {
            bytes = source.bytes();
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_CONFIG);
            return;
        }
        switch (source.prepare(bytes)) {
            case LoadedConfig.Refused(List<ConfigError> errors) -> {
                errors.forEach(error -> System.err.println(error.in(source.name())));
                source.close();
                System.exit(EXIT_CONFIG);
            }
            case LoadedConfig.Ready ready -> {
                if (mode == CommandLine.Mode.SERVE) {
                    serve(source, bytes, ready);
                } else {
                    ready.warnings().forEach(warning -> System.out.println("warning: " + warning));
                    boolean good = mode == CommandLine.Mode.CHECK || ProviderCalls.succeed(ready, System.out);
                    System.out.println(good ? "the config is good" : "the config can be read, but see above");
                    source.close();
                    System.exit(good ? 0 : EXIT_CONFIG);
                }
            }
        }
    }

    private static void serve(ConfigSource source, byte[] bytes, LoadedConfig.Ready prepared)
            throws InterruptedException {
        // no client speaks it to us, and each request would be looked at for it
        System.setProperty("vertx.disableWebsockets", "true");
        if (System.getenv("SLUICEGATE_LOG_LEVEL") == null) {
            LogLevel.set(prepared.config().logging().level());
        }
        try {
            Router router = Router.start(prepared, PodIdentity.of(System.getenv()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            router.follow(source, bytes);
            TerminationHook.install(router, source);
            ReloadSignal.install(router);
            say(router, prepared.config(), prepared.warnings());
        } catch (ExecutionException e) {
            System.err.println(startProblem(e.getCause(), prepared.config()));
            source.close();
            System.exit(EXIT_CONFIG);
        }
    }

    private static void say(Router router, RouterConfig config, List<String> warnings) {
        String base = (config.listener().tls() == null ? "http" : "https") + "://localhost:" + router.port();
        Logger log = LoggerFactory.getLogger(RouterMain.class);
        warnings.forEach(log::warn);
        log.atInfo()
                .addKeyValue("openai", base + "/v1")
                .addKeyValue("anthropic", base)
                .addKeyValue("admin", "http://localhost:" + router.adminPort())
                .addKeyValue("reachable", reachable(config.listener().effectiveAddress()))
                .addKeyValue("auth", auth(config))
                .addKeyValue("version", Version.VALUE)
                .log("serving");
    }

    private static String reachable(String address) {
        return switch (address) {
            case ListenerSettings.EVERYWHERE -> "from everywhere";
            case ListenerSettings.LOOPBACK -> "from this machine only; listener.address or LISTEN_ADDRESS changes that";
            default -> "at " + address;
        };
    }

    private static String auth(RouterConfig config) {
        return switch (config.auth().mode()) {
            case NONE -> "clients need no key";
            case MASTER_KEY -> "clients send the key in " + place(config.auth().masterKey());
            case KEYS ->
                "clients send one of the keys in "
                        + (config.auth().keys() == null
                                ? "RouterKeys"
                                : place(config.auth().keys()));
        };
    }

    private static String place(@Nullable ReferencedFile source) {
        return switch (source) {
            case null -> "nothing";
            case ReferencedFile.SecretSource secret when secret.env() != null -> "the variable " + secret.env();
            default -> String.valueOf(source.file());
        };
    }

    private static String startProblem(@Nullable Throwable cause, RouterConfig config) {
        if (cause instanceof BindException) {
            // the listener opens last
            boolean adminIsFree = PortConflict.isFree(config.admin().port());
            return adminIsFree
                    ? PortConflict.sentence("listener.port", config.listener().port())
                    : PortConflict.sentence("admin.port", config.admin().port());
        }
        return "cannot start: " + cause;
    }

    /** Must come before the first logger. */
    @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25, and before 22
    private static void chooseLogFormat() {
        String wanted = System.getenv("SLUICEGATE_LOG");
        boolean text = wanted == null ? isTerminal(System.console()) : wanted.equals("text");
        LogSetup.choose(text);
    }

    private static boolean isTerminal(@Nullable Console console) {
        return console != null && console.isTerminal();
    }
}
