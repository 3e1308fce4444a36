/** The stages of a request, from its arrival to its forwarding. */
@NullMarked
package dev.sluicegate.router.request;

import org.jspecify.annotations.NullMarked;
