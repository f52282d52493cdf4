/// Small objects under paths, replaced whole and by compare-and-set: what a database keeps that is no table and belongs
/// to no fork. [ObjectStore] is the contract; where the objects lie is the affair of who implements it.
///
/// Compare-and-set is all that is needed to hand out numbers that are never given twice: read the object, put it back
/// with a higher number on the condition that it is still the version that was read, and use the numbers in between
/// once the call has returned.
package dev.coppice.store.object;
