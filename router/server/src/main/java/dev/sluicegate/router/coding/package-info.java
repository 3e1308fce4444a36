/** Content codings: how a body is compressed on its way. */
@NullMarked
package dev.sluicegate.router.coding;

import org.jspecify.annotations.NullMarked;
