package dev.sluicegate.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.listen.ClientProtocol;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a path stands for. */
sealed interface Endpoint {
    /** Something that a model does. */
    record Generate(Operation operation) implements Endpoint {}

    /** The models that a client may ask for. */
    record ListModels(Api api) implements Endpoint {}

    /**
     * One of them.
     *
     * @param model its name or alias, which may have slashes in it
     */
    record OneModel(Api api, String model) implements Endpoint {}

    /** By what method it is asked for. */
    default String method() {
        return this instanceof Generate ? "POST" : "GET";
    }

    /** Which the client speaks on it. */
    default Protocol protocol() {
        return switch (this) {
            case Generate(Operation operation) -> Protocol.of(operation);
            case ListModels(Api api) -> Protocol.of(api);
            case OneModel one -> Protocol.of(one.api);
        };
    }

    /** Null if the path stands for nothing. */
    static @Nullable Endpoint of(HttpServerRequest request) {
        return of(String.valueOf(request.path()), ClientProtocol.isAnthropic(request));
    }

    /** @param anthropic whether the client says that it speaks Anthropic's protocol, where the path does not tell */
    static @Nullable Endpoint of(String path, boolean anthropic) {
        Endpoint generation = Paths.GENERATIONS.get(path);
        if (generation != null) {
            return generation;
        }
        for (Map.Entry<String, Api> base : Paths.MODELS.entrySet()) {
            String list = base.getKey();
            if (path.startsWith(list)) {
                Api api = anthropic ? Api.ANTHROPIC : base.getValue();
                if (path.length() == list.length()) {
                    return new ListModels(api);
                }
                return path.charAt(list.length()) == '/' && path.length() > list.length() + 1
                        ? new OneModel(api, decoded(path.substring(list.length() + 1)))
                        : null;
            }
        }
        return null;
    }

    /** The path that was meant by one that stands for nothing, where the version is missing or stands there twice; else null. */
    static @Nullable String meant(String path) {
        String end = path.replaceFirst("/+$", "");
        return Stream.of(end, "/v1" + end, end.replaceFirst("/v1/v1/", "/v1/"), end.replaceFirst("^/[^/]+", "/v1"))
                .filter(it -> of(it, false) != null)
                .findFirst()
                .orElse(null);
    }

    /** As it stands in a path, where a plus is a plus. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            // a name with a percent sign of its own
            return text;
        }
    }

    /** The paths of each protocol, below its own base and below the one that both share. */
    final class Paths {
        private static final Map<String, Endpoint> GENERATIONS = new HashMap<>();
        private static final Map<String, Api> MODELS = Map.of(
                "/v1/models", Api.OPENAI, "/openai/v1/models", Api.OPENAI, "/anthropic/v1/models", Api.ANTHROPIC);

        static {
            for (Operation operation : Operation.values()) {
                List<String> bases = switch (operation.api()) {
                    case OPENAI -> List.of("/v1", "/openai/v1");
                    // its paths begin with the version
                    case ANTHROPIC -> List.of("", "/anthropic");
                };
                bases.forEach(base -> GENERATIONS.put(base + operation.path(), new Generate(operation)));
            }
        }

        private Paths() {}
    }
}
