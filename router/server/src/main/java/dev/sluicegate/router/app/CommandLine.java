package dev.sluicegate.router.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line. */
sealed interface CommandLine {
    String USAGE = """
            usage: router --config FILE [--check]

              --config FILE  the router's config, YAML or JSON
              --check        say what is wrong with the config, if anything, and end
              --help         this

            Environment: PORT overrides listener.port; SLUICEGATE_LOG is json or text; SLUICEGATE_LOG_LEVEL is INFO if absent.
            SIGTERM and SIGINT drain: what is in flight is finished, within drain.terminationBudget.
            Ends with 0; with 2 if the config is wrong; with 3 if the drain's deadline cut something.
            """;

    record Run(Path config, boolean checkOnly) implements CommandLine {}

    record Help() implements CommandLine {}

    /** @param problem a sentence */
    record Wrong(String problem) implements CommandLine {}

    static CommandLine parse(String... arguments) {
        @Nullable Path config = null;
        boolean check = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--help", "-h" -> {
                    return new Help();
                }
                case "--check" -> check = true;
                case "--config" -> {
                    if (++i == arguments.length) {
                        return new Wrong("--config needs a file");
                    }
                    try {
                        config = Path.of(arguments[i]);
                    } catch (InvalidPathException e) {
                        return new Wrong("'" + arguments[i] + "' cannot be the name of a file");
                    }
                }
                default -> {
                    return new Wrong("there is no option '" + arguments[i] + "'");
                }
            }
        }
        return config == null ? new Wrong("say which config to run: --config FILE") : new Run(config, check);
    }
}
