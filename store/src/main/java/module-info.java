/// An embedded, ordered, transactional key-value engine whose database forks in constant time.
/// Depends on nothing but the JDK.
@SuppressWarnings("module") // the command line is built after this module, which names it
module coppice.store {
    uses dev.coppice.store.PageCompression;

    exports dev.coppice.store; // the API
    exports dev.coppice.store.host; // the seam below: files, time, randomness, threads
    exports dev.coppice.store.object; // small objects, wherever they are kept
    exports dev.coppice.store.log to // the bytes, for `coppice inspect`
            coppice.cli;
    exports dev.coppice.store.page to
            coppice.cli;
}
