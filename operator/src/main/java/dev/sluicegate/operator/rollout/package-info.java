/**
 * The rollout: a pure function from what is wanted and what is there to what is done next.
 *
 * <p>Start reading at {@link dev.sluicegate.operator.rollout.Rollout}. Nothing in here does I/O or reads a clock.
 */
@NullMarked
package dev.sluicegate.operator.rollout;

import org.jspecify.annotations.NullMarked;
