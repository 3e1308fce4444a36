package dev.sluicegate.router.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 connection, on which nothing is repeated or hidden. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** @param connected which may speak TLS */
    public RawClient(Socket connected) throws IOException {
        socket = connected;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** @param complete whether the body ended as HTTP says it must */
    public record Response(int status, Map<String, String> headers, String body, boolean complete) {
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        public boolean saysClose() {
            return "close".equalsIgnoreCase(header("connection"));
        }
    }

    /** How long each read may take from now on. */
    public void patience(Duration time) throws SocketException {
        socket.setSoTimeout(Math.toIntExact(time.toMillis()));
    }

    public void post(String path, String body, String... headerLines) throws IOException {
        StringBuilder head =
                new StringBuilder("POST " + path + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        byte[] bytes = body.getBytes(UTF_8);
        send(head + "content-length: " + bytes.length + "\r\n\r\n" + body);
    }

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    public void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Whether something can be read without waiting. */
    public boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    public Response exchange(String path, String body, String... headerLines) throws IOException {
        post(path, body, headerLines);
        return read();
    }

    /** Reads one response to its end, or to where it breaks off. */
    public Response read() throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean complete;
        try {
            complete = "chunked".equals(headers.get("transfer-encoding"))
                    ? readChunks(body)
                    : readBytes(body, Integer.parseInt(headers.getOrDefault("content-length", "0")));
        } catch (EOFException e) {
            complete = false;
        }
        return new Response(Integer.parseInt(status.split(" ", 3)[1]), headers, body.toString(UTF_8), complete);
    }

    /** Reads from the stream until {@code text} has come. */
    public String readUntil(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(UTF_8).contains(text)) {
            bytes.write(next());
        }
        return bytes.toString(UTF_8);
    }

    /** Reads everything to the FIN, chunk sizes and all; fails if RST comes instead. */
    public String readToFin() throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }

    /** Waits for the other side's FIN; fails if RST or anything else comes. */
    public void expectFin() throws IOException {
        int b = in.read();
        if (b >= 0) {
            throw new IOException("expected the end, got a byte: " + (char) b);
        }
    }

    /** What a careful client looks at before it uses a connection again. */
    public boolean isClosed() throws IOException {
        socket.setSoTimeout(1);
        try {
            in.mark(1);
            int b = in.read();
            in.reset();
            return b < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    private boolean readChunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            int size = Integer.parseInt(line(), 16);
            readBytes(body, size);
            line();
            if (size == 0) {
                return true;
            }
        }
    }

    private boolean readBytes(ByteArrayOutputStream body, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            body.write(next());
        }
        return true;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = next(); b != '\n'; b = next()) {
            line.write(b);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the connection ended");
        }
        return b;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
