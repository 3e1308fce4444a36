package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that is not a router's config but something else that people have. Pure. */
final class OtherFile {
    private static final Pattern KIND = Pattern.compile("(?m)(?:^|[{,])\\s*\"?kind\"?\\s*:\\s*[\"']?([A-Za-z]+)");
    private static final Pattern LITELLM =
            Pattern.compile("(?m)^\"?(model_list|litellm_settings|general_settings|router_settings)\"?:");

    private OtherFile() {}

    /** What it is, and what to do with it, as an error of the whole file. */
    static Optional<ConfigError> recognise(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        Matcher kind = KIND.matcher(text);
        if (text.contains("RouterGateway") && kind.find()) {
            return Optional.of(
                    new ConfigError("", "this is a RouterGateway; start it by --gateway in place of --config"));
        }
        if (text.contains("apiVersion") && kind.reset().find()) {
            return Optional.of(new ConfigError(
                    "",
                    "this is a Kubernetes " + kind.group(1)
                            + ", and no router's config; a RouterGateway starts by --gateway"));
        }
        if (LITELLM.matcher(text).find()) {
            return Optional.of(new ConfigError(
                    "",
                    "this is a config of LiteLLM; write each api_base with its key once under providers, and each model_name"
                            + " under models with its targets (docs/migrating-from-litellm.md, examples/local.yaml)"));
        }
        return Optional.empty();
    }
}
