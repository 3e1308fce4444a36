@NullMarked
package dev.sluicegate.operator.telemetry;

import org.jspecify.annotations.NullMarked;
