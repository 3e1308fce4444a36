/** What differs between wire protocols: paths, credentials, error envelopes, how a stream ends. Pure: bytes in, bytes out. */
@NullMarked
package dev.sluicegate.router.provider;

import org.jspecify.annotations.NullMarked;
