/** What operators decided, decided again. Pure. */
@NullMarked
package dev.sluicegate.e2e.trace;

import org.jspecify.annotations.NullMarked;
