/// The blocks of a volume: which are in use, what must be in them, and how their changes take effect together.
///
/// Changes of metadata gather in a *group*. [dev.coppice.volume.block.BlockLayer#commit()] makes all changes since the
/// last one take effect at once: first what was written to blocks of data, then the group in the journal, are durable.
/// After a loss of power the volume is what it was at the end of one of its groups, and no group that was committed is
/// missing.
///
/// | class                                    | what it knows                                                        |
/// |------------------------------------------|----------------------------------------------------------------------|
/// | [dev.coppice.volume.block.BlockLayer]    | an open device: groups, checkpoints, recovery                        |
/// | [dev.coppice.volume.block.BlockSpace]    | who may use which block: allocates, shares, releases                 |
/// | [dev.coppice.volume.block.BlockBitmap]   | which blocks are in use, and where the next free one is              |
/// | [dev.coppice.volume.block.BlockTable]    | checksum, references and kind of each block, level on level          |
/// | [dev.coppice.volume.block.MetadataCache] | blocks of metadata in memory, what of them changed, and what is on its way to the device |
/// | [dev.coppice.volume.block.MetadataBlock] | one of them                                                          |
package dev.coppice.volume.block;
