package dev.sluicegate.router.forward;

import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.upstream.UpstreamClient;
import dev.sluicegate.router.upstream.UpstreamFailure;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** The owner of a request's attempts. It is called on the request's event loop. */
interface AttemptOwner {
    Vertx vertx();

    UpstreamClient client();

    ClientResponse response();

    /** The route of the model that the client has asked for. */
    Route route();

    /** The time at which the first attempt began, as {@link System#nanoTime} says it. */
    long startedAt();

    /**
     * An attempt's answer is an error, of which the client has received nothing. If another attempt is to be made, this one ends itself
     * and calls {@link #next}; otherwise its answer goes to the client.
     */
    TargetSelector.Next afterError(Attempt attempt, AttemptFailure failure);

    /** The next attempt is to be made. */
    void next();

    /**
     * If the upstream has refused a field or thoughts that the request can do without, the attempt is abandoned and repeated without them.
     *
     * @param refusal the body of its answer
     * @return whether it is
     */
    boolean repeatWithoutRefused(Attempt attempt, Buffer refusal);

    /** The attempt is over, and the client has received nothing of it. */
    void failed(Attempt attempt, UpstreamFailure failure);

    /** The answer is no stream of events, so nothing but it may be said to the client any more. */
    void answersWhole();

    /** The client is about to receive this attempt's first byte. */
    void begins(Attempt attempt);
}
