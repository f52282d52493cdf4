/// The command `coppice`.
@SuppressWarnings("requires-automatic") // Maven's model and the parser that it uses declare no modules
module coppice.cli {
    requires coppice.graph;
    requires coppice.store;
    requires coppice.zstd;
    requires com.fasterxml.jackson.core;
    requires de.siegmar.fastcsv;
    requires info.picocli;
    requires java.xml;
    requires maven.model;
    requires plexus.utils;

    provides System.LoggerFinder with
            dev.coppice.cli.terminal.Warnings;

    // picocli finds options and parameters by their annotations.
    opens dev.coppice.cli.argument to
            info.picocli;
    opens dev.coppice.cli.command to
            info.picocli;
}
