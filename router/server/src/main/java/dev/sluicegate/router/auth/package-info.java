/** Who a client is, and which models it may use. */
@NullMarked
package dev.sluicegate.router.auth;

import org.jspecify.annotations.NullMarked;
