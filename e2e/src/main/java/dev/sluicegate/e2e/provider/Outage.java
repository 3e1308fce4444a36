package dev.sluicegate.e2e.provider;

import io.vertx.core.MultiMap;

/**
 * What goes wrong with all requests from now on, whatever their directives say.
 *
 * @param status that each is refused with; 0 refuses none
 * @param retryAfter what a refusal says of when to come again, in seconds
 * @param closes whether no connection is kept after a response
 */
record Outage(int status, int retryAfter, boolean closes) {
    static final Outage NONE = new Outage(0, 0, false);

    /** @throws NumberFormatException if a number is none */
    static Outage of(MultiMap parameters) {
        return new Outage(
                Integer.parseInt(parameters.contains("status") ? parameters.get("status") : "0"),
                Integer.parseInt(parameters.contains("retryAfter") ? parameters.get("retryAfter") : "0"),
                Boolean.parseBoolean(parameters.get("closes")));
    }
}
