/// The command `coppice`.
module coppice.cli {
    requires coppice.graph;
    requires coppice.store;
    requires coppice.zstd;
    requires com.fasterxml.jackson.core;
    requires de.siegmar.fastcsv;
    requires info.picocli;
    requires java.xml;

    provides System.LoggerFinder with
            dev.coppice.cli.terminal.Warnings;

    // picocli finds options and parameters by their annotations.
    opens dev.coppice.cli.argument to
            info.picocli;
    opens dev.coppice.cli.command to
            info.picocli;
}
