/// An embedded, ordered, transactional key-value engine whose database forks in constant time.
/// Depends on nothing but the JDK.
module coppice.store {
    exports dev.coppice.store; // the API
    exports dev.coppice.store.host; // the seam below: files, time, randomness, threads
}
