/** The forwarding of a request to an upstream: attempts, retries, the wait in a queue, the hedge. */
@NullMarked
package dev.sluicegate.router.forward;

import org.jspecify.annotations.NullMarked;
