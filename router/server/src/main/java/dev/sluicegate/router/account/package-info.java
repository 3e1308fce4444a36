/** The ledger of what the router carries, and of how each request and stream ended. */
@NullMarked
package dev.sluicegate.router.account;

import org.jspecify.annotations.NullMarked;
