/** The promises, on a real cluster: the rows of {@code docs/promises.md}, each with the clients that a user has. */
@NullMarked
package dev.sluicegate.e2e.promise;

import org.jspecify.annotations.NullMarked;
