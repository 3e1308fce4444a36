/** How a router goes away without losing anything: decisions only. Pure: the clock is a parameter. */
@NullMarked
package dev.sluicegate.router.drain;

import org.jspecify.annotations.NullMarked;
