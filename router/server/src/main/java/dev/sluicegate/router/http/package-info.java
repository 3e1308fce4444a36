/** Where clients come in: the listener, its connections, and the way of a request from arrival to forwarding. */
@NullMarked
package dev.sluicegate.router.http;

import org.jspecify.annotations.NullMarked;
