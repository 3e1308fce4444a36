/** Requests to providers: connections, credentials, time limits, and what can go wrong with them. */
@NullMarked
package dev.sluicegate.router.upstream;

import org.jspecify.annotations.NullMarked;
