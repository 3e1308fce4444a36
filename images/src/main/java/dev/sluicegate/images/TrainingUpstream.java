package dev.sluicegate.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A provider for the router's training: OpenAI chat completions and Anthropic messages, always with the same answer. */
final class TrainingUpstream implements AutoCloseable {
    private static final int TOKENS = 40;
    private static final String OPENAI_ANSWER = """
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",\
            "content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
    private static final String OPENAI_CHUNK = """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":\
            {"content":"hello "},"finish_reason":null}]}

            """;
    private static final String OPENAI_END = """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},\
            "finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}

            data: [DONE]

            """;
    private static final String ANTHROPIC_ANSWER = """
            {"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hello"}],\
            "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}""";
    private static final String ANTHROPIC_START = """
            event: message_start
            data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"m","content":[],\
            "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            """;
    private static final String ANTHROPIC_CHUNK = """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello "}}

            """;
    private static final String ANTHROPIC_END = """
            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":40}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private TrainingUpstream(HttpServer server) {
        this.server = server;
    }

    static TrainingUpstream start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TrainingUpstream upstream = new TrainingUpstream(server);
        server.setExecutor(upstream.threads);
        server.createContext(
                "/v1/chat/completions", exchange -> answer(exchange, OPENAI_ANSWER, "", OPENAI_CHUNK, OPENAI_END));
        server.createContext(
                "/v1/messages",
                exchange -> answer(exchange, ANTHROPIC_ANSWER, ANTHROPIC_START, ANTHROPIC_CHUNK, ANTHROPIC_END));
        server.start();
        return upstream;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, String whole, String start, String chunk, String end)
            throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (!request.contains("\"stream\":true")) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                byte[] body = whole.getBytes(UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write(start.getBytes(UTF_8));
            for (int token = 0; token < TOKENS; token++) {
                body.write(chunk.getBytes(UTF_8));
                body.flush();
            }
            body.write(end.getBytes(UTF_8));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
