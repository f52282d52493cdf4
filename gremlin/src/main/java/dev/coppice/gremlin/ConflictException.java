package dev.coppice.gremlin;

import org.apache.tinkerpop.gremlin.structure.util.TemporaryException;

/// Another transaction committed first what this one wrote, or read where it is serializable. Nothing was applied and
/// the transaction has ended: run it again from its start. Gremlin Server tells its clients that it may be tried again.
public final class ConflictException extends RuntimeException implements TemporaryException {
    ConflictException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
