/** How much a caller may use: in a minute, at the same time, and of its budget. */
@NullMarked
package dev.sluicegate.router.limits;

import org.jspecify.annotations.NullMarked;
