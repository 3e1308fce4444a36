package dev.sluicegate.e2e.load;

/** A client that speaks plain HTTP on the load's event loop. */
interface RawClient {
    /** Sends the exchange's request over a connection of this client's; {@code done} runs once, when it has ended in any way. */
    void send(Exchange exchange, Dialect dialect, Runnable done);
}
