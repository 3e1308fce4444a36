package dev.sluicegate.router.app;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.ConfigError;
import dev.sluicegate.router.config.RouterConfig;
import java.io.Console;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The router's process. */
public final class RouterMain {
    private static final int EXIT_CONFIG = 2;

    private RouterMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        switch (CommandLine.parse(arguments)) {
            case CommandLine.Help() -> System.out.print(CommandLine.USAGE);
            case CommandLine.Wrong(String problem) -> {
                System.err.println(problem);
                System.err.print(CommandLine.USAGE);
                System.exit(EXIT_CONFIG);
            }
            case CommandLine.Run(Path config, boolean checkOnly) ->
                run(Preparation.read(config, System.getenv("PORT")), checkOnly);
        }
    }

    private static void run(Preparation preparation, boolean checkOnly) throws InterruptedException {
        switch (preparation) {
            case Preparation.Refused(List<ConfigError> errors) -> {
                errors.forEach(System.err::println);
                System.exit(EXIT_CONFIG);
            }
            case Preparation.Ready ready -> {
                if (checkOnly) {
                    System.out.println("the config is good");
                } else {
                    serve(ready);
                }
            }
        }
    }

    private static void serve(Preparation.Ready prepared) throws InterruptedException {
        chooseLogFormat();
        // no client speaks it to us, and each request would be looked at for it
        System.setProperty("vertx.disableWebsockets", "true");
        String revision = System.getenv(AdminApi.REVISION_VARIABLE);
        try {
            Router router = Router.start(prepared, revision == null ? "" : revision)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            Termination.install(router);
            say(router);
        } catch (ExecutionException e) {
            System.err.println(startProblem(e.getCause(), prepared.config()));
            System.exit(EXIT_CONFIG);
        }
    }

    private static void say(Router router) {
        String base = "http://localhost:" + router.port();
        LoggerFactory.getLogger(RouterMain.class)
                .atInfo()
                .addKeyValue("openai", base + "/v1")
                .addKeyValue("anthropic", base)
                .addKeyValue("admin", "http://localhost:" + router.adminPort())
                .addKeyValue("version", Version.VALUE)
                .log("serving");
    }

    private static String startProblem(@Nullable Throwable cause, RouterConfig config) {
        if (cause instanceof BindException) {
            return "port " + config.listener().port() + " (listener.port) or "
                    + config.admin().port()
                    + " (admin.port) is taken or not allowed: end what uses it, or set another port";
        }
        return "cannot start: " + cause;
    }

    /** Must come before the first logger. */
    @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25, and before 22
    private static void chooseLogFormat() {
        String wanted = System.getenv("SLUICEGATE_LOG");
        Console console = System.console();
        boolean text = wanted == null ? console != null && console.isTerminal() : wanted.equals("text");
        System.setProperty("sluicegate.log", text ? "text" : "json");
    }
}
