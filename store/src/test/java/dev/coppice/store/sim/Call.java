package dev.coppice.store.sim;

/// One call to a [SimulatedDisk].
///
/// @param index its number, from 0 in the life of the disk
/// @param operation what was called
/// @param file the file or directory, for a rename the old name
public record Call(long index, Operation operation, String file) {
    @Override
    public String toString() {
        return index + ":" + operation + "(" + file + ")";
    }
}
