/** The response to a client: its head, its events as they pass, and its end. */
@NullMarked
package dev.sluicegate.router.response;

import org.jspecify.annotations.NullMarked;
