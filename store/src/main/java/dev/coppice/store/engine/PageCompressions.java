package dev.coppice.store.engine;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.PageCompression;
import dev.coppice.store.StoreException;
import dev.coppice.store.host.Storage;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// Finds what a database's pages are compressed with.
final class PageCompressions {
    private PageCompressions() {}

    /// The one given in the options, which agree with the format, or the service with the recorded name.
    ///
    /// @return null when the pages are not compressed
    /// @throws StoreException.Invalid when there is none of that name
    static PageCompression of(DatabaseFormat format, DatabaseOptions options, Storage storage) {
        String name = format.compression();
        if (name.isEmpty() || options.compression() != null) {
            return options.compression();
        }
        try {
            for (PageCompression found : ServiceLoader.load(PageCompression.class)) {
                if (found.name().equals(name)) {
                    return found;
                }
            }
        } catch (ServiceConfigurationError e) {
            throw missing(name, storage, ": " + e.getMessage());
        }
        throw missing(name, storage, "");
    }

    private static StoreException.Invalid missing(String name, Storage storage, String detail) {
        return new StoreException.Invalid("the pages of " + storage.description() + " are compressed with " + name
                + ", and nothing that can do that is there" + detail + "; add the module coppice-" + name
                + " to the class path or module path, or give it as the option 'compression'");
    }
}
