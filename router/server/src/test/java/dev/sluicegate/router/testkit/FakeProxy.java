package dev.sluicegate.router.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** An egress proxy that tunnels, by CONNECT or SOCKS 5, or behaves badly. Whatever name it is asked for, the tunnel ends at one port. */
public final class FakeProxy implements AutoCloseable {
    /** The way of a proxy with whoever asks by CONNECT. */
    public enum Behaviour {
        TUNNEL,
        /** 407 without the right credentials. */
        ASK_FOR_CREDENTIALS,
        BAD_GATEWAY,
        /** It takes the connection and says nothing. */
        SILENT,
        /** It closes the connection in place of an answer. */
        HANG_UP
    }

    private static final int SOCKS_5 = 5;

    private final ServerSocket server;
    private final int target;
    private final Behaviour behaviour;
    private final List<Socket> open = new ArrayList<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private volatile String authorization = "";

    /** @param target the port of this machine at which all tunnels end */
    public FakeProxy(int target, Behaviour behaviour) throws IOException {
        this.target = target;
        this.behaviour = behaviour;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(() -> forever(() -> {
                    Socket client = server.accept();
                    keep(client);
                    Thread.ofVirtual().start(() -> serve(client));
                }));
    }

    /** The credentials that it takes, as the header has them. */
    public FakeProxy taking(String authorization) {
        this.authorization = authorization;
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The names and ports that it was asked for, in their order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** All that went through its tunnels, to the provider. */
    public String seen() {
        return String.join("", seen);
    }

    /** Closes every connection, in the middle of whatever passes. */
    public synchronized void breakTunnels() {
        open.forEach(FakeProxy::closed);
        open.clear();
    }

    private synchronized void keep(Socket socket) {
        open.add(socket);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void forever(Step step) {
        try {
            while (true) {
                step.run();
            }
        } catch (IOException e) {
            // the end of this test, or of one side
        }
    }

    private void serve(Socket client) {
        try {
            DataInputStream in = new DataInputStream(client.getInputStream());
            int first = in.read();
            if (first == SOCKS_5) {
                socks(client, in);
            } else if (first >= 0) {
                http(client, (char) first + head(in));
            }
        } catch (IOException e) {
            closed(client);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("half a request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private void http(Socket client, String head) throws IOException {
        asked.add(head.split(" ", -1)[1]);
        BooleanSupplier known = () -> head.contains("roxy-authorization: " + authorization + "\r\n");
        switch (behaviour) {
            case TUNNEL -> tunnel(client, "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(ISO_8859_1));
            case ASK_FOR_CREDENTIALS -> {
                if (known.getAsBoolean()) {
                    tunnel(client, "HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
                } else {
                    refuse(client, "407 Proxy Authentication Required");
                }
            }
            case BAD_GATEWAY -> refuse(client, "502 Bad Gateway");
            case HANG_UP -> closed(client);
            case SILENT -> {}
        }
    }

    private static void refuse(Socket client, String status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\ncontent-length: 11\r\n\r\n<h1>no</h1>").getBytes(ISO_8859_1));
    }

    /** RFC 1928, with a user by RFC 1929 if one is offered. */
    private void socks(Socket client, DataInputStream in) throws IOException {
        OutputStream out = client.getOutputStream();
        byte[] methods = in.readNBytes(in.read());
        boolean byPassword = new String(methods, ISO_8859_1).indexOf(2) >= 0;
        out.write(new byte[] {SOCKS_5, (byte) (byPassword ? 2 : 0)});
        if (byPassword) {
            in.read();
            String user = new String(in.readNBytes(in.read()), ISO_8859_1);
            String password = new String(in.readNBytes(in.read()), ISO_8859_1);
            out.write(new byte[] {1, (byte) (authorization.equals(user + ":" + password) ? 0 : 1)});
        }
        in.readNBytes(4);
        String name = new String(in.readNBytes(in.read()), ISO_8859_1);
        asked.add(name + ":" + in.readUnsignedShort());
        tunnel(client, new byte[] {SOCKS_5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
    }

    private void tunnel(Socket client, byte[] answer) throws IOException {
        Socket provider = new Socket(InetAddress.getLoopbackAddress(), target);
        keep(provider);
        client.getOutputStream().write(answer);
        Thread.ofVirtual().start(() -> pass(provider, client, false));
        pass(client, provider, true);
    }

    private void pass(Socket from, Socket to, boolean remember) {
        byte[] buffer = new byte[16 * 1024];
        forever(() -> {
            int read = from.getInputStream().read(buffer);
            if (read < 0) {
                closed(from);
                closed(to);
                throw new IOException("the end");
            }
            if (remember) {
                seen.add(new String(buffer, 0, read, ISO_8859_1));
            }
            to.getOutputStream().write(buffer, 0, read);
        });
    }

    private static void closed(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        breakTunnels();
    }
}
