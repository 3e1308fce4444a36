package dev.sluicegate.e2e.load;

/** The kinds of clients, as reports name them. */
public enum ClientKind {
    /** HTTP/1.1, one connection for each client, kept alive over random idle gaps. */
    HTTP1("http/1.1 keep-alive"),
    /** HTTP/2 with prior knowledge, many streams on each connection, leaving a connection on GOAWAY. */
    HTTP2("http/2"),
    /** OpenAI's official Java SDK. */
    OPENAI_SDK("openai-java"),
    /** Anthropic's official Java SDK. */
    ANTHROPIC_SDK("anthropic-java");

    private final String label;

    ClientKind(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
