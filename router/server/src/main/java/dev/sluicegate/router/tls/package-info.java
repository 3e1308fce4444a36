/** Certificates and their keys in files: read, checked, and read again when they change. */
@NullMarked
package dev.sluicegate.router.tls;

import org.jspecify.annotations.NullMarked;
