/** What the gateway's status says. Pure. */
@NullMarked
package dev.sluicegate.operator.status;

import org.jspecify.annotations.NullMarked;
