/** The accept loop: the port, the connections of clients, and what is done about bytes that are no request. */
@NullMarked
package dev.sluicegate.router.listen;

import org.jspecify.annotations.NullMarked;
