/// Whole databases of format version 1 as the first release would leave them: kept as files, so that a change of the
/// format by accident is noticed, and read by every later version of the code.
package dev.coppice.store.golden;
