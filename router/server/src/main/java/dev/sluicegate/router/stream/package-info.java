/** One request on its way through the router: forward, stream back, end in exactly one way. */
@NullMarked
package dev.sluicegate.router.stream;

import org.jspecify.annotations.NullMarked;
