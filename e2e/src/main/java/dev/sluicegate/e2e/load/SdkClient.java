package dev.sluicegate.e2e.load;

/** An official SDK; each call blocks its (virtual) thread until the exchange has ended in any way, and never throws. */
interface SdkClient extends AutoCloseable {
    void run(Exchange exchange);

    @Override
    void close();
}
