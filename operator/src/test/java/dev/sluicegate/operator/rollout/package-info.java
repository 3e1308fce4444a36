/** Tests of the rollout: a table of decisions, and properties over random stories in a simulated world. */
@NullMarked
package dev.sluicegate.operator.rollout;

import org.jspecify.annotations.NullMarked;
