/** Server-sent events as bytes pass by. Pure. */
@NullMarked
package dev.sluicegate.router.sse;

import org.jspecify.annotations.NullMarked;
