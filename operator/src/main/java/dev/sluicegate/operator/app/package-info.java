/** The operator's process: configuration from the environment, leader election, probes, metrics, shutdown. */
@NullMarked
package dev.sluicegate.operator.app;

import org.jspecify.annotations.NullMarked;
