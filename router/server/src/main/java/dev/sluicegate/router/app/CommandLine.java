package dev.sluicegate.router.app;

import dev.sluicegate.router.runtime.ConfigSource;
import dev.sluicegate.router.runtime.GatewaySource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line. By hand, because a library for it would cost a tenth of the start. */
sealed interface CommandLine {
    String USAGE = """
            usage: router --config FILE [--check]
                   router --gateway FILE [--secrets DIR] [--check]

              --config FILE   the router's config, YAML or JSON
              --gateway FILE  a RouterGateway as Kubernetes has it, with its Secrets and ConfigMaps as further documents
              --secrets DIR   where its other Secrets and ConfigMaps are, as files DIR/NAME/KEY
              --check         say what is wrong with the config, or doubtful, and end
              --help          this

            Environment: PORT overrides listener.port; SLUICEGATE_LOG is json or text; SLUICEGATE_LOG_LEVEL overrides logging.level.
            A changed file comes into force by itself, while old requests finish on the old config; SIGHUP reads it at once.
            SIGTERM and SIGINT drain: what is in flight is finished, within drain.terminationBudget.
            Ends with 0; with 2 if the config is wrong or a port is taken; with 3 if the drain's deadline cut something.
            """;

    Set<String> WITH_VALUE = Set.of("--config", "--gateway", "--secrets");

    /** @param checkOnly whether to end after reading it */
    record Run(ConfigSource source, boolean checkOnly) implements CommandLine {}

    record Help() implements CommandLine {}

    /** @param problem a sentence */
    record Wrong(String problem) implements CommandLine {}

    /** @param port the environment's PORT; null if it is not set */
    static CommandLine parse(@Nullable String port, String... arguments) {
        Map<String, Path> files = new HashMap<>();
        boolean check = false;
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            switch (option) {
                case "--help", "-h" -> {
                    return new Help();
                }
                case "--check" -> check = true;
                default -> {
                    if (!WITH_VALUE.contains(option)) {
                        return new Wrong("there is no option '" + option + "'");
                    }
                    if (++i == arguments.length) {
                        return new Wrong(option + " needs a " + (option.equals("--secrets") ? "folder" : "file"));
                    }
                    try {
                        files.put(option, Path.of(arguments[i]));
                    } catch (InvalidPathException e) {
                        return new Wrong("'" + arguments[i] + "' cannot be the name of a file");
                    }
                }
            }
        }
        ConfigSource source = source(files, port);
        return source == null
                ? new Wrong("say which config to run: --config FILE, or --gateway FILE")
                : new Run(source, check);
    }

    private static @Nullable ConfigSource source(Map<String, Path> files, @Nullable String port) {
        Path config = files.get("--config");
        Path gateway = files.get("--gateway");
        if ((config == null) == (gateway == null) || (config != null && files.containsKey("--secrets"))) {
            return null;
        }
        return config != null
                ? ConfigSource.file(config, port)
                : new GatewaySource(gateway, files.get("--secrets"), port);
    }
}
