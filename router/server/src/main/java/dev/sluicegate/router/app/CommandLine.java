package dev.sluicegate.router.app;

import dev.sluicegate.router.config.Spelling;
import dev.sluicegate.router.runtime.ConfigSource;
import dev.sluicegate.router.runtime.GatewaySource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line. By hand, because a library for it would cost a tenth of the start. */
sealed interface CommandLine {
    String USAGE = """
            usage: router --config FILE [--check [--call]]
                   router --gateway FILE [--secrets DIR] [--check [--call]]

              --config FILE   the router's config, YAML or JSON
              --gateway FILE  a RouterGateway as Kubernetes has it, with its Secrets and ConfigMaps as further documents
              --secrets DIR   where its other Secrets and ConfigMaps are, as files DIR/NAME/KEY
              --check         say what is wrong with the config, or doubtful, and end
              --call          with --check: ask each provider for its models, with the credentials of the config
              --version       the release of this router
              --help          this

            Environment: PORT overrides listener.port, ADMIN_PORT admin.port, LISTEN_ADDRESS listener.address (* is all addresses, else
            the router is reached from this machine only); SLUICEGATE_LOG is json or text; SLUICEGATE_LOG_LEVEL overrides logging.level.
            A file given to --config may name variables as ${NAME} or ${NAME:-default}.
            A changed file comes into force by itself, while old requests finish on the old config; SIGHUP reads it at once.
            SIGTERM and SIGINT drain: what is in flight is finished, within drain.terminationBudget.
            Ends with 0; with 2 if the config is wrong or a port is taken; with 3 if the drain's deadline cut something.
            """;

    Set<String> WITH_VALUE = Set.of("--config", "--gateway", "--secrets");

    Set<String> OPTIONS = Set.of("--config", "--gateway", "--secrets", "--check", "--call", "--version", "--help");

    /** What to do with the config. */
    enum Mode {
        SERVE,
        CHECK,
        /** Check it, and ask its providers too. */
        CALL
    }

    record Run(ConfigSource source, Mode mode) implements CommandLine {}

    record Help() implements CommandLine {}

    record Release() implements CommandLine {}

    /** @param problem a sentence */
    record Wrong(String problem) implements CommandLine {}

    static CommandLine parse(Map<String, String> environment, String... arguments) {
        Map<String, Path> files = new HashMap<>();
        Set<String> flags = new HashSet<>();
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            switch (option) {
                case "--help", "-h" -> {
                    return new Help();
                }
                case "--version" -> {
                    return new Release();
                }
                case "--check", "--call" -> flags.add(option);
                default -> {
                    if (!WITH_VALUE.contains(option)) {
                        return new Wrong("there is no option '" + option + "'" + Spelling.question(option, OPTIONS));
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
        if (flags.equals(Set.of("--call"))) {
            return new Wrong("--call goes with --check");
        }
        ConfigSource source = source(files, environment);
        return source == null
                ? new Wrong("say which config to run: --config FILE, or --gateway FILE")
                : new Run(source, flags.isEmpty() ? Mode.SERVE : flags.size() == 1 ? Mode.CHECK : Mode.CALL);
    }

    private static @Nullable ConfigSource source(Map<String, Path> files, Map<String, String> environment) {
        Path config = files.get("--config");
        Path gateway = files.get("--gateway");
        if ((config == null) == (gateway == null) || (config != null && files.containsKey("--secrets"))) {
            return null;
        }
        return config != null
                ? ConfigSource.file(config, environment)
                : new GatewaySource(gateway, files.get("--secrets"), environment);
    }
}
