/** Answers that are given again to exactly the same request. */
@NullMarked
package dev.sluicegate.router.cache;

import org.jspecify.annotations.NullMarked;
