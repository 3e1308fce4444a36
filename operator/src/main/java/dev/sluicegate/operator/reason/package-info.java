/** The registry of reasons: what a condition, an Event or a pod's problem is called, what it means, and what to do about it. */
@NullMarked
package dev.sluicegate.operator.reason;

import org.jspecify.annotations.NullMarked;
