/// An embedded, ordered, transactional key-value engine whose database forks in constant time.
/// Depends on nothing but the JDK.
module coppice.store {}
