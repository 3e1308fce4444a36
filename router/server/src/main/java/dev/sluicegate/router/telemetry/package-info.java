/** What people and machines see of requests that are over: the access log, the errors of the last minute, and traces. */
@NullMarked
package dev.sluicegate.router.telemetry;

import org.jspecify.annotations.NullMarked;
