/// The command `coppice`.
module coppice.cli {
    requires coppice.store;
    requires info.picocli;
    requires com.fasterxml.jackson.databind;

    opens dev.coppice.cli to
            info.picocli;
}
