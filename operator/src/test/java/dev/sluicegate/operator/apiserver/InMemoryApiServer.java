package dev.sluicegate.operator.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The API server: requests over HTTP, as the client sends them. It keeps a journal of all writes, Events apart, and fails where it is
 * told to. There are no watches: what reconciles here is given what it works with.
 */
public final class InMemoryApiServer implements AutoCloseable {
    private static final String ACCESS_REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final Pattern LABEL_SELECTOR = Pattern.compile("labelSelector=([^&]+)");

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpServer server;
    private final ObjectStore store = new ObjectStore();
    private final List<Write> writes = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Set<String> denied = new HashSet<>();
    private final Set<String> rights = new TreeSet<>();

    private InMemoryApiServer(HttpServer server) {
        this.server = server;
    }

    /** A server that is empty. */
    public static InMemoryApiServer start() {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            InMemoryApiServer server = new InMemoryApiServer(http);
            http.createContext("/", server::answer);
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The builder of a client of this server that tries nothing twice. */
    public KubernetesClientBuilder clientBuilder() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withUserAgent("sluicegate/test")
                        .withRequestRetryBackoffLimit(0)
                        .build());
    }

    /** An object that somebody has made, with a field manager of that name. */
    public synchronized void put(HasMetadata object, String manager) {
        store.create(path(object), json(Serialization.asJson(object)), manager);
    }

    /** Somebody else's change, of the status or of the rest. */
    public synchronized void edit(HasMetadata object, String mergePatch, String manager) {
        ObjectNode change = json(mergePatch);
        ApiPath path = path(object);
        store.patch(change.has("status") ? path.status() : path, change, manager, false);
    }

    /** Somebody else's deletion. */
    public synchronized void remove(HasMetadata object) {
        store.delete(path(object), mapper.createObjectNode());
    }

    /** What somebody else was told meanwhile, in the order of the writes. */
    public synchronized void tell(String verb, HasMetadata object) {
        writes.add(new Write(verb, object.getKind(), object.getMetadata().getName(), mapper.createObjectNode()));
    }

    /** What was written since {@link #forgetWrites}, in order, Events apart. */
    public synchronized List<Write> writes() {
        return writes.stream().filter(it -> !it.kind().equals("Event")).toList();
    }

    /** The Events that were sent since {@link #forgetWrites}, as people see them. */
    public synchronized List<String> events() {
        return writes.stream()
                .filter(it -> it.kind().equals("Event") && it.verb().equals("create"))
                .map(Write::body)
                .map(it -> it.path("type").asText() + " " + it.path("reason").asText() + ": "
                        + it.path("message").asText())
                .toList();
    }

    /** Begins a new journal. */
    public synchronized void forgetWrites() {
        writes.clear();
    }

    /** The next write of this kind fails. */
    public synchronized void fail(Fault fault) {
        faults.add(fault);
    }

    /** From now on, or until {@link #allow}, the client has no right to do this, such as "patch services" or "patch pods/status". */
    public synchronized void deny(String right) {
        denied.add(right);
    }

    /** True if the client has no right to do this. */
    public synchronized boolean isDenied(String right) {
        return denied.contains(right);
    }

    /** Gives the right back. */
    public synchronized void allow(String right) {
        denied.remove(right);
    }

    /** What the client has done so far as Roles call it, such as "patch pods/status". */
    public synchronized Set<String> rightsUsed() {
        return Set.copyOf(rights);
    }

    /** All objects of a type, in the order of their creation. */
    public synchronized <T extends HasMetadata> List<T> all(Class<T> type) {
        String kind = HasMetadata.getKind(type);
        return store.all().stream()
                .filter(it -> it.path("kind").asText().equals(kind))
                .map(it -> Serialization.unmarshal(it.toString(), type))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private ObjectNode json(String text) {
        try {
            return (ObjectNode) mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ApiPath path(HasMetadata object) {
        return new ApiPath(
                Objects.requireNonNullElse(object.getMetadata().getNamespace(), ""),
                HasMetadata.getPlural(object.getClass()),
                object.getMetadata().getName(),
                "");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            JsonNode body = sent.length == 0 ? mapper.createObjectNode() : mapper.readTree(sent);
            int code = 200;
            JsonNode answer;
            try {
                answer = answer(exchange, body);
            } catch (Refused e) {
                code = e.code();
                answer = e.status();
            }
            byte[] bytes = answer.toString().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized JsonNode answer(HttpExchange exchange, JsonNode body) {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(ACCESS_REVIEWS)) {
            JsonNode asked = body.at("/spec/resourceAttributes");
            ObjectNode review = body.deepCopy();
            review.putObject("status")
                    .put(
                            "allowed",
                            !denied.contains(asked.path("verb").asText() + " "
                                    + asked.path("resource").asText()));
            return review;
        }
        ApiPath at = ApiPath.of(path).orElseThrow(() -> new Refused(404, "NotFound", "", "no such path: " + path));
        String method = exchange.getRequestMethod();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (method.equals("GET") && at.name().isEmpty()) {
            return list(at, query);
        }
        if (method.equals("GET")) {
            rights.add("get " + at.plural());
            return store.find(at).orElseThrow(() -> new Refused(404, "NotFound", "", path + " not found"));
        }
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        return write(at, method, type, query.contains("force=true"), body);
    }

    private JsonNode list(ApiPath at, String query) {
        if (denied.contains("list " + at.plural())) {
            throw new Refused(403, "Forbidden", "", "no right to list " + at.plural());
        }
        Map<String, String> selector = selector(query);
        ObjectNode list = mapper.createObjectNode();
        list.putArray("items")
                .addAll(store.all(at).stream()
                        .filter(it -> selector.entrySet().stream()
                                .allMatch(label -> it.at("/metadata/labels")
                                        .path(label.getKey())
                                        .asText()
                                        .equals(label.getValue())))
                        .toList());
        list.putObject("metadata");
        return list.put("kind", "List").put("apiVersion", "v1");
    }

    /** Labels and the values that they must have; the only selectors that the operator uses. */
    private static Map<String, String> selector(String query) {
        Matcher matcher = LABEL_SELECTOR.matcher(query);
        return matcher.find()
                ? Stream.of(matcher.group(1).split(","))
                        .map(it -> it.split("=", 2))
                        .collect(Collectors.toMap(it -> it[0], it -> it[1]))
                : Map.of();
    }

    private JsonNode write(ApiPath at, String method, String type, boolean force, JsonNode body) {
        boolean applies = type.startsWith("application/apply-patch");
        Write write = describe(at, method, applies, body);
        writes.add(write);
        String right = method.toLowerCase(Locale.ROOT).replace("post", "create") + " " + at.plural()
                + (at.subresource().isEmpty() ? "" : "/" + at.subresource());
        rights.add(right);
        if (applies && store.find(at).isEmpty()) {
            rights.add("create " + at.plural());
        }
        if (denied.contains(right)) {
            throw new Refused(403, "Forbidden", "", "no right to " + right);
        }
        Optional<Fault> fault = faults.stream()
                .filter(it -> write.toString().startsWith(it.write()))
                .findFirst();
        fault.ifPresent(faults::remove);
        if (fault.isPresent() && !fault.get().committed()) {
            throw refused(fault.get());
        }
        JsonNode after = switch (method) {
            case "POST" -> store.create(at, (ObjectNode) body, "sluicegate/Update");
            case "DELETE" -> {
                store.delete(at, body);
                yield mapper.createObjectNode().put("kind", "Status").put("status", "Success");
            }
            default ->
                applies
                        ? store.apply(at, (ObjectNode) body, "sluicegate/Apply", force)
                        : store.patch(at, (ObjectNode) body, "sluicegate/Update", type.contains("strategic"));
        };
        if (fault.isPresent()) {
            throw refused(fault.get());
        }
        return after;
    }

    private Write describe(ApiPath at, String method, boolean applies, JsonNode body) {
        String verb = method.equals("POST")
                ? "create"
                : method.equals("DELETE")
                        ? "delete"
                        : at.subresource().equals("status") ? "status" : applies ? "apply" : "patch";
        String kind = method.equals("POST")
                ? body.path("kind").asText()
                : store.find(at)
                        .map(it -> it.path("kind").asText())
                        .orElse(body.path("kind").asText(at.plural()));
        String name = at.name().isEmpty() ? body.at("/metadata/name").asText() : at.name();
        return new Write(verb, kind, name, body.deepCopy());
    }

    private static Refused refused(Fault fault) {
        return new Refused(fault.code(), fault.reason(), fault.cause(), fault.message());
    }
}
