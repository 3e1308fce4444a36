/** The operator's metrics: of itself, and of each gateway as its last reconciliation has seen it. */
@NullMarked
package dev.sluicegate.operator.telemetry;

import org.jspecify.annotations.NullMarked;
