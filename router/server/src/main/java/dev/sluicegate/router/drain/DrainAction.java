package dev.sluicegate.router.drain;

/** One thing that the process has to do because of a drain. */
public sealed interface DrainAction {
    /** Make connections follow the new phase. */
    record TellConnections(DrainPhase phase) implements DrainAction {}

    /** Accept no more connections, and say so to whoever probes readiness. */
    record StopAccepting() implements DrainAction {}

    /** Give everything in flight its end notice and break it off. */
    record Cut() implements DrainAction {}

    /** Accept connections again. */
    record StartAccepting() implements DrainAction {}

    /** Tell whoever waits that the drain is over, and exit if the process is to end. */
    record Finish() implements DrainAction {}

    /** Say in the log what is waited for. */
    record Report() implements DrainAction {}
}
